"""Articles to claims through the shipped pipelines: offsets, repetition, long texts, other people's pipelines."""

from pathlib import Path

import pytest
import spacy

from extractors import nlp
from extractors.news import MAX_PIECE, NewsExtractor, pieces, read
from kg.model import Article, Claim, MissingExtra, UnknownLanguage

pytestmark = pytest.mark.model

EN = (
    "Microsoft holds about 27 percent of OpenAI. Amazon invested up to $50 billion in OpenAI.\n\n"
    "Nvidia CEO Jensen Huang spoke on Monday. Elon Musk sued OpenAI in 2024."
)
ZH = "微软持有OpenAI约27%的股份。亚马逊向OpenAI投资高达500亿美元。\n\n英伟达首席执行官黄仁勋周一发表讲话。马斯克起诉了OpenAI。"


def article(text: str, lang: str) -> Article:
    return Article(id="a_test", text=text, lang=lang, published="2026-04-28")


def claims(text: str, lang: str) -> list[Claim]:
    return NewsExtractor().extract(article(text, lang))


@pytest.mark.parametrize(("text", "lang"), [(EN, "en"), (ZH, "zh")], ids=["en", "zh"])
def test_the_same_four_relations_are_read_in_both_languages(text: str, lang: str) -> None:
    found = {(claim.subject_id, claim.relation, claim.object_id) for claim in claims(text, lang)}
    assert {
        ("microsoft", "HOLDS_STAKE_IN", "openai"),
        ("amazon", "INVESTS_IN", "openai"),
        ("jensen-huang", "HOLDS_POSITION_AT", "nvidia"),
        ("elon-musk", "SUES", "openai"),
    } <= found


@pytest.mark.parametrize(("text", "lang"), [(EN, "en"), (ZH, "zh")], ids=["en", "zh"])
def test_every_claim_opens_to_its_words(text: str, lang: str) -> None:
    found = claims(text, lang)
    assert found
    for claim in found:
        assert text[claim.start : claim.end] == claim.quote
        assert text[claim.subject_start :].startswith(claim.subject_text)  # type: ignore[misc]
        assert claim.start <= claim.subject_start < claim.end  # type: ignore[operator]
        if claim.object_text is not None:
            assert text[claim.object_start :].startswith(claim.object_text)  # type: ignore[misc]


@pytest.mark.parametrize(("text", "lang"), [(EN, "en"), (ZH, "zh")], ids=["en", "zh"])
def test_reading_twice_says_the_same(text: str, lang: str) -> None:
    assert claims(text, lang) == claims(text, lang)


def test_a_long_text_is_read_in_pieces_with_the_offsets_of_the_whole() -> None:
    filler = "The weather in the city stayed mild and nobody in the office said much about it that day.\n\n"
    text = filler * (MAX_PIECE // len(filler) + 5) + EN
    assert len(list(pieces(text))) > 1
    assert "".join(piece for _, piece in pieces(text)) == text
    found = claims(text, "en")
    assert {claim.relation for claim in found} >= {"HOLDS_STAKE_IN", "INVESTS_IN"}
    assert all(text[claim.start : claim.end] == claim.quote for claim in found)


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownLanguage, match=r"'xx'.*en, zh"):
        claims("Text.", "xx")


def test_the_components_work_in_another_pipeline() -> None:

    own = spacy.blank("en")
    ours = nlp.load("en")
    for name in ("tok2vec", "tagger", "morphologizer", "lemmatizer", "parser"):
        own.add_pipe(name, source=ours)
    for name in ("kg_names", "kg_values", "kg_claims"):
        own.add_pipe(name)
    doc = own("Amazon invested up to $50 billion in OpenAI.")
    assert [(read.draft.relation, read.qualifiers["amount"]) for read in doc._.kg_claims] == [
        ("INVESTS_IN", 50e9)
    ]


def test_pipelines_declare_what_they_need() -> None:
    for lang in nlp.PIPELINES:
        assert nlp.load(lang).analyze_pipes()["problems"]["kg_claims"] == []


@pytest.mark.parametrize("text", ["", "\n\n", "?", "微软", "Microsoft", "\u200b\u200b", "a" * 500], ids=repr)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_odd_texts_yield_nothing_and_break_nothing(text: str, lang: str) -> None:
    assert read(text, lang=lang)._.kg_claims == []


def test_another_pipelines_names_are_used_in_addition_and_the_claims_say_so(tmp_path: Path) -> None:
    other = spacy.blank("en")
    ruler = other.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "vorwerkle"}])  # type: ignore[attr-defined]
    other.to_disk(tmp_path / "other")
    text = "Microsoft acquired vorwerkle for $2 billion."
    assert claims(text, "en") == []
    (claim,) = NewsExtractor(names={"en": str(tmp_path / "other")}).extract(article(text, "en"))
    assert (claim.subject_id, claim.relation, claim.object_text) == ("microsoft", "ACQUIRES", "vorwerkle")
    assert claim.extractor.endswith("+" + str(tmp_path / "other"))


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(MissingExtra, match="en_core_web_nowhere"):
        NewsExtractor(names={"en": "en_core_web_nowhere"}).extract(article(EN, "en"))


def test_a_setting_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_NAMES", "en_core_web_sm")
    with pytest.raises(UnknownLanguage, match="KG_NAMES"):
        NewsExtractor()
