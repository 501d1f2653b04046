"""Sentence starts that need no tree: line breaks, Chinese final punctuation, and where English cannot begin one."""

import pytest
import spacy
from spacy.tokens import Doc

from extractors.sentences import make_sentences


def starts(words: list[str], *, lang: str = "en", final_punctuation: bool = False) -> list[bool | None]:
    nlp = spacy.blank(lang)
    doc = Doc(nlp.vocab, words=words, spaces=[False] * len(words))
    component = make_sentences(nlp, "kg_sentences", final_punctuation)
    return [token.is_sent_start for token in component(doc)]


def test_a_line_break_starts_a_sentence() -> None:
    assert starts(["Headline", "\n\n", "Text"])[2] is True


@pytest.mark.parametrize(
    ("before", "word", "expected"),
    [
        ("Acme", "Robotics", False),
        ("bought", "chips", False),
        ("cofounder", "Joe", False),
        (":", "Halo", False),
        ("→", "Bolt", False),
        (".", "The", None),
    ],
    ids=[
        "inside-a-name",
        "small-letter",
        "title-before-name",
        "after-a-colon",
        "after-an-arrow",
        "after-punctuation",
    ],
)
def test_english_sentences_do_not_begin_inside_a_name(before: str, word: str, expected: bool | None) -> None:
    assert starts(["It", before, word])[2] is expected


def test_a_quotation_that_ends_with_a_comma_goes_on() -> None:
    assert starts(["“", "Yes", ",", "”", "Moss", "said"])[4] is False


def test_no_sentence_begins_within_a_name() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_names")
    doc = nlp("Hugging Face rose.")
    assert [token.is_sent_start for token in doc] == [True, False, None, None]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["好", "。", "他", "走"], [True, False, True, False]),
        (
            ["他", "说", "“", "好", "。", "”", "她", "走"],
            [True, False, False, False, False, False, True, False],
        ),
        (["好", "；", "他"], [True, False, False]),
    ],
    ids=["full-stop", "closing-quote-stays", "semicolon-goes-on"],
)
def test_chinese_sentences_end_with_final_punctuation_only(words: list[str], expected: list[bool]) -> None:
    assert starts(words, lang="zh", final_punctuation=True) == expected
