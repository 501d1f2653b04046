"""Shares of a hundred in news text."""

from decimal import Decimal

import pytest

from extractors.values import find_percents, parse_percent


@pytest.mark.parametrize(
    ("lang", "text", "value", "bound"),
    [
        ("en", "holds 27% of it", "27", "exact"),
        ("en", "holds about 27% of it", "27", "about"),
        ("en", "holds 27 per cent of it", "27", "exact"),
        ("en", "holds roughly 27 percent of it", "27", "about"),
        ("en", "holds more than 27 pct of it", "27", "at_least"),
        ("en", "a 4.9-percent holding", "4.9", "exact"),
        ("en", "up to 12.5% of voting rights", "12.5", "up_to"),
        ("en", "twenty percent of sales", "20", "exact"),
        ("en", "a one-third stake in the lab", "33.33", "about"),
        ("en", "a quarter of the company", "25", "exact"),
        ("en", "nearly half of its shares", "50", "about"),
        ("en", "three-quarters of the equity", "75", "exact"),
        ("en", "over two-thirds of the voting stock", "66.67", "at_least"),
        ("en", "a wholly owned unit", "100", "exact"),
        ("en", "SoftBank owns a fifth of Acme", "20", "exact"),
        ("en", "it sold nearly a third of the Acme group", "33.33", "about"),
        ("en", "pays a tenth of turnover", "10", "exact"),
        ("en", "four-fifths of subscription fees", "80", "exact"),
        ("zh", "持有约27%的股份", "27", "about"),
        ("zh", "持有27％的股份", "27", "exact"),
        ("zh", "持有２７％的股份", "27", "exact"),
        ("zh", "持有百分之二十七的股份", "27", "exact"),
        ("zh", "持有超过百分之二十七点五的股份", "27.5", "at_least"),
        ("en", "a plan to take a fifth of Acme", "20", "exact"),
        ("en", "Acme, nine tenths of which belong to Bolt", "90", "exact"),
        ("en", "receives its fifth of what Acme makes", "20", "exact"),
        ("zh", "占两成左右", "20", "about"),
        ("zh", "把订单收入的三成付给博尔特", "30", "exact"),
        ("zh", "把会员费的一半拿出来", "50", "exact"),
        ("zh", "持有六成的股权", "60", "exact"),
        ("zh", "持有三成半的股权", "35", "exact"),
        ("zh", "持有三分之一的股份", "33.33", "about"),
        ("zh", "持有四分之一", "25", "exact"),
        ("zh", "逾四分之一", "25", "at_least"),
        ("zh", "一半的股份", "50", "exact"),
        ("zh", "是其全资子公司", "100", "exact"),
        ("zh", "不超过49%", "49", "up_to"),
    ],
)
def test_share(lang: str, text: str, value: str, bound: str) -> None:
    (span,) = find_percents(text, lang=lang)
    assert (span.value.value, span.value.bound) == (Decimal(value), bound)
    assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("lang", "text", "low", "high"),
    [
        ("en", "20-25% of it", "20", "25"),
        ("en", "between 20% and 25%", "20", "25"),
        ("en", "20 to 25 percent of it", "20", "25"),
        ("zh", "20%至25%的股份", "20", "25"),
        ("zh", "20-25%的股份", "20", "25"),
        ("zh", "百分之二十到三十", "20", "30"),
    ],
)
def test_range(lang: str, text: str, low: str, high: str) -> None:
    (span,) = find_percents(text, lang=lang)
    assert (span.value.value, span.value.high) == (Decimal(low), Decimal(high))


def test_change_is_two_shares() -> None:
    spans = find_percents("its stake fell from 20% to 15%, growth was -3%", lang="en")
    assert [span.value.value for span in spans] == [20, 15, -3]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "rates rose 0.5 percentage points"),
        ("en", "rates rose 0.5 percent points"),
        ("en", "a majority stake"),
        ("en", "a quarter of an hour in the third quarter"),
        ("en", "half of the night, a third of voters"),
        ("en", "a fifth of Americans, held a quarter of an hour later"),
        ("en", "GPT-4 and H100"),
        ("zh", "上升27个百分点"),
        ("zh", "多数股权,控股"),
        ("zh", "该公司二〇二三成立,六成立"),
        ("zh", "持股<N>%"),
        ("zh", "完成三成为二"),
    ],
)
def test_no_share(lang: str, text: str) -> None:
    assert find_percents(text, lang=lang) == []


def test_parse_takes_the_first() -> None:
    first = parse_percent("27% now, 49% then")
    assert first is not None
    assert first.value == 27
    assert parse_percent("none") is None
