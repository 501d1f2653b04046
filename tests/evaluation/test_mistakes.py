"""Each mistake at its sentence, with the reasons that the extractor gives; and the page that shows them."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg.evaluation import Evaluation, Kind, Mistake, Passage, Predicted, mistakes, render_mistakes, score
from kg.measuring import evaluate
from kg.model import Article, Attempt, Claim, EntityType, ExplainedSentence, Explanation, Named, Word

TEXTS = {
    "en": "Rain fell on Bremen. Nvidia has put money into Foxglove, two people said.",
    "zh": "不来梅下了雨。两位人士称，英伟达已向银狐注资。",
}
NAMES = {"en": ("Nvidia", "Foxglove"), "zh": ("英伟达", "银狐")}


def passage(lang: str, **claim: Any) -> Passage:
    one, other = NAMES[lang]
    asked = {"subject": [one], "relation": "INVESTS_IN", "object": [other]} | claim
    return msgspec.convert({"id": "p", "lang": lang, "text": TEXTS[lang], "claims": [asked]}, Passage)


def named(lang: str, place: int) -> Named:
    text = NAMES[lang][place]
    start = TEXTS[lang].index(text)
    return Named(start=start, end=start + len(text), text=text, type=EntityType.ORGANIZATION, canonical=text)


def explained(lang: str, *attempts: Attempt, names: tuple[int, ...] = (0, 1)) -> Explanation:
    text = TEXTS[lang]
    cut = text.index(NAMES[lang][0]) if lang == "en" else text.index("两")
    words = tuple(Word(text=word, start=cut, head=0, pos="X", dep="dep") for word in text[cut:].split())
    said = ExplainedSentence(
        start=cut, end=len(text), words=words, names=tuple(named(lang, i) for i in names), attempts=attempts
    )
    return Explanation(claims=(), sentences=(ExplainedSentence(start=0, end=cut), said))


def marked(mistake: Mistake) -> dict[str, str]:
    return {mark.role: mistake.sentence[mark.start : mark.end] for mark in mistake.marks}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("is_explained", [True, False], ids=["explained", "not-explained"])
def test_a_missed_claim_is_shown_in_its_sentence(lang: str, is_explained: bool) -> None:
    asked = passage(lang, amount=5_000_000, status="current")
    explanation = explained(lang) if is_explained else None
    [missed] = mistakes(asked, score(asked, []), explanation=explanation)
    assert missed.kind is Kind.MISSED
    assert marked(missed) == dict(zip(("subject", "object"), NAMES[lang], strict=True))
    assert missed.sentence == (TEXTS[lang].partition(". " if lang == "en" else "。")[2])
    assert missed.said == (("amount", "5,000,000"),)
    assert (missed.parse is not None) == is_explained


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_says_why_a_claim_was_missed_the_nearest_reading_first(lang: str) -> None:
    ends = {"subject": named(lang, 0), "object": named(lang, 1)}
    attempts = (
        Attempt(relation="INVESTS_IN", frame="far", trigger="put", fell="the object path is empty (into)"),
        Attempt(
            relation="INVESTS_IN", frame="far-too", trigger="put", fell="the object path is empty (into)"
        ),
        Attempt(relation="SUES", frame="else", trigger="said", fell="is a question"),
        Attempt(relation="INVESTS_IN", frame="near", trigger="put", fell="is a question", **ends),
        Attempt(relation="BUYS_FROM", frame="other", trigger="put", claim="c_1", **ends),
    )
    asked = passage(lang)
    [missed] = mistakes(asked, score(asked, []), explanation=explained(lang, *attempts))
    one, other = NAMES[lang]
    assert missed.notes == (
        f"read instead: {one} BUYS_FROM {other}; frame other, called by “put”",
        f"frame near, called by “put”, {one} → {other}: is a question",
        "frames far, far-too, called by “put”: the object path is empty (into)",
    )


def test_it_says_which_party_was_not_seen() -> None:
    asked = passage("en")
    [missed] = mistakes(asked, score(asked, []), explanation=explained("en", names=(0,)))
    assert missed.notes == ("the object was not seen as a name in this sentence",)
    assert marked(missed)["object"] == "Foxglove"
    nowhere = passage("en", subject=["Harbourlight"], object=["Tessera"])
    [missed] = mistakes(nowhere, score(nowhere, []))
    assert (missed.sentence, missed.notes) == ("", ("no sentence names a party of it",))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_false_claims_and_wrong_qualifiers_say_what_read_them(lang: str) -> None:
    one, other = named(lang, 0), named(lang, 1)
    sentence = explained(lang).sentences[1]
    place = {
        "article": "p", "start": sentence.start, "quote": TEXTS[lang][sentence.start :], "confidence": 0.85,
        "extractor": "frames/9", "subject_text": one.text, "subject_start": one.start, "object_text": other.text,
        "object_start": other.start, "subject": one.text, "object": other.text,
    }  # fmt: skip
    said = [
        Predicted(relation="SUES", id="c_1", **place),
        Predicted(relation="INVESTS_IN", id="c_2", percent=3.0, **place),
    ]
    asked = passage(lang, percent=30)
    attempts = (Attempt(relation="SUES", frame="sue", trigger="put", subject=one, object=other, claim="c_1"),)
    wrong, slip = mistakes(asked, score(asked, said), explanation=explained(lang, *attempts))
    assert (wrong.kind, wrong.relation, marked(wrong)["object"]) == (Kind.FALSE, "SUES", other.text)
    assert wrong.notes == ("read by frames/9, confidence 0.85", "frame sue, called by “put”")
    assert (slip.kind, slip.said) == (Kind.QUALIFIER, (("percent, gold", "30"), ("percent, found", "3")))


class Explaining:
    """An extractor that finds nothing, and says of which words."""

    def languages(self) -> tuple[str, ...]:
        return ("en",)

    def extract(self, article: Article) -> list[Claim]:
        raise AssertionError("what is explained is not extracted again")

    def explain(self, article: Article) -> Explanation:
        words = (Word(text="Nvidia", start=0, pos="PROPN", dep="ROOT", head=0),)
        return Explanation(
            claims=(), sentences=(ExplainedSentence(start=0, end=len(article.text), words=words),)
        )


def test_an_extractor_that_explains_itself_reads_once(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(msgspec.to_builtins(passage("en"))), "utf-8")
    measured = evaluate(gold, extractor=Explaining(), show_mistakes=True)
    [missed] = measured.mistakes
    assert missed.parse is not None
    assert missed.notes[0] == "the subject was not seen as a name in this sentence"
    assert '["Nvidia","PROPN","ROOT",0,"",""]' in render_mistakes(measured, title="x")


# The page

ATTACKS = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "\" onmouseover=alert(1) x='",
    "]]>--><svg/onload=alert(1)>", "{{ 7 * 7 }}", "\u2028alert(1)\u2029", "a\x00b\x1b[31m",
]  # fmt: skip


def attacked() -> Evaluation:
    """Mistakes in which every text a stranger could write is an attack."""
    asked = msgspec.convert(
        {"id": ATTACKS[0], "lang": ATTACKS[2], "text": " ".join(ATTACKS),
         "claims": [{"subject": [text], "relation": "SUES", "object": ["B"], "currency": text} for text in ATTACKS]},
        Passage,
    )  # fmt: skip
    said = [
        Predicted(article="p", subject=text, object=text, relation=text, quote=text, extractor=text)
        for text in ATTACKS
    ]
    name = Named(start=0, end=9, text=ATTACKS[0], type=EntityType.ORGANIZATION, canonical=ATTACKS[1])
    attempt = Attempt(relation="SUES", frame=ATTACKS[0], trigger=ATTACKS[1], subject=name, fell=ATTACKS[2])
    words = tuple(Word(text=text, start=i, head=0, pos=text, dep=text) for i, text in enumerate(ATTACKS))
    sentence = ExplainedSentence(
        start=0, end=len(asked.text), words=words, names=(name,), attempts=(attempt,)
    )
    result = score(asked, said)
    explanation = Explanation(claims=(), sentences=(sentence,))
    return Evaluation(passages=(result,), mistakes=tuple(mistakes(asked, result, explanation=explanation)))


class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_nothing_a_stranger_wrote_is_markup() -> None:
    html = render_mistakes(attacked(), title="<b>title</b>")
    assert len(attacked().mistakes) == 2 * len(ATTACKS)
    parser = Tags()
    parser.feed(html)
    assert [tag for tag, _ in parser.tags if tag in {"script", "img", "svg", "iframe", "form", "base"}] == [
        "script"
    ] * 2
    names = {name for _, attributes in parser.tags for name in attributes}
    assert not any(name.startswith("on") or name in {"src", "style", "srcdoc"} for name in names)
    assert {attributes.get("href") for tag, attributes in parser.tags if tag in {"a", "link"}} == {"data:,"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert not re.search(r"[\x00\x1b]", html)
    [block] = re.findall(r'id="parses">(.*?)</script>', html, re.DOTALL)
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block)[0][0][0] == ATTACKS[0]


def test_the_page_allows_its_own_script_and_style_and_nothing_else() -> None:
    html = render_mistakes(Evaluation(passages=()), title="Nothing")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"https?://|//cdn|@import|url\(", html)


def test_the_same_page_for_the_same_evaluation() -> None:
    assert render_mistakes(attacked(), title="x") == render_mistakes(attacked(), title="x")
