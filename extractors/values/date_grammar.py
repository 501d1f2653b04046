"""The forms of a date and the words around it in one language, compiled from its values.yaml."""

import re
from functools import cache
from typing import NamedTuple

from extractors.values.lexicon import any_of, endings, filled, key, lexicon


class Grammar(NamedTuple):
    """Patterns, and tables from words to months and offsets. `groups` names the groups of each form."""

    gate: re.Pattern[str]
    form: re.Pattern[str]
    groups: dict[str, tuple[tuple[str, str], ...]]
    edge: re.Pattern[str]
    edge_endings: tuple[str, ...]
    role_before: re.Pattern[str]
    role_endings: tuple[str, ...]
    role_after: re.Pattern[str]
    past: re.Pattern[str]
    joiner: re.Pattern[str]
    list: re.Pattern[str]
    between: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    around_before: re.Pattern[str]
    around_after: re.Pattern[str]
    future: re.Pattern[str]
    recurring: re.Pattern[str]
    months: dict[str, int]
    tables: dict[str, dict[str, int]]
    units: dict[str, str]


@cache
def date_grammar(lang: str) -> Grammar:
    """The compiled forms of `lang`. Groups of a form carry its number, for one pattern holds them all."""
    words = lexicon(lang)
    dates, roles = words.dates, words.dates.roles
    forms, groups = [], {}
    for i, pattern in enumerate(dates.patterns):
        form = filled(pattern, _terms(lang))
        names = tuple(re.findall(r"\(\?P<(\w+)>", form))
        form = re.sub(r"\(\?P(<|=)(\w+)(>|\))", rf"(?P\1\2_{i}\3", form)
        forms.append(f"(?P<form_{i}>{form})")
        groups[f"form_{i}"] = tuple((name, f"{name}_{i}") for name in names)
    filler = rf"(?:[\s-]?(?:{any_of(dates.fillers)}|{any_of(dates.around)})){{0,2}}"
    named_before = [
        (name, found) for name, found in (*roles.before.items(), ("observed", dates.observed)) if found
    ]
    tables = {
        "year_word": dates.years, "month_word": dates.month_words, "day_word": dates.days, "week_word": dates.weeks,
        "which": dates.which, "quarter_word": dates.quarters, "season": dates.seasons, "weekday": dates.weekdays,
    }  # fmt: skip
    months = dict(dates.months) | dict(dates.abbreviations)
    return Grammar(
        re.compile(dates.gate),
        re.compile("|".join(forms)),
        groups,
        re.compile(rf"(?:{any_of(dates.edges)}[\s-]){{1,3}}\Z"),
        endings(dates.edges),
        re.compile(
            "(?:"
            + "|".join(f"(?P<{name}>{any_of(found)})" for name, found in named_before)
            + rf"){filler}[\s-]?\Z"
        ),
        endings(*(found for _, found in named_before), dates.fillers, dates.around),
        re.compile(
            r"\s?(?:" + "|".join(f"(?P<{name}>{any_of(found)})" for name, found in roles.after.items()) + ")"
        ),
        re.compile(any_of(roles.past)),
        re.compile(roles.joiner),
        re.compile(roles.list),
        tuple(
            (re.compile(any_of([word]) + r"\s?\Z"), re.compile(joiner))
            for word, joiner in roles.between.items()
        ),
        re.compile(any_of(dates.around) + r"[\s-]?\Z"),
        re.compile(r"\s?" + any_of(dates.around)),
        re.compile(any_of(dates.future)),
        re.compile(any_of(dates.recurring) + r"\s?\Z"),
        {key(name): month for name, month in months.items()},
        {name: {key(word): offset for word, offset in table.items()} for name, table in tables.items()},
        {key(name): unit for name, unit in words.durations.units.items()},
    )


def _terms(lang: str) -> dict[str, str]:
    words = lexicon(lang)
    dates = words.dates
    return dict(dates.terms) | {
        "months": any_of(dates.months, exact=True),
        "abbreviations": any_of(dates.abbreviations, exact=True),
        "weekdays": any_of(dates.weekdays, exact=True),
        "years": any_of(dates.years),
        "month_words": any_of(dates.month_words),
        "days": any_of(dates.days),
        "weeks": any_of(dates.weeks),
        "which": any_of(dates.which),
        "quarters": any_of(dates.quarters),
        "seasons": any_of(dates.seasons),
        "edges": any_of(dates.edges),
        "durations": any_of(words.durations.units),
        "words": any_of(words.numbers.words),
        "count": words.numbers.count,
        "not_years": dates.not_years,
    }
