"""The words that patterns need, by which most of them are passed over."""

import re

import pytest

from extractors.frames.needs import needs
from extractors.frames.patterns import patterns


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        ("bought|sold", {"bought", "sold"}),
        ("Led by", {"led by"}),
        ("invest(?:s|ed)? in", {"invest"}),
        ("(?:co-)?founder of", {"founder of"}),
        ("(?:|late )to", {"to"}),
        ("a{2,}", {"a"}),
        ("(?<!not )sold", {"sold"}),
        ("(?!x)[ab]?", set()),
        ("bought|", set()),
        (r"\w+", set()),
    ],
)
def test_needs(regex: str, expected: set[str]) -> None:
    assert needs(regex) == expected


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nearly_every_pattern_has_words_to_be_passed_over_by(lang: str) -> None:
    compiled = patterns(lang)[0]
    assert sum(bool(one.needs) for one in compiled) > 0.9 * len(compiled)


@pytest.mark.parametrize(
    ("regex", "text"), [("Sold (?:to|by)", "SOLD BY"), ("(?:take|took)n? in", "Taken in")]
)
def test_what_matches_holds_one(regex: str, text: str) -> None:
    assert re.search(regex, text, re.IGNORECASE)
    assert any(word in text.lower() for word in needs(regex))
