"""What money and shares have in common: numbers with a unit, joined to ranges, bounded by the words around them."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from extractors.values.lexicon import any_of, endings, lexicon, tail
from extractors.values.numbers import Numeral, plain
from kg.model import Bound, Per

U = TypeVar("U")

#: How far before a number the words that bound it may begin, and those that make it a rate.
_REACH = 48
_RATE_REACH = 32


class Reading(NamedTuple, Generic[U]):
    """A number with the unit that was read beside it. `leads`: the unit stands before the number."""

    start: int
    end: int
    numeral: Numeral
    low: Decimal
    unit: U | None
    leads: bool = False
    high: Decimal | None = None


class Cues(NamedTuple):
    """How the words around a number bound it, and where they begin and end."""

    bound: Bound
    start: int
    end: int


class _Grammar(NamedTuple):
    joiner: re.Pattern[str]
    between: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    change: re.Pattern[str]
    before: re.Pattern[str]
    before_endings: tuple[str, ...]
    after: re.Pattern[str]
    comparing: re.Pattern[str]
    per_before: re.Pattern[str]
    per_endings: tuple[str, ...]
    per_after: re.Pattern[str]
    each_before: re.Pattern[str]
    each_after: re.Pattern[str]


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang)
    bounds, ranges, per, each = words.bounds, words.ranges, words.per, words.each
    filler = any_of(bounds.fillers)
    adjacent = any_of(set(bounds.fillers) - set(bounds.articles))
    strict = frozenset(bounds.strict)
    cues = []
    for bound, all_cues in bounds.before.items():
        loose = any_of(set(all_cues) - strict)
        firm = any_of(set(all_cues) & strict)
        cues.append(rf"(?P<{bound.value}>{firm}(?:[\s-]?{adjacent})?|{loose}(?:[\s-]?{filler}){{0,2}})")
    spans = any_of(ranges.spans)
    reach = rf"[^，。；、,;.!?！？]{{0,{per.reach}}}" if per.reach else ""
    return _Grammar(
        re.compile(ranges.joiner),
        tuple(
            (re.compile(any_of([word]) + r"\s?\Z"), re.compile(joiner))
            for word, joiner in ranges.between.items()
        ),
        re.compile(rf"(?P<span>{spans})\s?\Z|{any_of(ranges.changes)}\s?\Z"),
        re.compile(f"(?:{'|'.join(cues)})" + r"[\s-]?\Z"),
        endings(*bounds.before.values(), bounds.fillers),
        re.compile(r"[\s,]?" + _named(bounds.after)),
        re.compile(r"\s?" + any_of(bounds.comparing)),
        re.compile(_named(per.before) + reach + r"\s?\Z"),
        ("",) if reach else endings(*per.before.values()),
        re.compile(r"[\s-]?" + _named(per.after)),
        re.compile(any_of(each.before) + reach + r"\s?\Z"),
        re.compile(r"\s?" + any_of(each.after)),
    )


def _named(groups: Mapping[Bound, tuple[str, ...]] | Mapping[Per, tuple[str, ...]]) -> str:
    return "(?:" + "|".join(f"(?P<{name.value}>{any_of(words)})" for name, words in groups.items()) + ")"


def read_all(
    text: str, found: Sequence[Numeral], read_unit: Callable[[str, Numeral], Reading[U] | None], *, lang: str
) -> list[Reading[U]]:
    """The numbers of `found` with their units, the two ends of a range joined; in order, not overlapping.

    `read_unit` gives None for a number that is none of its kind.
    """
    readings: list[Reading[U]] = []
    for numeral in found:
        reading = read_unit(text, numeral)
        if reading is None or (readings and reading.start < readings[-1].end):
            continue
        before = readings[-1] if readings else None
        both = _range(text, before, reading, lang=lang) if before is not None else None
        if both is not None:
            readings[-1] = both
        else:
            readings.append(reading)
    return readings


def _range(text: str, first: Reading[U], second: Reading[U], *, lang: str) -> Reading[U] | None:
    gap = text[first.end : second.start]
    if not gap or len(gap) > 9 or first.high is not None or not _joined(text, first.start, gap, lang=lang):
        return None
    if first.unit is not None and second.unit is not None and first.unit != second.unit:
        return None
    low = _lifted(first, second)
    if low is None or low >= second.low:
        return None
    if first.unit is None and second.leads:
        return None
    if second.unit is None and not (
        first.leads and first.numeral.magnitude <= second.numeral.magnitude and " " not in gap
    ):
        return None
    unit = first.unit if first.unit is not None else second.unit
    return Reading(first.start, second.end, second.numeral, low, unit, first.leads, second.low)


def _joined(text: str, start: int, gap: str, *, lang: str) -> bool:
    """True if `gap` joins a range. A word that does ("to", 至) may also tell a change: "from 2 to 3"."""
    grammar = _grammar(lang)
    for opens, joins in grammar.between:
        if joins.fullmatch(gap) and opens.search(text, max(0, start - 12), start):
            return True
    if grammar.joiner.fullmatch(gap) is None:
        return False
    change = grammar.change.search(text, max(0, start - 20), start)
    return change is None or change["span"] is not None or not any(char.isalpha() for char in gap)


def _lifted(first: Reading[U], second: Reading[U]) -> Decimal | None:
    """The lower end with the magnitude that both share ("2-3 billion"), or None where they share none."""
    one, two = first.numeral, second.numeral
    if one.magnitude == 1 and two.magnitude > 1:
        lifted = plain(one.value * two.magnitude)
        return lifted if lifted < two.value else None if first.unit is None else first.low
    if one.large == 1 and two.large > 1:
        return plain(one.value * two.large)
    return first.low


def cues_around(text: str, start: int, end: int, *, more: bool, lang: str) -> Cues:
    """How the words before `start` and after `end` bound the number between; before wins over after."""
    grammar = _grammar(lang)
    before = None
    if tail(text, start).endswith(grammar.before_endings):
        before = grammar.before.search(text, max(0, start - _REACH), start)
    after = grammar.after.match(text, end)
    if after is not None and grammar.comparing.match(text, after.end()):
        after = None
    bound = Bound.AT_LEAST if more else Bound.EXACT
    cue_start, cue_end = start, end
    if after is not None:
        bound, cue_end = Bound(str(after.lastgroup)), after.end()
    if before is not None:
        name = next(name for name, words in before.groupdict().items() if words is not None)
        if Bound(name) != Bound.EXACT:
            bound, cue_start = Bound(name), before.start()
    return Cues(bound, cue_start, cue_end)


def rate_around(text: str, start: int, end: int, *, lang: str) -> tuple[Per | None, int, int]:
    """The period of a rate, and where its words begin and end."""
    grammar = _grammar(lang)
    after = grammar.per_after.match(text, end)
    if after is not None:
        return Per(str(after.lastgroup)), start, after.end()
    before = None
    if tail(text, start).endswith(grammar.per_endings):
        before = grammar.per_before.search(text, max(0, start - _RATE_REACH), start)
    if before is not None:
        return Per(str(before.lastgroup)), before.start(), end
    return None, start, end


def each_around(text: str, start: int, end: int, *, lang: str) -> str | None:
    """The words that make a sum the price of one of many, or None."""
    grammar = _grammar(lang)
    found = grammar.each_after.match(text, end) or grammar.each_before.search(
        text, max(0, start - _RATE_REACH), start
    )
    return found[0].strip() if found else None
