"""Dates in news text as EDTF, resolved against the day of publication. 2026-04-28 is a Tuesday."""

import pytest

from extractors.values import DateRole, find_dates, find_durations, parse_date
from kg.model import InvalidRecord

DAY = "2026-04-28"


def dates(text: str, lang: str, published: str | None = DAY) -> list[str]:
    return [span.value.edtf for span in find_dates(text, lang=lang, published=published)]


@pytest.mark.parametrize(
    ("lang", "text", "date"),
    [
        ("en", "signed in October 2025", "2025-10"),
        ("en", "signed on October 28, 2025", "2025-10-28"),
        ("en", "signed on Oct. 28, 2025", "2025-10-28"),
        ("en", "signed on 28 October 2025", "2025-10-28"),
        ("en", "signed on 2025-10-28", "2025-10-28"),
        ("en", "signed on 2025/10/28", "2025-10-28"),
        ("en", "signed on 04/05/2026", "2026"),
        ("en", "signed on 28/05/2026", "2026-05-28"),
        ("en", "in late 2025", "2025"),
        ("en", "in early 2026", "2026"),
        ("en", "in mid-2026", "2026"),
        ("en", "in Q3 2025", "2025"),
        ("en", "in the first quarter of 2026", "2026"),
        ("en", "for fiscal 2027", "2027"),
        ("en", "for FY27", "2027"),
        ("en", "around 2030", "2030~"),
        ("zh", "2025年10月28日签署", "2025-10-28"),
        ("zh", "2025 年 10 月 28 日签署", "2025-10-28"),
        ("zh", "二〇二五年十月签署", "2025-10"),
        ("zh", "2025年第四季度", "2025"),
        ("zh", "2026财年", "2026"),
        ("zh", "2025年底", "2025"),
        ("zh", "2026年初", "2026"),
        ("zh", "2030年左右", "2030~"),
        ("zh", "2025-10-28公告", "2025-10-28"),
    ],
)
def test_absolute(lang: str, text: str, date: str) -> None:
    assert dates(text, lang, None) == dates(text, lang) == [date]


@pytest.mark.parametrize(
    ("lang", "text", "date"),
    [
        ("en", "agreed last October", "2025-10"),
        ("en", "agreed in October", "2025-10"),
        ("en", "agreed in March", "2026-03"),
        ("en", "agreed in April", "2026-04"),
        ("en", "agreed this February", "2026-02"),
        ("en", "agreed in February of this year", "2026-02"),
        ("en", "in March of last year", "2025-03"),
        ("en", "will launch in October", "2026-10"),
        ("en", "agreed on March 5", "2026-03-05"),
        ("en", "agreed on May 5th", "2026-05-05"),
        ("en", "agreed last year", "2025"),
        ("en", "agreed late last year", "2025"),
        ("en", "starts next year", "2027"),
        ("en", "earlier this month", "2026-04"),
        ("en", "earlier this year", "2026"),
        ("en", "agreed last month", "2026-03"),
        ("en", "agreed last week", "2026-04"),
        ("en", "agreed last quarter", "2026"),
        ("en", "said on Monday", "2026-04-27"),
        ("en", "said on Tuesday", "2026-04-28"),
        ("en", "said on Wednesday", "2026-04-22"),
        ("en", "said yesterday", "2026-04-27"),
        ("en", "announced today", "2026-04-28"),
        ("en", "opens tomorrow", "2026-04-29"),
        ("en", "two years ago", "2024"),
        ("en", "roughly five years ago", "2021~"),
        ("en", "three months ago", "2026-01"),
        ("en", "last summer", "2025"),
        ("en", "by the end of the year", "2026"),
        ("zh", "去年10月", "2025-10"),
        ("zh", "今年3月", "2026-03"),
        ("zh", "4月27日", "2026-04-27"),
        ("zh", "10月", "2025-10"),
        ("zh", "将于10月推出", "2026-10"),
        ("zh", "前年", "2024"),
        ("zh", "三年前", "2023"),
        ("zh", "明年", "2027"),
        ("zh", "上个月", "2026-03"),
        ("zh", "上月", "2026-03"),
        ("zh", "本月", "2026-04"),
        ("zh", "第一季度末的今年一季度", "2026"),
        ("zh", "周一", "2026-04-27"),
        ("zh", "当地时间周一", "2026-04-27"),
        ("zh", "本周一", "2026-04-27"),
        ("zh", "上周五", "2026-04-24"),
        ("zh", "上周", "2026-04"),
        ("zh", "昨天", "2026-04-27"),
        ("zh", "今日", "2026-04-28"),
        ("zh", "去年年底", "2025"),
        ("zh", "今年早些时候", "2026"),
        ("zh", "大约五年前", "2021~"),
    ],
)
def test_relative(lang: str, text: str, date: str) -> None:
    assert dates(text, lang) == [date]
    assert dates(text, lang, None) == []


@pytest.mark.parametrize(
    ("lang", "text", "date", "role"),
    [
        ("en", "a licence through 2032", "2032", "until"),
        ("en", "a share until 2030", "2030", "until"),
        ("en", "until at least 2030", "2030", "until"),
        ("en", "until the end of 2030", "2030", "until"),
        ("en", "to be built by 2032", "2032", "by"),
        ("en", "before 2032", "2032", "until"),
        ("en", "a partner since 2019", "2019", "from"),
        ("en", "from 2027", "2027", "from"),
        ("en", "starting in June", "2026-06", "from"),
        ("en", "since June", "2025-06", "from"),
        ("en", "back in June", "2025-06", "from"),
        ("en", "after 2032", "2032", "from"),
        ("en", "in 2019", "2019", "none"),
        ("en", "not until October", "2025-10", "none"),
        ("en", "over the next seven years", "2033", "until"),
        ("zh", "至2032年", "2032", "until"),
        ("zh", "到2030年为止", "2030", "until"),
        ("zh", "有效期至2032年12月", "2032-12", "until"),
        ("zh", "截至2032年", "2032", "until"),
        ("zh", "截至2025年底", "2025", "from"),
        ("zh", "可在2032年前使用", "2032", "until"),
        ("zh", "2032年之前", "2032", "until"),
        ("zh", "不晚于2032年", "2032", "by"),
        ("zh", "自2019年起", "2019", "from"),
        ("zh", "2019年以来", "2019", "from"),
        ("zh", "2027年开始", "2027", "from"),
        ("zh", "直到10月才上线", "2025-10", "none"),
        ("zh", "未来七年", "2033", "until"),
        ("zh", "2019年", "2019", "none"),
        ("zh", "2025年前四个月", "2025", "none"),
        ("zh", "降至2025年", "2025", "none"),
    ],
)
def test_role(lang: str, text: str, date: str, role: str) -> None:
    (span,) = find_dates(text, lang=lang, published=DAY)
    assert (span.value.edtf, span.value.role) == (date, DateRole(role))
    assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("lang", "text", "start", "end"),
    [
        ("en", "from 2026 to 2032", "2026", "2032"),
        ("en", "between 2026 and 2030", "2026", "2030"),
        ("en", "from October to December 2025", "2025-10", "2025-12"),
        ("en", "between November 2025 and March", "2025-11", "2026-03"),
        ("en", "from June 4 until June 8", "2026-06-04", "2026-06-08"),
        ("zh", "2026年至2032年", "2026", "2032"),
        ("zh", "从2025年10月到2026年3月", "2025-10", "2026-03"),
        ("zh", "2025年11月至3月", "2025-11", "2026-03"),
    ],
)
def test_period(lang: str, text: str, start: str, end: str) -> None:
    found = [(s.value.edtf, s.value.role) for s in find_dates(text, lang=lang, published=DAY)]
    assert found == [(start, "from"), (end, "until")]


def test_two_years_in_a_list_are_no_period() -> None:
    roles = [span.value.role for span in find_dates("在2024年和2025年各一次", lang="zh", published=DAY)]
    assert roles == [DateRole.NONE, DateRole.NONE]


def test_months_in_a_list_follow_each_other() -> None:
    assert dates("a lower fee for May and June", "en") == ["2025-05", "2025-06"]
    assert dates("11月和1月", "zh") == ["2025-11", "2026-01"]
    assert dates("in June and July 2025", "en") == ["2025-06", "2025-07"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "it may pay, and they march on"),
        ("en", "May I ask? March on! April Shaw and June Oda agree."),
        ("en", "2,000 people run Windows 2000 on 2000 servers"),
        ("en", "$2025 and 2030% and 2024 GPUs"),
        ("en", "GPT-4, H100, RTX 5090, Summit 2026"),
        ("en", "at 10:30 on call 24/7, version 3.5.1"),
        ("en", "every Friday, Black Friday, Monday.com"),
        ("en", "today’s chips are the game of the year"),
        ("en", "the 1990s"),
        ("zh", "近日,数月前,日前"),
        ("zh", "3个月,每周一次,一周一次"),
        ("zh", "2000台服务器,2025亿元"),
        ("zh", "<N>年<N>月"),
        ("zh", "20世纪90年代,2010年代"),
    ],
)
def test_no_date(lang: str, text: str) -> None:
    assert dates(text, lang) == []


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (DAY, ["2025-10", "2026-04-27", "2025"]),
        ("2026-04", ["2025-10", "2025"]),
        ("2026", ["2025"]),
        (None, []),
    ],
)
def test_partial_day_of_publication_resolves_what_it_can(published: str | None, expected: list[str]) -> None:
    assert dates("last October, on Monday, last year", "en", published) == expected


def test_impossible_days_are_no_dates() -> None:
    assert dates("on February 30, 2025", "en") == []
    assert dates("2025年2月30日", "zh") == []


def test_published_must_be_a_date() -> None:
    with pytest.raises(InvalidRecord, match="not a date"):
        find_dates("in 2030", lang="en", published="yesterday")


def test_parse_takes_the_first() -> None:
    first = parse_date("since 2019 and 2020")
    assert first is not None
    assert (first.edtf, first.role) == ("2019", "from")
    assert parse_date("never") is None


@pytest.mark.parametrize(
    ("lang", "text", "count", "unit"),
    [
        ("en", "over the six years of the pact", 6, "year"),
        ("en", "a five-year contract", 5, "year"),
        ("en", "within 18 months", 18, "month"),
        ("en", "two decades", 20, "year"),
        ("zh", "合同期六年内", 6, "year"),
        ("zh", "为期七年", 7, "year"),
        ("zh", "18个月内", 18, "month"),
    ],
)
def test_duration(lang: str, text: str, count: int, unit: str) -> None:
    (span,) = find_durations(text, lang=lang)
    assert (span.value.count, span.value.unit) == (count, unit)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "six years ago"),
        ("en", "a 10-year-old firm in 2025"),
        ("zh", "三年前"),
        ("zh", "2025年10月28日"),
        ("zh", "七年级"),
    ],
)
def test_no_duration(lang: str, text: str) -> None:
    assert find_durations(text, lang=lang) == []
