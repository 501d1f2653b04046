"""Qualifiers in words, in both languages."""

import pytest

from kg.model import relations
from kg.render.model import RenderEdge, records
from kg.render.palette import FAMILIES, FAMILY_LOOKS, NODE_LOOKS
from kg.render.words import money, number, period, short, terms


def edge(relation="INVESTS_IN", **fields) -> RenderEdge:
    row = {"id": "f", "relation": relation, "source": "a", "target": "b"} | fields
    return records([row], kind=RenderEdge)[0]


@pytest.mark.parametrize(
    ("fields", "english", "chinese"),
    [
        (
            {"amount": 50e9, "currency": "USD", "amount_bound": "up_to", "status": "planned"},
            ["up to $50bn", "planned"],
            ["最多500亿美元", "计划中"],
        ),
        ({"percent": 27, "percent_bound": "about"}, ["about 27 %"], ["约27%"]),
        ({"percent": 51, "stake_kind": "voting"}, ["51 % of the votes"], ["51%表决权"]),
        (
            {"exclusivity": "non_exclusive", "valid_until": "2032"},
            ["non-exclusive", "until 2032"],
            ["非独家", "至2032年"],
        ),
        ({"amount": 40e9, "amount_of": "total"}, ["40bn in all (the whole round)"], ["总额400亿（整轮）"]),
        ({"amount": 1.2e9, "currency": "CNY", "per": "year"}, ["CNY 1.2bn a year"], ["每年12亿元人民币"]),
        (
            {"amount": 2.5e6, "currency": "EUR", "amount_bound": "at_least"},
            ["at least €2.5m"],
            ["至少250万欧元"],
        ),
        ({"amount": 7e12, "currency": "XAU"}, ["XAU 7tn"], ["7万亿 XAU"]),
        ({"capped": True, "percent": 20, "valid_until": "2030"}, ["20 %", "capped", "until 2030"], ["20%", "设有上限", "至2030年"]),
        ({"capped": False}, ["not capped"], ["不设上限"]),
        ({"amount": 0}, ["0"], ["0"]),
        ({}, [], []),
        (
            {"since": "2025-10-28", "until": "2033-01-01", "status": "ended"},
            ["28 Oct 2025 to 2032", "ended"],
            ["2025年10月28日至2032年", "已结束"],
        ),
        ({"since": "0001-01-01", "until": "9999-12-31"}, [], []),
        ({"valid_from": "2026-02~"}, ["from about Feb 2026"], ["自约2026年2月起"]),
    ],
    ids=[
        "up-to-planned", "about", "votes", "non-exclusive", "whole-round", "a-year", "at-least", "unknown-currency",
        "capped", "uncapped", "zero", "nothing", "period", "open", "about-a-month",
    ],
)  # fmt: skip
def test_terms(fields, english, chinese):
    assert terms(edge(**fields), lang="en") == english
    assert terms(edge(**fields), lang="zh") == chinese


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (999, "999", "999"),
        (1_500, "1.5k", "1,500"),
        (999_999_999, "1bn", "10亿"),
        (38_000_000_000, "38bn", "380亿"),
        (852_000_000_000, "852bn", "8,520亿"),
        (1_400_000_000_000, "1.4tn", "1.4万亿"),
        (0.5, "0.5", "0.5"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, english, chinese):
    assert number(value, lang="en") == english
    assert number(value, lang="zh") == chinese


def test_no_currency_is_made_up():
    assert money(5e6, currency=None, lang="en") == "5m"
    assert money(5e6, currency=None, lang="zh") == "500万"


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"percent": 27, "percent_bound": "about", "amount": 1e9}, "~27%"),
        ({"amount": 50e9, "currency": "USD", "amount_bound": "up_to"}, "≤ $50bn"),
        ({"position": "chair"}, "chair"),
        ({}, ""),
    ],
    ids=["share-first", "sum", "job", "nothing"],
)
def test_the_label_on_the_drawing_is_one_term(fields, label):
    assert short(edge(**fields), lang="en") == label


def test_a_stated_date_is_preferred_to_the_widened_one():
    stated = edge(since="2026-02-01", valid_from="2026-02", until="2033-01-01", valid_until="2032")
    assert period(stated, lang="en") == "Feb 2026 to 2032"


def test_every_relation_has_a_family_with_a_colour_and_every_type_a_shape():
    assert set(FAMILIES) == set(relations())
    assert set(FAMILIES.values()) == set(FAMILY_LOOKS)
    assert len({look.shape for look in NODE_LOOKS.values()}) == len(NODE_LOOKS)
    for looks in (list(FAMILY_LOOKS.values()), list(NODE_LOOKS.values())):
        assert len({look.light for look in looks}) == len({look.dark for look in looks}) == len(looks)
