"""Strings of news text to numbers with bounds, and dates with roles, in every language of extractors/lang.

`find_*` give spans with offsets into the text, `parse_*` the first value of a short string. Fast enough for
every sentence (regular expressions only), and linear in the length of the text.
"""

from extractors.values.dates import Date, DateRole, find_dates, parse_date
from extractors.values.durations import Duration, TimeUnit, find_durations
from extractors.values.money import find_money, parse_money
from extractors.values.percent import find_percents, parse_percent
from extractors.values.spans import ValueSpan

__all__ = [
    "Date", "DateRole", "Duration", "TimeUnit", "ValueSpan",
    "find_dates", "find_durations", "find_money", "find_percents",
    "parse_date", "parse_money", "parse_percent",
]  # fmt: skip
