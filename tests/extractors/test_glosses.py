"""Names told in another script. Every name is invented; no model."""

import pytest

from extractors.names.recognize import find_names
from kg.model import EntityType, unlisted_id

ORG, PERSON, PRODUCT = EntityType.ORGANIZATION, EntityType.PERSON, EntityType.PRODUCT


def canonical(text: str, *recognized: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """By words, the canonical name and the id of what stands there; `recognized` are words and label, each where it first stands."""
    spans = [(text.index(words), text.index(words) + len(words), label) for words, label in recognized]
    return {text[n.start : n.end]: (n.canonical, n.entity_id) for n in find_names(text, spans)}


def test_a_person_is_known_by_the_name_in_brackets() -> None:
    text = "教授伊内斯·马威克（Ines Marwick）说，马威克已离职。"
    found = canonical(text, ("伊内斯·马威克", "PERSON"), ("Ines Marwick", "PERSON"), ("马威克已", "PERSON"))
    english = ("Ines Marwick", unlisted_id(PERSON, "Ines Marwick"))
    assert found["伊内斯·马威克"] == found["Ines Marwick"] == english


def test_the_name_in_brackets_need_not_be_recognized() -> None:
    text = "北岸资本 (North Shore Capital) 是投资方。"
    assert canonical(text, ("北岸资本", "ORG")) == {
        "北岸资本": ("North Shore Capital", unlisted_id(ORG, "North Shore Capital"))
    }


@pytest.mark.parametrize(
    ("text", "recognized"),
    [
        ("深瞳公司（微软）发布新品。", [("深瞳公司", "ORG")]),
        ("工作室松塔（Pale Harbor）发布新品。", [("松塔", "ORG"), ("Pale Harbor", "PRODUCT")]),
        ("教授马威克（现任 Quillmoor 顾问）说。", [("马威克", "PERSON")]),
        ("教授马威克（Marwick）说。", [("马威克", "PERSON")]),
        ("松塔科技（NASDAQ: PCON）上涨。", [("松塔科技", "ORG")]),
        ("Quillmoor（松塔）发布新品。", [("Quillmoor", "ORG"), ("松塔", "ORG")]),
    ],
    ids=["no-latin", "another-type", "a-phrase", "half-a-name", "a-ticker", "latin-first"],
)
def test_what_is_no_other_name_changes_nothing(text: str, recognized: list[tuple[str, str]]) -> None:
    words = recognized[0][0]
    assert canonical(text, *recognized)[words] == (
        words,
        unlisted_id({"ORG": ORG, "PERSON": PERSON}[recognized[0][1]], words),
    )


def test_a_short_form_means_the_long_one() -> None:
    text = "卫生监督署（HSB）周一表示，HSB 将公布结果。"
    found = canonical(text, ("卫生监督署", "ORG"), ("HSB", "ORG"))
    assert set(found.values()) == {("卫生监督署", unlisted_id(ORG, "卫生监督署"))}


def test_a_listed_name_counts() -> None:
    found = canonical("智绘公司（OpenAI）发布新品，智绘公司上涨。", ("智绘公司", "ORG"))
    assert found["智绘公司"] == ("OpenAI", "openai")
    found = canonical("微软（Microsaft）发布新品。", ("Microsaft", "ORG"))
    assert found["Microsaft"] == ("Microsoft", "microsoft")
    found = canonical("微软（OpenAI）发布新品。")
    assert found == {"微软": ("Microsoft", "microsoft"), "OpenAI": ("OpenAI", "openai")}
