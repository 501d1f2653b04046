"""What the words of a date mean: the groups of one form, and the day of publication, to EDTF."""

from extractors.values import calendar
from extractors.values.calendar import Base, edtf
from extractors.values.date_grammar import Grammar, date_grammar
from extractors.values.lexicon import key, lexicon
from extractors.values.numbers import numerals


def meaning(groups: dict[str, str], base: Base, way: int | None, *, lang: str) -> str | None:
    """The date of one form's groups, or None where it needs more than `base` knows."""
    grammar, words = date_grammar(lang), lexicon(lang).dates

    def offset(name: str) -> int:
        return grammar.tables[name][key(groups[name])]

    year = _year(groups, base, grammar, lang=lang)
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


def _year(groups: dict[str, str], base: Base, grammar: Grammar, *, lang: str) -> int | None:
    if "short_year" in groups:
        return 2000 + int(groups["short_year"])
    written = groups.get("year") or groups.get("bare_year")
    if written is not None:
        return int(written) if written.isdecimal() else _spelled_year(written, lang=lang)
    if base.year is None:
        return None
    if "year_word" in groups:
        return base.year + grammar.tables["year_word"][key(groups["year_word"])]
    return base.year if "year_end" in groups else None


def _spelled_year(written: str, *, lang: str) -> int:
    digits = lexicon(lang).numbers.words
    return int("".join(str(int(digits[char])) for char in written))


def _month(written: str | None, grammar: Grammar) -> int | None:
    if written is None:
        return None
    return int(written) if written.isdecimal() else grammar.months[key(written.rstrip("."))]


def _number(written: str | None, *, lang: str) -> int | None:
    """A small number in digits or words; None for None, and for one that is not whole (half)."""
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


def _counted(groups: dict[str, str], base: Base, grammar: Grammar, *, lang: str) -> str | None:
    count = _number(groups["count"], lang=lang) if "count" in groups else 1
    if count is None:
        article = lexicon(lang).numbers.articles.get(key(groups["count"]))
        count = 1 if article == 1 else None
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
