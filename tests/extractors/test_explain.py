"""The built-in extractor says how it came to its claims, and why none came of what it nearly read."""

import pytest

from extractors.explain import _calling_words
from extractors.news import NewsExtractor
from kg.extraction import Explainer, explain, extract
from kg.model import Article, Explanation

pytestmark = pytest.mark.model

SENTENCES = [
    ("en", "Nvidia sued Foxglove Robotics on Thursday.", "SUES"),
    ("zh", "马斯克周四起诉了OpenAI。", "SUES"),
]


def explanation(text: str, lang: str) -> tuple[Article, Explanation]:
    article = Article(id="a_1", text=text, lang=lang, published="2026-05-14")
    return article, NewsExtractor().explain(article)


@pytest.mark.parametrize(("lang", "text", "relation"), SENTENCES, ids=["en", "zh"])
def test_the_claims_are_those_of_extract(lang: str, text: str, relation: str) -> None:
    article, found = explanation(f"{text}\n\n{text}", lang)
    assert isinstance(NewsExtractor(), Explainer)
    assert list(found.claims) == NewsExtractor().extract(article)
    assert [claim.relation for claim in found.claims] == [relation, relation]
    [[_, by_explain, same], [_, by_extract]] = [*explain([article]), *extract([article])]
    assert by_explain == by_extract
    assert same == found


@pytest.mark.parametrize(("lang", "text", "relation"), SENTENCES, ids=["en", "zh"])
def test_offsets_heads_and_names_are_those_of_the_article(lang: str, text: str, relation: str) -> None:
    article, found = explanation(f"{text}\n\n{text}", lang)
    for sentence in found.sentences:
        for word in sentence.words:
            assert article.text.startswith(word.text, word.start)
            assert 0 <= word.head < len(sentence.words)
        for name in sentence.names:
            assert article.text[name.start : name.end] == name.text
    ids = {attempt.claim for sentence in found.sentences for attempt in sentence.attempts if attempt.claim}
    assert ids == {claim.id for claim in found.claims}
    assert all(
        (attempt.claim is None) != (attempt.fell is None)
        for sentence in found.sentences
        for attempt in sentence.attempts
    )


@pytest.mark.parametrize(
    ("lang", "text", "relation", "why"),
    [
        ("en", "Did Nvidia sue Foxglove Robotics?", "SUES", "is a question"),
        ("zh", "马斯克起诉了OpenAI吗？", "SUES", "is a question"),
        ("en", "Microsoft developed Claude last year.", "DEVELOPS", "contradicted by the register"),
        ("zh", "微软去年开发了Claude。", "DEVELOPS", "contradicted by the register"),
        ("en", "Nvidia said it sued an unnamed rival.", "SUES", "no fitting name at the object, only “rival”"),
        ("en", "Nvidia and Foxglove Robotics never sued.", "SUES", "the object path is empty (obj"),
        ("zh", "法院驳回起诉后，银狐机器人公司与英伟达均未置评。", "SUES", "the names stand in another order than the pattern asks"),
    ],
    ids=["question-en", "question-zh", "register-en", "register-zh", "no-name-en", "no-object-en", "order-zh"],
)  # fmt: skip
def test_why_nothing_came_of_it(lang: str, text: str, relation: str, why: str) -> None:
    _, found = explanation(text, lang)
    assert [claim for claim in found.claims if claim.relation == relation] == []
    fell = [
        attempt.fell or ""
        for sentence in found.sentences
        for attempt in sentence.attempts
        if attempt.relation == relation
    ]
    assert any(reason.startswith(why) for reason in fell), fell


@pytest.mark.parametrize(
    ("regex", "finds"),
    [
        ("a(?P<trigger>led|backed)b", "backed"),
        ("a(?P<trigger>)(?:led|[)]backed(?:!)?) by", "led"),
        ("a(?P<trigger>)led", None),
        ("led", None),
    ],
    ids=["in-the-group", "behind-it", "no-group", "no-trigger"],
)
def test_what_calls_a_pattern(regex: str, finds: str | None) -> None:
    words = _calling_words(regex)
    assert (words is not None) == (finds is not None)
    assert words is None or words.search(f"it was {finds} here")
