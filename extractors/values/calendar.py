"""Dates relative to a day of publication, as precise as that day and the words allow.

A day of publication may itself be partial: `Base(2026, 8)` resolves "last month" but no "yesterday".
"""

import datetime as dt
from typing import NamedTuple

from kg.model import InvalidRecord, check_edtf


class Base(NamedTuple):
    """The day of publication: `month` and `day` are None where it is partial, `year` where it is unknown."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, published: str | None) -> "Base":
        """The parts of an EDTF date; raises InvalidRecord for anything else.

        >>> Base.of("2026-08~")
        Base(year=2026, month=8, day=None)
        """
        if published is None:
            return cls()
        return cls(*(int(part) for part in check_edtf(published).rstrip("~").split("-")))

    @property
    def date(self) -> dt.date | None:
        """The whole day, or None where it is partial."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day)


def edtf(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The date as EDTF, or None where the calendar has no such day.

    >>> edtf(2026, 2), edtf(2026, 2, 30)
    ('2026-02', None)
    """
    if not 1000 <= year <= 9999:
        return None
    written = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")
    try:
        return check_edtf(written)
    except InvalidRecord:
        return None


def shift_days(base: Base, days: int, *, to: str = "day") -> str | None:
    """The day so many days from `base`, written to the `day` or the `month`."""
    date = base.date
    if date is None or abs(days) > 100_000:
        return None
    try:
        date += dt.timedelta(days=days)
    except OverflowError:
        return None
    return edtf(date.year, date.month, date.day if to == "day" else None)


def shift_months(base: Base, months: int, day: int | None = None) -> str | None:
    """The month so many months from that of `base`, and a `day` of it."""
    if base.year is None or base.month is None:
        return None
    count = base.year * 12 + base.month - 1 + months
    return edtf(count // 12, count % 12 + 1, day)


def near_month(base: Base, month: int, day: int | None = None, *, way: int | None = -1) -> str | None:
    """`month` (and `day`) of the year that is meant: `way` -1 the latest so far, 1 the next to come, None the nearest.

    The month of publication itself counts for every way. With equal distance the past is nearer.

    >>> near_month(Base(2026, 4, 27), 10), near_month(Base(2026, 4, 27), 10, way=1)
    ('2025-10', '2026-10')
    """
    if base.year is None or base.month is None:
        return None
    ahead = (month - base.month) % 12
    is_ahead = way == 1 or (way is None and ahead < 6)
    return shift_months(base, ahead if is_ahead or not ahead else ahead - 12, day)


def weekday_date(base: Base, weekday: int, *, weeks: int | None, way: int, calendar: bool) -> str | None:
    """A weekday (1 Monday to 7 Sunday) as the day that is meant.

    `weeks` None: the latest one up to the day of publication, or with `way` 1 the next from it. Else the
    weekday of the calendar week so many weeks on; without `calendar` "last" and "next" count days instead.
    """
    date = base.date
    if date is None:
        return None
    ahead = weekday - date.isoweekday()
    if weeks is None:
        days = ahead % 7 if way == 1 else -(-ahead % 7)
    elif calendar or weeks == 0:
        days = ahead + 7 * weeks
    else:
        days = (-(-ahead % 7) or -7) if weeks < 0 else (ahead % 7 or 7)
    return shift_days(base, days)


def season_year(base: Base, last_month: int, which: int) -> str | None:
    """The year of a season that ends with `last_month`: `which` -1 the latest that is over, 0 this, 1 the next year's."""
    if base.year is None:
        return None
    if which >= 0 or base.month is None:
        return edtf(base.year + which)
    return edtf(base.year if last_month < base.month else base.year - 1)
