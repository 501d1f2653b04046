"""The page of `kg evaluate --html` in a real Chromium with the network off."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg.evaluation import Evaluation, Passage, Predicted, mistakes, score, write_mistakes
from kg.model import EntityType, ExplainedSentence, Explanation, Named, Word

pytestmark = pytest.mark.browser

TEXTS = {"en": "Nvidia sued Foxglove <img src=https://evil.example/x.png>.", "zh": "英伟达起诉了银狐。"}
PIECES = {
    "en": ["Nvidia", "sued", "Foxglove", "<img src=https://evil.example/x.png>", "."],
    "zh": ["英伟达", "起诉", "了", "银狐", "。"],
}


def _of(lang: str) -> tuple[Any, list[Any]]:
    text, pieces = TEXTS[lang], PIECES[lang]
    one, other = pieces[0], pieces[2 if lang == "en" else 3]
    asked = msgspec.convert(
        {"id": f"p-{lang}", "lang": lang, "text": text, "claims": [
            {"subject": [one], "relation": "SUES", "object": [other], "status": "planned"},
            {"subject": [one], "relation": "BUYS_FROM", "object": [other]}]},
        Passage,
    )  # fmt: skip
    said = [
        Predicted(article=f"p-{lang}", subject=one, object=other, relation=name, quote=text)
        for name in ("SUES", "USES")
    ]
    words = tuple(
        Word(text=p, start=text.index(p), pos="X", dep="ROOT" if i == 1 else "obj", head=1)
        for i, p in enumerate(pieces)
    )
    name = Named(start=0, end=len(one), text=one, type=EntityType.ORGANIZATION, canonical="Nvidia")
    sentence = ExplainedSentence(start=0, end=len(text), words=words, names=(name,))
    result = score(asked, said)
    return result, list(mistakes(asked, result, explanation=Explanation(claims=(), sentences=(sentence,))))


@pytest.fixture(scope="module")
def mistakes_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A missed claim, a false one and a wrong qualifier in each language."""
    parts = [_of(lang) for lang in TEXTS]
    evaluation = Evaluation(
        passages=tuple(result for result, _ in parts),
        mistakes=tuple(one for _, some in parts for one in some),
    )
    return write_mistakes(tmp_path_factory.mktemp("mistakes") / "page.html", evaluation, title="Mistakes")


def shown(page: Any) -> list[tuple[str, str, str]]:
    cards = page.locator(".card:not([hidden])").all()
    return [
        tuple(card.get_attribute(f"data-{name}") for name in ("kind", "lang", "relation")) for card in cards
    ]


def test_filters_parse_and_no_request(visit: Any, mistakes_page: Path) -> None:
    opened = visit(mistakes_page)
    page = opened.page
    assert page.inner_text("#status") == "6 of 6 mistakes shown"
    page.click("[data-value=zh]")
    assert {lang for _, lang, _ in shown(page)} == {"en"}
    page.click("[data-group=kind] [data-set=none]")
    assert page.is_visible("#nothing")
    page.click("[data-value=missed]")
    assert shown(page) == [("missed", "en", "BUYS_FROM")]
    page.click("[data-group=lang] [data-set=all]")
    page.click("[data-group=kind] [data-set=all]")
    page.click("[data-value=SUES]")
    assert {relation for _, _, relation in shown(page)} == {"BUYS_FROM", "USES"}
    page.fill("#search", "银狐")
    assert {lang for _, lang, _ in shown(page)} == {"zh"}
    page.fill("#search", "")
    card = page.locator(".card:not([hidden])").first
    # The stylesheet lets the browser leave cards unlaid until they come into view, and
    # inner_text() of such a card is empty: what a card holds is read as text_content().
    assert card.locator("mark.subject").text_content() == "Nvidia"
    card.locator("details.parse summary").click()
    card.locator(".words li").nth(3).wait_for()
    assert card.locator(".words li b").all_text_contents() == PIECES["en"]
    assert card.locator(".words li").first.get_attribute("title") == "Nvidia (Organization)"
    card.locator(".words li").first.hover()
    assert card.locator(".words .is-head b").text_content() == "sued"
    assert page.locator("img").count() == 0
    assert (opened.requests, opened.complaints, opened.dialogs) == ([], [], [])
