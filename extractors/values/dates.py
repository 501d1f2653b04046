"""Dates in running text, as EDTF, resolved against the day of publication, with their role in a period.

As precise as the text and no more: "late 2025" and "Q3 2025" are `2025`, "last week" is its month. Where
a period ends is given as written: "through 2032", "before 2032" and 2032年前 are all `2032`, role until.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import msgspec

from extractors.values import calendar
from extractors.values.calendar import Base, edtf
from extractors.values.lexicon import DateWords, any_of, endings, filled, key, lexicon, tail
from extractors.values.spans import ValueSpan, without_overlaps
from kg.model import Bound, check_edtf, interval


class DateRole(StrEnum):
    """What a date is to the period it stands in. `by` is a deadline, `until` an end."""

    NONE = "none"
    FROM = "from"
    UNTIL = "until"
    BY = "by"


class Date(msgspec.Struct, frozen=True, kw_only=True):
    """A date as precise as the text, in EDTF (`2032`, `2026-02`, `2026-04-27`, `2021~`), and its role."""

    edtf: str
    role: DateRole = DateRole.NONE

    def __post_init__(self) -> None:
        check_edtf(self.edtf)


class _Grammar(NamedTuple):
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


#: A word, and the clause that it stands in: how far back the tense of a sentence is looked for.
_WORD_BEFORE = re.compile(r"([^\W_][\w’'-]*)\s\Z|(mid-)\Z")
_CLAUSE = re.compile(r"[.!?。！？；;\n](?=\s|$)|[。！？；\n]")
_LOOK_BACK = 90
_CAPITAL_AFTER = re.compile(r"\s[A-Z][a-z]")


@cache
def _grammar(lang: str) -> _Grammar:
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
    return _Grammar(
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


def find_dates(text: str, *, lang: str, published: str | None) -> list[ValueSpan[Date]]:
    """All dates of `text`, in order of start, not overlapping.

    `published` may be partial (`2026-08`); words that need more of it than there is give no date, and None
    leaves only absolute dates. A month without a year is the latest one, after words like "will" the next,
    and at the end of a period the nearest. Weekdays and "yesterday" are days, "last week" is a month.

    >>> [span.value.edtf for span in find_dates("agreed last October, through 2032", lang="en", published="2026-04-27")]
    ['2025-10', '2032']
    """
    base = Base.of(published)
    grammar = _grammar(lang)
    spans: list[ValueSpan[Date]] = []
    open_month: str | None = None
    for found in _forms(text, grammar):
        groups = {
            name: found[renamed] for name, renamed in grammar.groups[found.lastgroup or ""] if found[renamed]
        }
        alone = _is_month_alone(groups)
        listed = bool(spans) and _is_listed(text, spans[-1].end, found.start(), grammar)
        near = Base.of(spans[-1].value.edtf) if alone and listed and "which" not in groups else None
        span = _read(text, found, groups, base, near, lang=lang)
        if span is None:
            continue
        if listed and open_month is not None and "year" in groups and span.value.edtf[4:5]:
            spans[-1] = _dated_back(spans[-1], open_month, span)
        open_month = (groups.get("month") or groups.get("bare_month")) if alone else None
        if spans:
            spans[-1:] = _period(text, spans[-1], span, grammar)
        else:
            spans.append(span)
    return without_overlaps(spans)


def parse_date(text: str, *, lang: str = "en", published: str | None = None) -> Date | None:
    """Read the first date of `text`, or None where it holds none.

    >>> parse_date("自2019年起", lang="zh")
    Date(edtf='2019', role=<DateRole.FROM: 'from'>)
    """
    spans = find_dates(text, lang=lang, published=published)
    return spans[0].value if spans else None


def _read(
    text: str, found: re.Match[str], groups: dict[str, str], base: Base, near: Base | None, *, lang: str
) -> ValueSpan[Date] | None:
    """The date of one match; `near` is the date just before in a list, which a month without a year follows."""
    grammar, words = _grammar(lang), lexicon(lang).dates
    end = found.end()
    start = _with_edge(text, found.start(), grammar)
    if (
        start == found.start()
        and key(groups.get("year_word") or groups.get("month_word") or "") in words.needs_edge
    ):
        return None
    if not groups or _is_no_date(text, start, end, groups, words, grammar):
        return None
    role, cue_start, cue_end, cue = _role(text, start, end, grammar)
    if groups.get("ahead") and role == DateRole.NONE:
        role = DateRole.UNTIL
    if "bare_year" in groups and role == DateRole.NONE and not _leads(text, start, groups, words):
        return None
    if near is not None and near.month is not None:
        date = _resolve(groups, near._replace(day=None), 1, lang=lang)
    else:
        date = _resolve(
            groups, base, _way(text, start, role, cue, grammar, has_day="day" in groups), lang=lang
        )
    if date is None:
        return None
    if role == DateRole.NONE and cue_start < start:
        role = DateRole.UNTIL if _is_ahead(date, base) else DateRole.FROM
    if _is_around(text, start, end, groups, grammar, lang=lang):
        date += "~"
    return ValueSpan(
        start=start,
        end=end,
        cue_start=cue_start,
        cue_end=cue_end,
        text=text[start:end],
        value=Date(edtf=date, role=role),
    )


def _forms(text: str, grammar: _Grammar) -> Iterator[re.Match[str]]:
    end = 0
    for gate in grammar.gate.finditer(text):
        if gate.start() >= end:
            found = grammar.form.match(text, gate.start())
            if found is not None:
                end = found.end()
                yield found


def _with_edge(text: str, start: int, grammar: _Grammar) -> int:
    """Where a date begins with the words before it that belong to it ("the end of", "late", "Q3")."""
    if not tail(text, start).endswith(grammar.edge_endings):
        return start
    edge = grammar.edge.search(text, max(0, start - 40), start)
    return start if edge is None else edge.start()


def _role(text: str, start: int, end: int, grammar: _Grammar) -> tuple[DateRole, int, int, str]:
    """The role by the words around, where they begin and end, and the words. An observation ("截至") has none yet."""
    before = None
    if tail(text, start).endswith(grammar.role_endings):
        before = grammar.role_before.search(text, max(0, start - 32), start)
    after = grammar.role_after.match(text, end)
    if after is not None and after.lastgroup == "none":
        return DateRole.NONE, start, end, ""
    if after is not None and grammar.around_after.match(text, end):
        after = None
    if before is not None and before["none"] is None:
        name = next(name for name, words in before.groupdict().items() if words is not None)
        if name != "observed":
            cue_end = after.end() if after is not None else end
            return DateRole(name), before.start(), cue_end, before[0]
        if after is None:
            return DateRole.NONE, before.start(), end, before[0]
    if after is not None:
        return DateRole(after.lastgroup or "none"), start, after.end(), after[0]
    return DateRole.NONE, start, end, ""


def _way(text: str, start: int, role: DateRole, cue: str, grammar: _Grammar, *, has_day: bool) -> int | None:
    """Which year or week is meant where the text does not say: -1 the latest, 1 the next, None the nearest."""
    if cue and grammar.past.search(cue):
        return -1
    clause = text[max(0, start - _LOOK_BACK) : start]
    for stop in _CLAUSE.finditer(clause):
        clause = text[max(0, start - _LOOK_BACK) + stop.end() : start]
    if grammar.future.search(clause):
        return 1
    return -1 if role == DateRole.NONE and not has_day else None


def _is_no_date(
    text: str, start: int, end: int, groups: dict[str, str], words: DateWords, grammar: _Grammar
) -> bool:
    """True for what only looks like a date: "May" the verb, "every Friday", a month that is a name."""
    if (
        "weekday" in groups
        and "which" not in groups
        and grammar.recurring.search(text, max(0, start - 8), start)
    ):
        return True
    if (
        "bare_month" not in groups
        or groups["bare_month"] not in words.doubtful_months
        or text[start:end] != groups["bare_month"]
    ):
        return False
    lead = _WORD_BEFORE.search(text, max(0, start - 16), start)
    if lead is None:
        return True
    name = (lead[1] or lead[2]).casefold()
    if _CAPITAL_AFTER.match(text, end):
        return name not in words.firm_leads
    return name not in words.month_leads


def _leads(text: str, start: int, groups: dict[str, str], words: DateWords) -> bool:
    """True if a bare year is one by the word before it ("in 2019", not "Windows 2000"), or stands alone."""
    if text[start : start + 4] != groups["bare_year"]:
        return True
    lead = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if lead is None:
        return not text[:start].rstrip(" ")[-1:].isalnum()
    name = (lead[1] or lead[2]).casefold()
    return name in words.year_leads or name.endswith(("’s", "'s"))


def _is_around(
    text: str, start: int, end: int, groups: dict[str, str], grammar: _Grammar, *, lang: str
) -> bool:
    if grammar.around_before.search(text, max(0, start - 14), start) or grammar.around_after.match(text, end):
        return True
    if "count" not in groups or "ahead" in groups:
        return False
    from extractors.values.measures import cues_around

    return cues_around(text, start, end, more=False, lang=lang).bound != Bound.EXACT


def _is_ahead(date: str, base: Base) -> bool:
    if base.year is None:
        return True
    return interval(date)[1] > interval(edtf(*base) or f"{base.year:04d}")[1]


def _resolve(groups: dict[str, str], base: Base, way: int | None, *, lang: str) -> str | None:
    """The date of one form's groups, or None where it needs more than `base` knows."""
    grammar, words = _grammar(lang), lexicon(lang).dates

    def offset(name: str) -> int:
        return grammar.tables[name][key(groups[name])]

    year = _year(groups, base, grammar)
    month = _month(groups.get("month") or groups.get("bare_month"), grammar)
    day = _number(groups.get("day"), lang=lang)
    if "first" in groups and year is not None:
        return _slashed(int(groups["first"]), int(groups["second"]), year)
    if year is not None:
        return edtf(year, month, day)
    if "year_word" in groups or "year_end" in groups:
        return None
    if "month_word" in groups:
        return calendar.shift_months(base, offset("month_word"), day)
    if month is not None:
        return _month_alone(base, month, day, offset("which") if "which" in groups else None, way)
    if "weekday" in groups:
        weeks = offset("which") if "which" in groups else None
        return calendar.weekday_date(
            base, offset("weekday"), weeks=weeks, way=way or -1, calendar=words.calendar_weeks
        )
    if "day_word" in groups:
        return calendar.shift_days(base, offset("day_word"))
    if "week_word" in groups:
        return calendar.shift_days(base, 7 * offset("week_word"), to="month")
    if "season" in groups:
        return calendar.season_year(base, offset("season"), offset("which"))
    if "quarter_word" in groups and base.year is not None and base.month is not None:
        return edtf((base.year * 4 + (base.month - 1) // 3 + offset("quarter_word")) // 4)
    return _counted(groups, base, grammar, lang=lang)


def _year(groups: dict[str, str], base: Base, grammar: _Grammar) -> int | None:
    if "short_year" in groups:
        return 2000 + int(groups["short_year"])
    written = groups.get("year") or groups.get("bare_year")
    if written is not None:
        return int(written) if written.isdecimal() else _spelled_year(written)
    if base.year is None:
        return None
    if "year_word" in groups:
        return base.year + grammar.tables["year_word"][key(groups["year_word"])]
    return base.year if "year_end" in groups else None


def _spelled_year(written: str) -> int:
    digits = lexicon("zh").numbers.words
    return int("".join(str(int(digits[char])) for char in written))


def _month(written: str | None, grammar: _Grammar) -> int | None:
    if written is None:
        return None
    return int(written) if written.isdecimal() else grammar.months[key(written.rstrip("."))]


def _number(written: str | None, *, lang: str) -> int | None:
    """A small number in digits or words; None for None, and for one that is not whole (half)."""
    from extractors.values.numbers import numerals

    if written is None:
        return None
    if written.isdecimal():
        return int(written)
    values = [numeral.value for numeral in numerals(written, lang=lang)]
    return int(values[0]) if values and values[0] == int(values[0]) else None


def _slashed(first: int, second: int, year: int) -> str | None:
    """04/05/2026 is the fourth or the fifth month: only the year is sure, unless one number is no month."""
    if first == second or (second > 12 and first <= 12):
        return edtf(year, first, second)
    if first > 12 and second <= 12:
        return edtf(year, second, first)
    return edtf(year)


def _month_alone(base: Base, month: int, day: int | None, which: int | None, way: int | None) -> str | None:
    if base.year is None or base.month is None:
        return None
    if which == 0:
        return edtf(base.year, month, day)
    if which is not None:
        if month == base.month:
            return edtf(base.year + which, month, day)
        return calendar.near_month(base, month, day, way=1 if which > 0 else -1)
    return calendar.near_month(base, month, day, way=way)


def _counted(groups: dict[str, str], base: Base, grammar: _Grammar, *, lang: str) -> str | None:
    count = _number(groups["count"], lang=lang) if "count" in groups else 1
    if count is None and groups["count"].casefold() in {"a", "an"}:
        count = 1
    if count is None or base.year is None:
        return None
    unit = grammar.units[key(groups.get("unit") or groups["ahead"])]
    sign = -1 if "ago" in groups else 1
    match unit:
        case "year":
            return edtf(base.year + sign * count)
        case "decade":
            return edtf(base.year + sign * 10 * count)
        case "quarter":
            return calendar.shift_months(base, sign * 3 * count)
        case "month":
            return calendar.shift_months(base, sign * count)
        case "week":
            return calendar.shift_days(base, sign * 7 * count, to="month")
        case _:
            return calendar.shift_days(base, sign * count)


def _is_month_alone(groups: dict[str, str]) -> bool:
    """True for a month, or a day of it, without a year."""
    return ("month" in groups or "bare_month" in groups) and not groups.keys() & {"year", "year_word"}


def _is_listed(text: str, end: int, start: int, grammar: _Grammar) -> bool:
    return 0 < start - end <= 9 and grammar.list.fullmatch(text[end:start]) is not None


def _dated_back(first: ValueSpan[Date], month: str, second: ValueSpan[Date]) -> ValueSpan[Date]:
    """The first of two months with the year that only the second carries: "June and July 2025"."""
    year = int(second.value.edtf[:4])
    rest = first.value.edtf[4:]
    if rest[:3] > second.value.edtf[4:7]:
        year -= 1
    date = f"{year:04d}{rest}" if month and edtf(year) else first.value.edtf
    return msgspec.structs.replace(first, value=msgspec.structs.replace(first.value, edtf=date))


def _period(
    text: str, first: ValueSpan[Date], second: ValueSpan[Date], grammar: _Grammar
) -> list[ValueSpan[Date]]:
    """Both dates, with the roles of start and end where the words between make a period of them."""
    gap = text[first.end : second.start]
    if not gap or len(gap) > 9 or first.value.role not in {DateRole.NONE, DateRole.FROM}:
        return [first, second]
    opened = any(
        joins.fullmatch(gap) and opens.search(text, max(0, first.start - 12), first.start)
        for opens, joins in grammar.between
    )
    if not opened and grammar.joiner.fullmatch(gap) is None:
        return [first, second]
    replace = msgspec.structs.replace
    return [
        replace(first, cue_end=first.end, value=replace(first.value, role=DateRole.FROM)),
        replace(second, cue_start=second.start, value=replace(second.value, role=DateRole.UNTIL)),
    ]
