"""Days and partial dates: EDTF strings as precise as the text and no more.

Written forms: `2032`, `2026-02`, `2026-04-27`, each with an optional `~` (approximately).
"""

import datetime as dt
import re

from kg.model.errors import InvalidRecord

#: An open start and an open end of a period, as day strings that sort before and after all others.
OPEN_START = "0001-01-01"
OPEN_END = "9999-12-31"

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~)?")


def check_edtf(date: str) -> str:
    """`date`, if it is a date of the forms above; raises InvalidRecord otherwise.

    >>> check_edtf("2026-02")
    '2026-02'
    """
    interval(date)
    return date


def interval(date: str) -> tuple[str, str]:
    """The half-open interval of days `[first, after)` that a partial date covers.

    >>> interval("2032"), interval("2026-02"), interval("2026-04-27~")
    (('2032-01-01', '2033-01-01'), ('2026-02-01', '2026-03-01'), ('2026-04-27', '2026-04-28'))
    """
    found = _EDTF.fullmatch(date)
    if found is None:
        raise InvalidRecord(f"{date!r} is not a date: write 2032, 2026-02 or 2026-04-27, with ~ for about")
    year, month, day, _ = found.groups()
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
        if day:
            after = first + dt.timedelta(days=1)
        elif month:
            after = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        else:
            after = first.replace(year=first.year + 1)
    except (ValueError, OverflowError):
        raise InvalidRecord(f"{date!r} is not a day of the calendar") from None
    return first.isoformat(), after.isoformat()
