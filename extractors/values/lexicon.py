"""The words of one language for numbers, money, shares and dates: extractors/lang/<lang>/values.yaml."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

import msgspec

from kg.model import Bound, Per, UnknownLanguage, load_table


class NumberWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Number words, magnitudes, and what stands between the parts of one number."""

    joiner: str
    point: tuple[str, ...]
    words: Mapping[str, Decimal]
    articles: Mapping[str, Decimal]
    multipliers: Mapping[str, Decimal]
    letters: Mapping[str, Decimal]
    more: tuple[str, ...]
    vague: tuple[str, ...]
    bare: bool
    count: str


class MoneyWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Currency signs, codes and names, each with its ISO 4217 code."""

    signs: Mapping[str, str]
    codes: tuple[str, ...]
    names: Mapping[str, str]
    units: Mapping[str, str]
    units_of_large_sums: Mapping[str, str]
    ambiguous: Mapping[str, Mapping[str, tuple[str, ...]]]
    generic_signs: tuple[str, ...]
    generic_units: tuple[str, ...]
    traditional: tuple[str, ...]


class RangeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What joins the two ends of a range, and what makes two numbers a change instead."""

    joiner: str
    between: Mapping[str, str]
    changes: tuple[str, ...]
    spans: tuple[str, ...]


class BoundWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before and after a number that bound it. `exact` lists look-alikes that do not."""

    before: Mapping[Bound, tuple[str, ...]]
    after: Mapping[Bound, tuple[str, ...]]
    comparing: tuple[str, ...]
    fillers: tuple[str, ...]
    articles: tuple[str, ...]
    strict: tuple[str, ...]


class PerWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that make a sum a rate."""

    before: Mapping[Per, tuple[str, ...]]
    after: Mapping[Per, tuple[str, ...]]
    reach: int


class EachWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that make a sum the price of one of many."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class PercentWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signs and words of a share of a hundred, and the contexts in which a fraction is one."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    points: tuple[str, ...]
    whole: tuple[str, ...]
    anchors: tuple[str, ...]
    tenths: tuple[str, ...]
    denominators: Mapping[str, int]
    holding: tuple[str, ...]
    contexts: tuple[str, ...]


class DurationWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of time, and how a length of time is written."""

    units: Mapping[str, str]
    patterns: tuple[str, ...]


class RoleWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that make a date the start or the end of a period."""

    past: tuple[str, ...]
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]
    joiner: str
    list: str
    between: Mapping[str, str]


class DateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names and offsets of months, days and years, and the forms of a date, most precise first."""

    terms: Mapping[str, str]
    months: Mapping[str, int]
    abbreviations: Mapping[str, int]
    weekdays: Mapping[str, int]
    years: Mapping[str, int]
    month_words: Mapping[str, int]
    days: Mapping[str, int]
    weeks: Mapping[str, int]
    which: Mapping[str, int]
    quarters: Mapping[str, int]
    seasons: Mapping[str, int]
    edges: tuple[str, ...]
    needs_edge: tuple[str, ...]
    around: tuple[str, ...]
    roles: RoleWords
    fillers: tuple[str, ...]
    calendar_weeks: bool
    observed: tuple[str, ...]
    future: tuple[str, ...]
    recurring: tuple[str, ...]
    doubtful_months: tuple[str, ...]
    firm_leads: tuple[str, ...]
    month_leads: tuple[str, ...]
    year_leads: tuple[str, ...]
    not_years: str
    gate: str
    patterns: tuple[str, ...]


class Lexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that values need to know of one language."""

    numbers: NumberWords
    money: MoneyWords
    ranges: RangeWords
    bounds: BoundWords
    per: PerWords
    each: EachWords
    percent: PercentWords
    durations: DurationWords
    dates: DateWords


@cache
def lexicon(lang: str) -> Lexicon:
    """The words of `lang`; raises UnknownLanguage where there is no extractors/lang/<lang>/values.yaml."""
    file = resources.files("extractors.lang").joinpath(lang, "values.yaml")
    if not lang.isalpha() or not file.is_file():
        raise UnknownLanguage(
            f"no values.yaml for the language {lang!r}: add extractors/lang/{lang}/values.yaml"
        )
    return load_table("extractors.lang", f"{lang}/values.yaml", Lexicon, strict=False)


def any_of(words: Iterable[str], *, exact: bool = False) -> str:
    """A regular expression for any of `words`, longest first; Latin ones only as whole words.

    Upper-case words (USD) match as written, others in any case unless `exact`. Never matches where
    there are no words.

    >>> bool(re.search(any_of(["bn", "billion"]), "50Bn")), bool(re.search(any_of(["bn"]), "bnp"))
    (True, False)
    """
    kinds: dict[tuple[bool, bool, bool], list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        cased = exact or word == word.upper()
        kinds.setdefault((_is_latin(word[0]), _is_latin(word[-1]), cased), []).append(word)
    parts = []
    for (opens, closes, cased), alike in kinds.items():
        body = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in alike)
        body = f"(?:{body})" if cased else f"(?i:{body})"
        parts.append(("(?<![A-Za-z])" if opens else "") + body + ("(?![A-Za-z])" if closes else ""))
    return "(?:" + "|".join(parts) + ")" if parts else "(?!)"


def key(word: str) -> str:
    """`word` as matched in a text, in the form under which `keyed` lists it."""
    return " ".join(word.casefold().split())


def behind(words: Iterable[str]) -> str:
    """A regular expression for the place behind any of `words` and a blank; never matches where there are no words.

    >>> [bool(re.search(behind(words) + "a third", "it owns a third")) for words in (["own", "owns"], ["own"], [])]
    [True, False, False]
    """
    return "(?:" + ("|".join(rf"(?<=\b{re.escape(word)}\s)" for word in words) or "(?!)") + ")"


def filled(pattern: str, terms: Mapping[str, str]) -> str:
    """`pattern` with each `{name}` that `terms` knows replaced, also inside what was put in."""
    return re.sub(r"\{([a-z_]+)\}", lambda name: f"(?:{filled(terms[name[1]], terms)})", pattern)


def endings(*lists: Iterable[str]) -> tuple[str, ...]:
    """The words of `lists` as the tail of a case-folded text may show them: the cheap test before a regex."""
    return tuple(
        sorted({key(word).rsplit(" ", 1)[-1].rsplit("-", 1)[-1] for words in lists for word in words})
    )


def tail(text: str, end: int) -> str:
    """The few characters before `end`, case-folded, without the blanks and hyphens that may follow a word."""
    return text[max(0, end - 20) : end].rstrip(" \u00a0-\t\n").casefold()


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
