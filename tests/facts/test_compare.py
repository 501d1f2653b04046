"""Two claims compared: apart, in agreement, or in conflict."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.facts import agree, apart, witnesses
from kg.model import Claim, Status

Make = Callable[..., Claim]


def pair(make_claim: Make, relation: str, one: dict[str, Any], other: dict[str, Any]) -> tuple[Claim, Claim]:
    ends = {
        "HOLDS_STAKE_IN": ("microsoft", "openai"),
        "INVESTS_IN": ("amazon", "openai"),
        "BUYS_FROM": ("openai", "microsoft"),
        "CLOUD_PARTNER_OF": ("microsoft", "openai"),
        "LICENSES_TO": ("openai", "microsoft"),
    }[relation]
    return make_claim(ends[0], relation, ends[1], **one), make_claim(ends[0], relation, ends[1], **other)


USD = {"currency": "USD"}
UP_TO_50 = {"amount": 50e9, "amount_bound": "up_to", **USD}
ABOUT_27 = {"percent": 27.0, "percent_bound": "about"}


@pytest.mark.parametrize(
    ("relation", "one", "other", "wanted"),
    [
        ("HOLDS_STAKE_IN", {"percent": 27}, {"percent": 27}, True),
        ("HOLDS_STAKE_IN", {"percent": 27}, {"percent": 32.5}, False),
        ("HOLDS_STAKE_IN", {"percent": 27}, {}, True),
        ("HOLDS_STAKE_IN", ABOUT_27, {"percent": 26.6}, True),
        ("HOLDS_STAKE_IN", ABOUT_27, {"percent": 25.0}, False),
        ("HOLDS_STAKE_IN", {"percent": 20, "percent_bound": "at_least"}, {"percent": 27}, True),
        ("INVESTS_IN", UP_TO_50, {"amount": 8e9, **USD}, True),
        ("INVESTS_IN", UP_TO_50, {"amount": 60e9, **USD}, False),
        ("INVESTS_IN", {"amount": 40e9, **USD}, {"amount": 40e9, "currency": "EUR"}, False),
        ("INVESTS_IN", {"amount": 40e9, **USD}, {"amount": 40e9}, True),
        ("INVESTS_IN", {"amount": 40e9, "amount_of": "total"}, {"amount": 10e9, "amount_of": "own"}, True),
        ("INVESTS_IN", {"amount": 40e9, "amount_of": "total"}, {"amount": 30e9, "amount_of": "total"}, False),
        ("BUYS_FROM", {"amount": 1e9, "per": "month"}, {"amount": 12e9, "per": "year"}, True),
        ("BUYS_FROM", {"amount": 1e9, "per": "quarter"}, {"amount": 5e9, "per": "year"}, False),
        ("BUYS_FROM", {"amount": 1e9, "per": "year"}, {"amount": 5e9}, True),
        ("CLOUD_PARTNER_OF", {"exclusivity": "exclusive"}, {"exclusivity": "primary"}, False),
        ("CLOUD_PARTNER_OF", {"exclusivity": "exclusive"}, {}, True),
        ("LICENSES_TO", {"valid_until": "2032"}, {"valid_until": "2032-06"}, True),
        ("LICENSES_TO", {"valid_until": "2030"}, {"valid_until": "2032"}, False),
        ("LICENSES_TO", {"valid_until": "2032"}, {"valid_until": "2026-04", "status": Status.ENDED}, True),
    ],
)
def test_agree(
    make_claim: Make, relation: str, one: dict[str, Any], other: dict[str, Any], wanted: bool
) -> None:
    a, b = pair(make_claim, relation, one, other)
    assert (agree(a, b), agree(b, a)) == (wanted, wanted)
    assert agree(a, a)


@pytest.mark.parametrize(
    ("relation", "one", "other", "wanted"),
    [
        ("INVESTS_IN", {"round": "Series F"}, {"round": "Series G"}, True),
        ("INVESTS_IN", {"round": "Series F"}, {"round": "F轮", "lang": "zh"}, False),
        ("INVESTS_IN", {"round": "a seed round"}, {"round": "天使轮", "lang": "zh"}, True),
        ("INVESTS_IN", {"round": "its latest"}, {"round": "Series G"}, False),
        ("INVESTS_IN", {"round": "Series F"}, {}, False),
        ("INVESTS_IN", {"valid_from": "2023-01"}, {"valid_from": "2024"}, True),
        ("INVESTS_IN", {"valid_from": "2024-03-08"}, {"valid_from": "2024"}, False),
        ("BUYS_FROM", {"product": "cloud services"}, {"product": "GPU racks"}, True),
        ("BUYS_FROM", {"product": "cloud services"}, {"product": "cloud capacity"}, False),
        ("BUYS_FROM", {"product": "云服务", "lang": "zh"}, {"product": "算力芯片", "lang": "zh"}, True),
        (
            "BUYS_FROM",
            {"product": "Azure云服务", "lang": "zh"},
            {"product": "云服务合同", "lang": "zh"},
            False,
        ),
        ("BUYS_FROM", {"product": "云服务", "lang": "zh"}, {"product": "GPU racks"}, False),
        ("BUYS_FROM", {"product": "cloud", "amount": 250e9}, {"product": "compute", "amount": 250e9}, False),
        ("HOLDS_STAKE_IN", {"stake_kind": "equity"}, {"stake_kind": "voting"}, True),
        ("HOLDS_STAKE_IN", {"stake_kind": "equity"}, {"stake_kind": "unspecified"}, False),
        ("HOLDS_STAKE_IN", {"valid_from": "2023"}, {"valid_from": "2025"}, False),
    ],
)
def test_apart(
    make_claim: Make, relation: str, one: dict[str, Any], other: dict[str, Any], wanted: bool
) -> None:
    a, b = pair(make_claim, relation, one, other)
    assert (apart(a, b), apart(b, a)) == (wanted, wanted)
    assert not apart(a, a)


@pytest.mark.parametrize(
    ("sources", "n"),
    [
        ([], 0),
        ([("Ledger", "s1"), ("Ledger", "s2"), ("LEDGER", None)], 1),
        ([("Ledger", "s1"), ("Courier", "s1")], 1),
        ([("Ledger", "s1"), ("晨报", "s2")], 2),
        ([("Ledger", "s1"), ("晨报", "s2"), ("Courier", "s1"), ("Courier", "s2")], 1),
        ([(None, None), (None, None)], 2),
        ([(None, "s1"), ("Ledger", "s1"), (None, None)], 2),
    ],
)
def test_witnesses(make_claim: Make, sources: list[tuple[str | None, str | None]], n: int) -> None:
    claims = [
        make_claim("openai", "USES", "azure", article=f"a_{i}", publisher=publisher, story=story)
        for i, (publisher, story) in enumerate(sources)
    ]
    assert witnesses(claims) == n
    assert witnesses(reversed(claims)) == n
