"""Dates in running text, as EDTF, resolved against the day of publication, with their role in a period.

As precise as the text and no more: "late 2025" and "Q3 2025" are `2025`, "last week" is its month. Where
a period ends is given as written: "through 2032", "before 2032" and 2032年前 are all `2032`, role until.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from extractors.values.calendar import Base, edtf
from extractors.values.date_grammar import Grammar, date_grammar
from extractors.values.date_meaning import meaning
from extractors.values.lexicon import DateWords, key, lexicon, tail
from extractors.values.measures import cues_around
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


#: A word, and the clause that it stands in: how far back the tense of a sentence is looked for.
_WORD_BEFORE = re.compile(r"([^\W_][\w’'-]*)\s\Z")
_CLAUSE = re.compile(r"[.!?。！？；;\n](?=\s|$)|[。！？；\n]")
_LOOK_BACK = 90
_CAPITAL_AFTER = re.compile(r"\s[A-Z][a-z]")


def find_dates(text: str, *, lang: str, published: str | None) -> list[ValueSpan[Date]]:
    """All dates of `text`, in order of start, not overlapping.

    `published` may be partial (`2026-08`); words that need more of it than there is give no date, and None
    leaves only absolute dates. A month without a year is the latest one, after words like "will" the next,
    and at the end of a period the nearest. Weekdays and "yesterday" are days, "last week" is a month.

    >>> [span.value.edtf for span in find_dates("agreed last October, through 2032", lang="en", published="2026-04-27")]
    ['2025-10', '2032']
    """
    base = Base.of(published)
    grammar = date_grammar(lang)
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
    grammar, words = date_grammar(lang), lexicon(lang).dates
    end = found.end()
    start = _with_edge(text, found.start(), grammar)
    if (
        start == found.start()
        and key(groups.get("year_word") or groups.get("month_word") or "") in words.needs_edge
    ):
        return None
    if not groups or _is_no_date(text, start, end, groups, lang=lang):
        return None
    role, cue_start, cue_end, cue = _role(text, start, end, grammar)
    if groups.get("ahead") and role == DateRole.NONE:
        role = DateRole.UNTIL
    if "bare_year" in groups and role == DateRole.NONE and not _leads(text, start, groups, words):
        return None
    if near is not None and near.month is not None:
        date = meaning(groups, near._replace(day=None), 1, lang=lang)
    else:
        date = meaning(
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


def _forms(text: str, grammar: Grammar) -> Iterator[re.Match[str]]:
    end = 0
    for gate in grammar.gate.finditer(text):
        if gate.start() >= end:
            found = grammar.form.match(text, gate.start())
            if found is not None:
                end = found.end()
                yield found


def _with_edge(text: str, start: int, grammar: Grammar) -> int:
    """Where a date begins with the words before it that belong to it ("the end of", "late", "Q3")."""
    if not tail(text, start).endswith(grammar.edge_endings):
        return start
    edge = grammar.edge.search(text, max(0, start - 40), start)
    return start if edge is None else edge.start()


def _role(text: str, start: int, end: int, grammar: Grammar) -> tuple[DateRole, int, int, str]:
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


def _way(text: str, start: int, role: DateRole, cue: str, grammar: Grammar, *, has_day: bool) -> int | None:
    """Which year or week is meant where the text does not say: -1 the latest, 1 the next, None the nearest."""
    if cue and grammar.past.search(cue):
        return -1
    clause = text[max(0, start - _LOOK_BACK) : start]
    for stop in _CLAUSE.finditer(clause):
        clause = text[max(0, start - _LOOK_BACK) + stop.end() : start]
    if grammar.future.search(clause):
        return 1
    return -1 if role == DateRole.NONE and not has_day else None


def _is_no_date(text: str, start: int, end: int, groups: dict[str, str], *, lang: str) -> bool:
    """True for what only looks like a date: "May" the verb, "every Friday", a month that is a name."""
    grammar, words = date_grammar(lang), lexicon(lang).dates
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
    name = lead[1].casefold()
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
    name = lead[1].casefold()
    return name in words.year_leads or name.endswith(("’s", "'s"))


def _is_around(
    text: str, start: int, end: int, groups: dict[str, str], grammar: Grammar, *, lang: str
) -> bool:
    if grammar.around_before.search(text, max(0, start - 14), start) or grammar.around_after.match(text, end):
        return True
    if "count" not in groups or "ahead" in groups:
        return False
    return cues_around(text, start, end, more=False, lang=lang).bound != Bound.EXACT


def _is_ahead(date: str, base: Base) -> bool:
    if base.year is None:
        return True
    return interval(date)[1] > interval(edtf(base.year, base.month, base.day) or f"{base.year:04d}")[1]


def _is_month_alone(groups: dict[str, str]) -> bool:
    """True for a month, or a day of it, without a year."""
    return ("month" in groups or "bare_month" in groups) and not groups.keys() & {"year", "year_word"}


def _is_listed(text: str, end: int, start: int, grammar: Grammar) -> bool:
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
    text: str, first: ValueSpan[Date], second: ValueSpan[Date], grammar: Grammar
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
