"""Paragraphs in another language than their article. All deals are invented."""

import pytest

from extractors.news import NewsExtractor
from extractors.paragraphs import by_language
from kg.model import Article

CHINESE = "微软周一宣布收购羽笔智能科技公司。"
ENGLISH = "Nvidia has acquired Quillfeather Labs for $2 billion, the company said."


@pytest.mark.parametrize(
    ("lang", "lines", "spoken"),
    [
        ("zh", [CHINESE, ENGLISH], ["zh", "en"]),
        ("en", [ENGLISH, CHINESE], ["en", "zh"]),
        ("zh", [CHINESE, "iPhone 17 Pro Max"], ["zh", "zh"]),
        ("zh", [CHINESE, "Nvidia GeForce RTX 5090 Founders Edition"], ["zh", "zh"]),
        ("zh", ["OpenAI 和 Anthropic 都在使用 Google Cloud 的 TPU 芯片 and more of it"], ["zh"]),
        ("zh", [CHINESE, "Quillfeather (羽笔) said that it would buy back its own shares."], ["zh", "en"]),
        ("en", [ENGLISH, "The word 收购 means to acquire."], ["en", "en"]),
        ("en", [ENGLISH, "マイクロソフトは新しい製品を発表しました。"], ["en", "en"]),
        ("en", ["", ENGLISH, ""], ["en", "en", "en"]),
    ],
    ids=[
        "english", "chinese", "few-words", "only-names", "mixed", "gloss", "quoted-word", "japanese", "empty",
    ],
)  # fmt: skip
def test_each_paragraph_is_in_the_text_of_its_language(
    lang: str, lines: list[str], spoken: list[str]
) -> None:
    texts = dict(by_language("\n".join(lines), lang, ("en", "zh")))
    assert next(iter(texts)) == lang
    assert texts.keys() == {lang, *spoken}
    for one, text in texts.items():
        kept = [line if said == one else " " * len(line) for line, said in zip(lines, spoken, strict=True)]
        assert text == "\n".join(kept)


def test_a_language_that_is_not_read_is_left_in_the_text() -> None:
    assert list(by_language(f"{CHINESE}\n{ENGLISH}", "zh", ("zh",))) == [("zh", f"{CHINESE}\n{ENGLISH}")]


@pytest.mark.model
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("lines", [(CHINESE, ENGLISH), (ENGLISH, CHINESE)], ids=["zh-first", "en-first"])
def test_claims_of_both_languages_stand_where_the_article_has_them(lang: str, lines: tuple[str, str]) -> None:
    text = "\n".join(lines)
    article = Article(id="a_mixed", text=text, lang=lang, published="2026-05-04")
    explained = NewsExtractor().explain(article)
    bought = {claim.subject_id: claim for claim in explained.claims if claim.relation == "ACQUIRES"}
    assert bought.keys() == {"microsoft", "nvidia"}
    assert {claim.lang for claim in bought.values()} == {"en", "zh"}
    for claim in explained.claims:
        assert text[claim.start : claim.end] == claim.quote
        assert claim.quote in {CHINESE, ENGLISH}
    assert [claim.start for claim in explained.claims] == sorted(claim.start for claim in explained.claims)
    assert [text[one.start : one.end] for one in explained.sentences] == [*lines]
