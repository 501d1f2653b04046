"""Shares of a hundred in running text: 27%, 27 per cent, 百分之二十七, 两成, a quarter of the company."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractors.values.lexicon import any_of, behind, filled, key, lexicon
from extractors.values.measures import Reading, cues_around, read_all
from extractors.values.money import guess_lang
from extractors.values.numbers import Numeral, all_numerals, plain
from extractors.values.spans import ValueSpan, without_overlaps
from kg.model import Bound, Percent

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


class _Grammar(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    points: re.Pattern[str]
    whole: re.Pattern[str]
    anchors: re.Pattern[str]
    fractions: tuple[re.Pattern[str], ...]
    numbers: dict[str, Decimal]
    denominators: dict[str, int]


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang)
    percent, numbers = words.percent, words.numbers
    terms = {"denominators": any_of(percent.denominators), "holding": behind(percent.holding)}
    return _Grammar(
        re.compile(any_of(percent.before) + r"\s?\Z"),
        re.compile(r"\s?" + any_of(percent.after)),
        re.compile(r"\s?" + any_of(percent.points)),
        re.compile(any_of(percent.whole)),
        re.compile(any_of(percent.anchors)),
        tuple(re.compile(filled(context, terms), re.IGNORECASE) for context in percent.contexts),
        {key(word): value for word, value in (dict(numbers.words) | dict(numbers.articles)).items()},
        {key(word): value for word, value in percent.denominators.items()},
    )


def find_percents(text: str, *, lang: str) -> list[ValueSpan[Percent]]:
    """All percentages and fractions of something owned or earned, in order of start, not overlapping.

    Percentage points (27个百分点) are no share. "Wholly owned" and 全资 are 100; a majority is no number.

    >>> [(span.value.value, span.value.bound.value) for span in find_percents("owns roughly 27 per cent of it", lang="en")]
    [(Decimal('27'), 'about')]
    """

    def read_unit(text: str, numeral: Numeral) -> Reading[str] | None:
        return _read_unit(text, numeral, lang=lang)

    spans = [
        _span(
            text, reading.start, reading.end, reading.low, reading.high, more=reading.numeral.more, lang=lang
        )
        for reading in read_all(text, all_numerals(text, lang=lang), read_unit, lang=lang)
        if reading.unit is not None
    ]
    spans.extend(_fractions(text, lang=lang))
    return without_overlaps(spans)


def parse_percent(text: str, *, lang: str | None = None) -> Percent | None:
    """Read the first percentage of `text`, or None where it holds none. `lang` as in `parse_money`.

    >>> parse_percent("约27%").bound, parse_percent("two thirds of the shares").value
    (<Bound.ABOUT: 'about'>, Decimal('66.67'))
    """
    spans = find_percents(text, lang=lang or guess_lang(text))
    return spans[0].value if spans else None


def _span(
    text: str,
    start: int,
    end: int,
    low: Decimal,
    high: Decimal | None,
    *,
    more: bool,
    lang: str,
    bound: Bound = Bound.EXACT,
) -> ValueSpan[Percent]:
    cues = cues_around(text, start, end, more=more, lang=lang)
    bound = cues.bound if cues.bound != Bound.EXACT else bound
    value = Percent(value=low, bound=bound, high=high)
    return ValueSpan(
        start=start, end=end, cue_start=cues.start, cue_end=cues.end, text=text[start:end], value=value
    )


def _read_unit(text: str, numeral: Numeral, *, lang: str) -> Reading[str] | None:
    grammar = _grammar(lang)
    if numeral.glued or numeral.letter:
        return None
    start, end, value = numeral.start, numeral.end, numeral.value
    points = grammar.points.match(text, end)
    if points is not None:
        return None
    before = grammar.before.search(text, max(0, start - 6), start)
    if before is not None:
        return Reading(before.start(), end, numeral, value, "%", leads=True)
    after = grammar.after.match(text, end)
    if after is None:
        return Reading(start, end, numeral, value, None)
    if grammar.points.match(text, after.end()):
        return None
    if text[max(0, start - 1) : start] in {"-", "−"} and not text[max(0, start - 2) : start - 1].strip():
        return Reading(start - 1, after.end(), numeral, -value, "%")
    return Reading(start, after.end(), numeral, value, "%")


def _fractions(text: str, *, lang: str) -> Iterator[ValueSpan[Percent]]:
    grammar = _grammar(lang)
    for found in grammar.whole.finditer(text):
        yield _span(text, *found.span(), _HUNDRED, None, more=False, lang=lang)
    for anchor in grammar.anchors.finditer(text):
        near = max(0, anchor.start() - 8)
        for pattern in grammar.fractions:
            fraction = pattern.search(text, near, anchor.end() + 64)
            if fraction is None:
                continue
            share = _share(fraction.groupdict(), grammar)
            rounded = share.quantize(_CENT)
            if 0 <= rounded <= _HUNDRED:
                bound = Bound.EXACT if rounded == share else Bound.ABOUT
                yield _span(text, *fraction.span(), plain(rounded), None, more=False, lang=lang, bound=bound)


def _share(groups: dict[str, str | None], grammar: _Grammar) -> Decimal:
    tenths, denominator, numerator = groups.get("tenths"), groups.get("denominator"), groups.get("numerator")
    if tenths:
        return _small(tenths, grammar) * 10 + (5 if groups.get("half") else 0)
    if denominator:
        top = _small(numerator, grammar) if numerator else Decimal(1)
        return top * _HUNDRED / grammar.denominators[key(denominator)]
    return _HUNDRED / 2


def _small(word: str, grammar: _Grammar) -> Decimal:
    return Decimal(word) if word.isdecimal() else grammar.numbers[key(word)]
