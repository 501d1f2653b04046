"""Lengths of time in running text: "six years", a five-year deal, 为期七年."""

import re
from enum import StrEnum
from functools import cache

import msgspec

from extractors.values.lexicon import any_of, filled, key, lexicon
from extractors.values.numbers import numerals
from extractors.values.spans import ValueSpan, without_overlaps


class TimeUnit(StrEnum):
    """What a duration counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Duration(msgspec.Struct, frozen=True, kw_only=True):
    """A whole number of units of time."""

    count: int
    unit: TimeUnit


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    words = lexicon(lang)
    terms = {
        "count": words.numbers.count,
        "words": any_of(words.numbers.words),
        "durations": any_of(words.durations.units),
    }
    return tuple(re.compile(filled(pattern, terms)) for pattern in words.durations.patterns)


def find_durations(text: str, *, lang: str) -> list[ValueSpan[Duration]]:
    """Simple lengths of time in order of start; not what lies so long ago, and no ages.

    >>> find_durations("a five-year contract", lang="en")[0].value
    Duration(count=5, unit=<TimeUnit.YEAR: 'year'>)
    """
    units = {key(word): unit for word, unit in lexicon(lang).durations.units.items()}
    spans = []
    for pattern in _patterns(lang):
        for found in pattern.finditer(text):
            values = [numeral.value for numeral in numerals(found["count"], lang=lang)]
            if not values or values[0] != int(values[0]) or not values[0]:
                continue
            unit, count = units[key(found["unit"])], int(values[0])
            if unit == "decade":
                unit, count = "year", count * 10
            start, end = found.span()
            value = Duration(count=count, unit=TimeUnit(unit))
            spans.append(
                ValueSpan(start=start, end=end, cue_start=start, cue_end=end, text=found[0], value=value)
            )
    return without_overlaps(spans)
