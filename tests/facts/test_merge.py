"""Claims into facts: periods, leaders, disputes, and that the order of the claims never matters."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.facts import merge
from kg.model import ASSERTED, OPEN_END, OPEN_START, Claim, Fact, Polarity, Status

Make = Callable[..., Claim]


@pytest.fixture
def said(make_claim: Make) -> Callable[..., Claim]:
    """A claim of a publisher on a day: `said("Ledger", "2026-04-27", "microsoft", "HOLDS_STAKE_IN", "openai")`."""

    def say(publisher: str | None, day: str | None, *ends: str, **fields: Any) -> Claim:
        article = f"a_{publisher}_{day}_{fields.pop('n', 0)}"
        return make_claim(*ends, article=article, publisher=publisher, published=day, **fields)

    return say


STAKE = ("microsoft", "HOLDS_STAKE_IN", "openai")
INVESTS = ("amazon", "INVESTS_IN", "openai")
CLOUD = ("microsoft", "CLOUD_PARTNER_OF", "openai")
LICENCE = ("openai", "LICENSES_TO", "microsoft")


def periods(facts: list[Fact]) -> list[tuple[Any, ...]]:
    return [
        (f.percent or f.amount or f.exclusivity, str(f.status), f.since, f.until, f.disputed) for f in facts
    ]


def test_agreeing_claims_are_one_fact_in_both_languages(said: Make) -> None:
    en = said("Ledger", "2026-04-27", *STAKE, percent=27, percent_bound="about")
    zh = said("晨报", "2026-04-28", *STAKE, percent=26.8, lang="zh")
    none = said("Courier", "2026-04-29", *STAKE)
    (fact,) = merge([en, zh, none])
    assert (fact.n_claims, fact.n_publishers, fact.disputed) == (3, 3, False)
    assert (fact.first_published, fact.last_published) == ("2026-04-27", "2026-04-29")
    assert (fact.since, fact.until) == (OPEN_START, OPEN_END)
    assert set(fact.claims) == {en.id, zh.id, none.id}


def test_a_stale_sentence_disputes_and_rewrites_nothing(said: Make) -> None:
    new = said("Ledger", "2026-04-01", *STAKE, percent=27, valid_from="2025-10-28")
    stale = said("Courier", "2026-04-20", *STAKE, percent=49)
    (fact,) = merge([new, stale, said("晨报", "2026-04-02", *STAKE, percent=27)])
    assert (fact.percent, fact.since, fact.disputed, fact.contested_by) == (
        27,
        "2025-10-28",
        True,
        (stale.id,),
    )
    assert stale.id in fact.claims


def test_a_later_value_with_its_own_date_opens_a_period(said: Make) -> None:
    old = said("Ledger", "2025-03-01", *STAKE, percent=49)
    new = said("Ledger", "2025-11-02", *STAKE, percent=27, valid_from="2025-10-28")
    assert periods(merge([new, old])) == [
        (49, "current", OPEN_START, "2025-10-28", False),
        (27, "current", "2025-10-28", OPEN_END, False),
    ]


def test_two_independent_publishers_open_a_period(said: Make) -> None:
    old = said("Ledger", "2025-03-01", *STAKE, percent=49)
    one, two = (
        said(p, f"2025-11-0{n}", *STAKE, percent=27) for n, p in enumerate(("Courier", "晨报"), start=2)
    )
    assert periods(merge([old, one, two])) == [
        (49, "current", OPEN_START, "2025-11-02", False),
        (27, "current", "2025-11-02", OPEN_END, False),
    ]


@pytest.mark.parametrize("again", [("Courier", None), ("Wire", "s_1")], ids=["one-publisher", "one-story"])
def test_two_texts_of_one_witness_do_not(said: Make, again: tuple[str, str | None]) -> None:
    publisher, story = again
    old = said("Ledger", "2025-03-01", *STAKE, percent=49)
    one = said("Courier", "2025-11-02", *STAKE, percent=27, story=story)
    two = said(publisher, "2025-11-03", *STAKE, percent=27, story=story, n=1)
    (fact,) = merge([old, one, two])
    assert fact.disputed


def test_a_value_that_was_there_before_does_not_come_back_undated(said: Make) -> None:
    first = said("Ledger", "2025-03-01", *STAKE, percent=49)
    second = said("Ledger", "2025-11-02", *STAKE, percent=27, valid_from="2025-10-28")
    back = [said(p, "2026-01-05", *STAKE, percent=49) for p in ("Courier", "晨报")]
    found = merge([first, second, *back])
    assert [f.percent for f in found] == [49, 27]
    assert set(found[1].contested_by) == {c.id for c in back}


def test_a_plan_that_comes_true_is_the_same_deal(said: Make) -> None:
    plan = said("Ledger", "2026-02-01", *INVESTS, amount=50e9, amount_bound="up_to", status=Status.PLANNED)
    done = said("晨报", "2026-04-01", *INVESTS, amount=50e9, lang="zh")
    (fact,) = merge([plan, done])
    assert (fact.status, fact.n_claims, fact.disputed) == (Status.CURRENT, 2, False)


def test_a_plan_beside_what_holds_is_a_fact_of_its_own(said: Make) -> None:
    holds = said("Ledger", "2026-02-01", *STAKE, percent=27)
    plan = said("Ledger", "2026-03-01", *STAKE, percent=35, status=Status.PLANNED)
    assert {(f.percent, str(f.status), f.disputed) for f in merge([holds, plan])} == {
        (27, "current", False), (35, "planned", False)
    }  # fmt: skip
    done = said("Courier", "2026-06-01", *STAKE, percent=35)
    assert sorted(periods(merge([holds, plan, done]))) == [
        (27, "current", OPEN_START, "2026-06-01", False),
        (35, "current", "2026-06-01", OPEN_END, False),
    ]


def test_a_bare_mention_does_not_turn_a_plan_into_a_deal(said: Make) -> None:
    holds = said("Ledger", "2026-02-01", *STAKE, percent=27)
    plan = said("Ledger", "2026-03-01", *STAKE, percent=35, status=Status.CONDITIONAL)
    bare = said("Courier", "2026-04-01", *STAKE)
    assert {(f.percent, str(f.status), f.n_claims) for f in merge([holds, plan, bare])} == {
        (27, "current", 2), (35, "conditional", 1)
    }  # fmt: skip


def test_an_end_closes(said: Make) -> None:
    held = said("Ledger", "2024-05-01", *CLOUD, exclusivity="exclusive")
    over = said("Courier", "2026-04-27", *CLOUD, exclusivity="exclusive", status=Status.ENDED)
    now = said("Courier", "2026-04-27", *CLOUD, exclusivity="primary", n=1)
    assert periods(merge([held, over, now])) == [
        ("exclusive", "ended", OPEN_START, "2026-04-27", False),
        ("primary", "current", "2026-04-27", OPEN_END, False),
    ]


def test_what_is_said_to_hold_after_its_end_is_stale(said: Make) -> None:
    over = said("Courier", "2026-04-27", *LICENCE, status=Status.ENDED, valid_until="2026-03")
    stale = said("Ledger", "2026-05-02", *LICENCE)
    (fact,) = merge([over, stale])
    assert (fact.status, fact.until, fact.contested_by) == (Status.ENDED, "2026-04-01", (stale.id,))


def test_what_begins_again_after_its_end_is_a_new_period(said: Make) -> None:
    over = said("Courier", "2026-04-27", *LICENCE, status=Status.ENDED)
    again = said("Ledger", "2026-06-02", *LICENCE, valid_from="2026-06-01")
    assert [(f.status, f.since, f.until) for f in merge([over, again])] == [
        (Status.ENDED, OPEN_START, "2026-04-27"),
        (Status.CURRENT, "2026-06-01", OPEN_END),
    ]


def test_the_end_of_something_else_is_no_dispute(said: Make) -> None:
    now = said("Ledger", "2025-10-28", *STAKE, percent=27)
    before = said("Ledger", "2025-10-28", *STAKE, percent=32.5, status=Status.ENDED, n=1)
    found = merge([now, before])
    assert {(f.percent, f.status, f.disputed) for f in found} == {
        (27, Status.CURRENT, False), (32.5, Status.ENDED, False)
    }  # fmt: skip


def test_a_stated_end_is_widened(said: Make) -> None:
    (fact,) = merge([said("Ledger", "2026-04-27", *LICENCE, valid_from="2026-04-27", valid_until="2032")])
    assert (fact.since, fact.until, fact.valid_until) == ("2026-04-27", "2033-01-01", "2032")


def test_terms_that_ended_end_no_relation_that_is_said_to_go_on(said: Make) -> None:
    deal = said("Ledger", "2026-04-01", *CLOUD, amount=250e9, currency="USD", valid_from="2025-10")
    exclusive = said("Courier", "2026-04-02", *CLOUD, valid_until="2025")
    (fact,) = merge([deal, said("晨报", "2026-04-03", *CLOUD), exclusive])
    assert (fact.since, fact.until, fact.valid_until) == ("2025-10-01", OPEN_END, None)
    early = said("Ledger", "2025-11-01", *CLOUD, amount=250e9, currency="USD", valid_from="2025-10")
    (fact,) = merge([early, exclusive])
    assert fact.until == "2026-01-01"


def test_a_period_is_never_empty(said: Make) -> None:
    (fact,) = merge([said("Ledger", "2026-04-27", *LICENCE, valid_from="2026-04-27", status=Status.ENDED)])
    assert (fact.since, fact.until) == ("2026-04-27", "2026-04-28")


@pytest.mark.parametrize(
    ("one", "other", "n"),
    [
        ({"amount": 4e9, "valid_from": "2023-09"}, {"amount": 4e9, "valid_from": "2024-11"}, 2),
        ({"amount": 4e9, "valid_from": "2023-09"}, {"amount": 8e9, "valid_from": "2024-11"}, 2),
        ({"round": "Series E"}, {"round": "Series F"}, 2),
        ({"round": "Series F"}, {"round": "F轮", "lang": "zh"}, 1),
        ({"amount": 4e9}, {"amount": 8e9}, 1),
        ({"amount": 40e9, "amount_of": "total"}, {"amount": 10e9, "amount_of": "own"}, 1),
    ],
    ids=["two-dates", "two-sums-two-dates", "two-rounds", "one-round", "undated-dispute", "total-and-own"],
)
def test_events(said: Make, one: dict[str, Any], other: dict[str, Any], n: int) -> None:
    claims = [said("Ledger", "2025-01-01", *INVESTS, **one), said("晨报", "2025-01-02", *INVESTS, **other)]
    found = merge(claims)
    assert len(found) == n
    assert [f.disputed for f in found] == [one.get("amount") == 4e9 and n == 1] * n
    # One event does not end another.
    assert {f.until for f in found} == {OPEN_END}


def test_a_denial_disputes_what_it_denies(said: Make) -> None:
    yes = said("Ledger", "2026-04-27", *STAKE, percent=27)
    no = said("晨报", "2026-04-28", *STAKE, polarity=Polarity.DENIED)
    (fact,) = merge([yes, no])
    assert (fact.disputed, fact.contested_by, fact.claims) == (True, (no.id,), (yes.id,))


@pytest.mark.parametrize(
    "denied",
    [
        {"exclusivity": "exclusive"},
        {"status": Status.ENDED},
        {"status": Status.CONSIDERED},
        {"valid_from": "2020-05"},
    ],
    ids=["a-value-nobody-gave", "an-end-nobody-said", "a-thought", "another-time"],
)
def test_a_denial_of_something_else_disputes_nothing(said: Make, denied: dict[str, Any]) -> None:
    yes = said("Ledger", "2026-04-27", *CLOUD, valid_from="2025")
    no = said("晨报", "2026-04-28", *CLOUD, polarity=Polarity.DENIED, **denied)
    (fact,) = merge([yes, no])
    assert not fact.disputed


def test_a_denied_end_disputes_the_end(said: Make) -> None:
    over = said("Ledger", "2026-04-27", *CLOUD, status=Status.ENDED)
    no = said("晨报", "2026-04-28", *CLOUD, status=Status.ENDED, polarity=Polarity.DENIED)
    (fact,) = merge([over, no])
    assert fact.contested_by == (no.id,)


@pytest.mark.parametrize(
    "fields", [{"polarity": Polarity.DENIED}, {"status": Status.CONSIDERED}], ids=["denied", "considered"]
)
def test_denials_and_rumours_make_no_fact(said: Make, fields: dict[str, Any]) -> None:
    assert merge([said("Ledger", "2026-04-27", *STAKE, **fields)]) == []


def test_a_symmetric_relation_is_one_fact(said: Make) -> None:
    one = said(
        "Ledger",
        "2026-04-27",
        "nvidia",
        "PARTNERS_WITH",
        "microsoft",
        product="chips",
    )
    other = said("晨报", "2026-04-28", "microsoft", "PARTNERS_WITH", "nvidia", lang="zh")
    (fact,) = merge([one, other])
    assert (fact.subject_id, fact.subject, fact.object_id, fact.object) == (
        "microsoft",
        "Microsoft",
        "nvidia",
        "Nvidia",
    )
    assert fact.group == one.group == other.group


def test_a_value_without_an_object(said: Make) -> None:
    (fact,) = merge([said("Ledger", "2026-04-27", "openai", "VALUED_AT", amount=852e9, currency="USD")])
    assert (fact.object, fact.object_id, fact.amount) == (None, None, 852e9)


LEADERS = [
    ("value", {}, {"percent": 27}, "gives the value"),
    ("publishers", {"percent": 27.1, "percent_bound": "about"}, {"percent": 27}, "more independent publishers"),
    ("official", {"percent": 27, "attribution": "people", "attribution_kind": "unnamed"}, {"percent": 27}, "official"),
    ("speaker", {"percent": 27}, {"percent": 27, "attribution": "Microsoft", "attribution_kind": "organization"}, "official"),
    ("precise", {"percent": 27}, {"percent": 27, "stake_kind": "equity"}, "most precise"),
    ("newest", {"percent": 27, "day": "2026-01-01"}, {"percent": 27}, "newest"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "why"), [row[1:] for row in LEADERS], ids=[row[0] for row in LEADERS]
)
def test_the_leader_and_why(said: Make, one: dict[str, Any], other: dict[str, Any], why: str) -> None:
    day = one.get("day", "2026-04-27")
    follower = said("Ledger", day, *STAKE, **{key: value for key, value in one.items() if key != "day"})
    leader = said("Courier", "2026-04-27", *STAKE, **other)
    more = [said("晨报", "2026-04-27", *STAKE, **other)] if why.startswith("more") else []
    (fact,) = merge([follower, leader, *more])
    assert fact.leader in {leader.id, *(c.id for c in more)}
    assert fact.claims[0] == fact.leader
    if not more:
        assert why in fact.why


def test_more_publishers_lead(said: Make) -> None:
    lone = said("Ledger", "2026-04-29", *STAKE, percent=49, stake_kind="equity")
    many = [said(p, "2026-04-27", *STAKE, percent=27) for p in ("Courier", "晨报", "Wire")]
    (fact,) = merge([lone, *many])
    assert (fact.percent, fact.contested_by, fact.n_publishers) == (27, (lone.id,), 3)
    assert "3 publishers" in fact.why


def test_equals_are_led_by_the_first_id(said: Make) -> None:
    twins = [said("Ledger", "2026-04-27", *STAKE, n=n) for n in range(2)]
    (fact,) = merge(twins)
    assert fact.leader == min(claim.id for claim in twins)
    assert "its id comes first" in fact.why


def test_a_claim_without_a_day_comes_first_and_opens_nothing(said: Make) -> None:
    undated = said("Courier", None, *STAKE, percent=49)
    (fact,) = merge([said("Ledger", "2026-04-27", *STAKE, percent=27), undated])
    assert fact.disputed
    assert fact.first_published == fact.last_published == "2026-04-27"


def test_an_end_without_a_day_leaves_the_end_open(said: Make) -> None:
    (fact,) = merge([said("Courier", None, *LICENCE, status=Status.ENDED)])
    assert (fact.status, fact.until, fact.first_published) == (Status.ENDED, OPEN_END, None)


def test_what_was_known_on_a_day(said: Make) -> None:
    claims = [
        said("Ledger", "2025-03-01", *STAKE, percent=49),
        said("Ledger", "2025-11-02", *STAKE, percent=27, valid_from="2025-10-28"),
    ]
    known = merge(c for c in claims if c.published < "2025-06-01")
    assert [(f.percent, f.until) for f in known] == [(49, OPEN_END)]


# Properties, on heaps of claims about few things, so that they meet.

PARTS = st.fixed_dictionaries(
    {
        "ends": st.sampled_from([STAKE, INVESTS, CLOUD, ("microsoft", "PARTNERS_WITH", "nvidia"), ("nvidia", "PARTNERS_WITH", "microsoft")]),
        "n": st.integers(0, 3),
        "published": st.sampled_from([None, "2024", "2025-03", "2025-03-09", "2026-04-27"]),
        "publisher": st.sampled_from([None, "Ledger", "晨报", "Courier"]),
        "story": st.sampled_from([None, None, "s_1"]),
        "status": st.sampled_from(list(Status)),
        "polarity": st.sampled_from([Polarity.AFFIRMED, Polarity.AFFIRMED, Polarity.DENIED]),
        "percent": st.sampled_from([None, 27.0, 26.8, 49.0]),
        "percent_bound": st.sampled_from([None, "about", "up_to"]),
        "exclusivity": st.sampled_from([None, None, "exclusive", "primary"]),
        "round": st.sampled_from([None, None, "Series E", "F轮"]),
        "valid_from": st.sampled_from([None, None, "2025", "2026-01-02"]),
        "valid_until": st.sampled_from([None, None, "2025-02", "2032"]),
        "lang": st.sampled_from(["en", "zh"]),
        "attribution_kind": st.sampled_from([None, "unnamed", "person"]),
    }
)  # fmt: skip
HEAP = st.lists(PARTS, min_size=1, max_size=9)


def build(make_claim: Make, heap: list[dict[str, Any]]) -> list[Claim]:
    claims = []
    for parts in heap:
        fields = {
            key: value for key, value in parts.items() if key not in {"ends", "n"} and value is not None
        }
        article = "a_" + "_".join(str(parts[key]) for key in ("publisher", "story", "published", "n"))
        claims.append(make_claim(*parts["ends"], article=article, **fields))
    return list({claim.id: claim for claim in claims}.values())


@settings(max_examples=300, deadline=None)
@given(heap=HEAP, order=st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(
    make_claim: Make, heap: list[dict[str, Any]], order: Any
) -> None:
    claims = build(make_claim, heap)
    facts = merge(claims)
    shuffled = list(claims)
    order.shuffle(shuffled)
    assert merge(shuffled) == facts
    assert merge([*shuffled, *claims]) == facts


@settings(max_examples=300, deadline=None)
@given(heap=HEAP)
def test_every_asserted_claim_supports_exactly_one_fact(make_claim: Make, heap: list[dict[str, Any]]) -> None:
    claims = build(make_claim, heap)
    facts = merge(claims)
    asserted = sorted(c.id for c in claims if c.polarity is Polarity.AFFIRMED and c.status in ASSERTED)
    assert sorted(claim for fact in facts for claim in fact.claims) == asserted
    assert len({fact.id for fact in facts}) == len(facts)


@settings(max_examples=300, deadline=None)
@given(heap=HEAP)
def test_every_fact_is_sound(make_claim: Make, heap: list[dict[str, Any]]) -> None:
    by_id = {claim.id: claim for claim in build(make_claim, heap)}
    for fact in merge(by_id.values()):
        leader = by_id[fact.leader]
        assert fact.claims[0] == fact.leader
        assert fact.since < fact.until
        assert (fact.percent, fact.exclusivity, fact.valid_until) == (
            leader.percent,
            leader.exclusivity,
            leader.valid_until,
        )
        assert {by_id[c].group for c in (*fact.claims, *fact.contested_by)} == {fact.group}
        assert fact.disputed == bool(fact.contested_by)
        assert fact.leader not in fact.contested_by
        assert fact.n_claims == len(fact.claims)
        assert 1 <= fact.n_publishers <= fact.n_claims
        assert fact.status in {by_id[c].status for c in fact.claims}
