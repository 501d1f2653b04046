"""Loops of money: found all, once, with what stands behind each hop."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis import money_loops, table
from kg.model import InvalidRecord, LimitReached, UnknownRelation

#: Written by hand, not read from relations.yaml: who pays whom.
PAYER_IS_SUBJECT = {
    "INVESTS_IN": True,
    "BUYS_FROM": True,
    "SHARES_REVENUE_WITH": True,
    "LICENSES_TO": False,
    "CLOUD_PARTNER_OF": False,
}
NO_MONEY = ("PARTNERS_WITH", "SUES", "HOLDS_STAKE_IN", "SUBSIDIARY_OF", "ACQUIRES")

ties = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from([*PAYER_IS_SUBJECT, *NO_MONEY]),
        st.sampled_from("abcdef"),
        st.fixed_dictionaries(
            {
                "status": st.sampled_from(["current", "planned", "conditional", "ended"]),
                "disputed": st.booleans(),
                "n_publishers": st.integers(0, 3),
            }
        ),
    ),
    max_size=22,
)


def brute_force(graph, max_length):
    """Every loop as {(payer, payee): fact ids}, by trying all orders of all entities."""
    payments = {}
    for subject, object_, key, relation in graph.edges(keys=True, data="relation"):
        if relation in PAYER_IS_SUBJECT and subject != object_:
            hop = (subject, object_) if PAYER_IS_SUBJECT[relation] else (object_, subject)
            payments.setdefault(hop, set()).add(key)
    loops = {}
    for length in range(2, max_length + 1):
        for order in permutations(sorted(graph), length):
            hops = list(zip(order, (*order[1:], order[0]), strict=True))
            if order[0] == min(order) and all(hop in payments for hop in hops):
                loops[order] = {hop: payments[hop] for hop in hops}
    return loops


def found(loops):
    return {
        loop.entities: {(hop.payer_id, hop.payee_id): {fact.id for fact in hop.facts} for hop in loop.hops}
        for loop in loops
    }


@settings(max_examples=60, deadline=None)
@given(ties=ties, max_length=st.integers(2, 5))
def test_all_loops_with_all_their_facts(build, ties, max_length):
    graph = build(ties)
    loops = money_loops(graph, max_length=max_length)
    assert found(loops) == brute_force(graph, max_length)
    assert len(loops) == len({loop.entities for loop in loops})


@settings(max_examples=30, deadline=None)
@given(ties=ties, chosen=st.integers(0, 21))
def test_a_fact_taken_away_breaks_exactly_the_loops_that_need_it(build, ties, chosen):
    graph = build(ties)
    before = money_loops(graph)
    if not ties:
        return
    key = f"f{chosen % len(ties)}"
    graph.remove_edges_from([edge for edge in graph.edges(keys=True) if edge[2] == key])
    after = {loop.entities for loop in money_loops(graph)}
    assert after == {loop.entities for loop in before if key not in loop.breaks_without}


@settings(max_examples=30, deadline=None)
@given(ties=ties)
def test_without_disputed_facts_is_the_graph_without_them(build, ties):
    pruned = build(
        [(*tie[:3], {**tie[3], "id": f"f{n}"}) for n, tie in enumerate(ties) if not tie[3]["disputed"]]
    )
    assert found(money_loops(build(ties), disputed=False)) == brute_force(pruned, 5)


@settings(max_examples=60, deadline=None)
@given(ties=ties, max_length=st.integers(2, 5))
def test_loops_through_an_entity_are_those_of_all_that_have_it(build, ties, max_length):
    graph = build(ties)
    graph.add_node("a")
    through = found(money_loops(graph, entity="a", max_length=max_length))
    assert through == {loop: hops for loop, hops in brute_force(graph, max_length).items() if "a" in loop}


def planted():
    """40 entities and 12 loops of 2 to 5 hops, in chains of payments and ties without money that make none."""
    ties = [(f"n{i:02}", "BUYS_FROM", f"n{i + 1:02}", {"id": f"chain{i}"}) for i in range(39)]
    ties += [(f"n{i:02}", "PARTNERS_WITH", "n00", {"id": f"hub{i}"}) for i in range(1, 40, 3)]
    for number in range(12):
        # Back by 1 to 4 payments. Neighbours overlap by one payment at most: no loop goes through two of them.
        length = 2 + number % 4
        start = number * 3
        relation, ends = [
            ("INVESTS_IN", (start + length - 1, start)),
            ("LICENSES_TO", (start, start + length - 1)),
        ][number % 2]
        ties.append((f"n{ends[0]:02}", relation, f"n{ends[1]:02}", {"id": f"back{number}"}))
    return ties


def test_planted_loops_and_each_denial(build):
    graph = build(planted())
    whole = money_loops(graph, max_length=5)
    assert graph.number_of_nodes() == 40
    assert sorted(loop.length for loop in whole) == [2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]
    for fact in (fact for loop in whole for fact in loop.breaks_without):
        edge = next(edge for edge in graph.edges(keys=True) if edge[2] == fact)
        graph.edges[edge]["disputed"] = True
        left = {loop.entities for loop in money_loops(graph, max_length=5, disputed=False)}
        assert left == {loop.entities for loop in whole if fact not in loop.breaks_without}
        graph.edges[edge]["disputed"] = False


@pytest.mark.parametrize(
    ("relation", "pays"),
    [
        *((name, "subject" if first else "object") for name, first in PAYER_IS_SUBJECT.items()),
        *((n, None) for n in NO_MONEY),
    ],
)
def test_who_pays(build, relation, pays):
    there = build([("x", relation, "y"), ("y", "BUYS_FROM", "x")])
    back = build([("x", relation, "y"), ("x", "BUYS_FROM", "y")])
    assert bool(money_loops(there)) == (pays == "subject")
    assert bool(money_loops(back)) == (pays == "object")


def usd(amount, **more):
    return {"amount": amount, "currency": "USD", **more}


@pytest.mark.parametrize(
    ("out", "back", "low", "high"),
    [
        (usd(100), usd(38), 38, 38),
        (usd(100, amount_bound="up_to"), usd(38), 0, 38),
        (usd(20, amount_bound="at_least"), usd(38), 20, 38),
        (usd(20, amount_bound="at_least"), usd(38, amount_bound="at_least"), 20, None),
        (usd(40, amount_bound="about"), usd(38, amount_bound="exact"), 38, 38),
        (usd(40, amount_bound="about"), usd(40), 39, 40),
        (usd(40, amount_of="total"), usd(38), 0, 38),
        (usd(4, per="year"), usd(5, per="year"), 4, 4),
    ],
    ids=["exact", "ceiling", "floor", "floors", "about", "about-same", "round-total", "rates"],
)
def test_bottleneck(build, out, back, low, high):
    (loop,) = money_loops(build([("a", "INVESTS_IN", "b", out), ("b", "BUYS_FROM", "a", back)]))
    assert (loop.currency, loop.bottleneck_low, loop.bottleneck_high) == ("USD", low, high)


@pytest.mark.parametrize(
    ("out", "back"),
    [
        (usd(10), {"amount": 10, "currency": "CNY"}),
        (usd(10), {"amount": 10}),
        (usd(10), {}),
        (usd(10), usd(10, per="year")),
        ({"amount": 10}, {"amount": 10}),
    ],
    ids=["two-currencies", "unknown-currency", "no-sum", "sum-and-rate", "both-unknown"],
)
def test_sums_that_do_not_compare_give_no_bottleneck(build, out, back):
    (loop,) = money_loops(build([("a", "INVESTS_IN", "b", out), ("b", "BUYS_FROM", "a", back)]))
    assert (loop.currency, loop.bottleneck_low, loop.bottleneck_high) == (None, None, None)
    assert [hop.facts[0].currency for hop in loop.hops] == [out.get("currency"), back.get("currency")]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"status": "planned"}, {"disputed": True, "amount": 9, "currency": "USD"}),
        ({"status": "conditional"}, {"status": "ended", "amount": 9, "currency": "USD"}),
        ({"status": "planned", "amount": 9, "currency": "USD"}, {}),
        ({"amount": 1, "currency": "USD"}, {"amount": 9, "currency": "USD", "per": "year"}),
        ({"amount": 1, "currency": "USD"}, {"amount": 9, "currency": "USD", "status": "planned"}),
        ({"n_publishers": 3}, {"n_publishers": 1}),
        ({"confidence": 0.9}, {"confidence": 0.5}),
    ],
    ids=["undisputed", "not-over", "with-a-sum", "a-sum-not-a-rate", "done", "told-by-more", "surer"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_which_fact_speaks_for_a_hop(build, better, worse, turned):
    pair = [
        ("a", "INVESTS_IN", "b", {**better, "id": "better"}),
        ("a", "BUYS_FROM", "b", {**worse, "id": "worse"}),
    ]
    graph = build([*(pair[::-1] if turned else pair), ("b", "BUYS_FROM", "a")])
    (loop,) = money_loops(graph)
    assert [fact.id for fact in loop.hops[0].facts] == ["better", "worse"]


def test_shares_of_status_dates_and_publishers(build):
    (loop,) = money_loops(
        build(
            [
                ("a", "INVESTS_IN", "b", {"status": "planned", "since": "2025-03-01", "until": "2025-03-02"}),
                ("b", "BUYS_FROM", "c", {"since": "2024-01-01", "n_publishers": 5}),
                (
                    "d",
                    "LICENSES_TO",
                    "c",
                    {"status": "conditional", "until": "2030-01-01", "n_publishers": 2},
                ),
                ("d", "SHARES_REVENUE_WITH", "a", {"disputed": True, "n_publishers": 2}),
            ]
        )
    )
    assert (loop.current, loop.planned, loop.conditional, loop.ended) == (0.5, 0.25, 0.25, 0.0)
    # The end of an event's day is no end: what was invested stays so.
    assert (loop.since, loop.until) == ("2025-03-01", "2030-01-01")
    assert (loop.n_publishers, loop.disputed) == (1, True)


def test_order(deals, build):
    assert [loop.route for loop in money_loops(deals)] == [
        "Microsoft -> OpenAI -> Microsoft",
        "Nvidia -> OpenAI -> Oracle -> Nvidia",
    ]
    loops = money_loops(
        build(
            [
                ("a", "BUYS_FROM", "b", usd(10)),
                ("b", "BUYS_FROM", "a", usd(10)),
                ("c", "BUYS_FROM", "d", usd(90)),
                ("d", "BUYS_FROM", "c", usd(90)),
                ("e", "BUYS_FROM", "f", usd(99, disputed=True)),
                ("f", "BUYS_FROM", "e", usd(99)),
            ]
        )
    )
    assert [(loop.rank, loop.entities) for loop in loops] == [
        (1, ("c", "d")),
        (2, ("a", "b")),
        (3, ("e", "f")),
    ]


@pytest.mark.parametrize(
    ("options", "routes"),
    [
        ({"entity": "软银"}, []),
        ({"entity": "英伟达"}, ["nvidia"]),
        ({"min_length": 3}, ["nvidia"]),
        ({"max_length": 2}, ["microsoft"]),
        ({"as_of": "2025-08-01"}, ["microsoft"]),
        ({"as_of": "2033-06-01"}, ["nvidia"]),
        ({"statuses": "current"}, ["microsoft"]),
        ({"relations": ["INVESTS_IN", "BUYS_FROM"]}, ["nvidia"]),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, dict) else None,
)
def test_filters(deals, options, routes):
    assert [loop.entities[0] for loop in money_loops(deals, **options)] == routes


def test_too_many_loops_are_an_error_not_a_part(build):
    graph = build([(a, "BUYS_FROM", b) for a, b in permutations("abcdef", 2)])
    with pytest.raises(LimitReached, match="more than 10 loops"):
        money_loops(graph, at_most=10)
    total = len(money_loops(graph, at_most=10_000))
    assert len(money_loops(graph, at_most=total)) == total
    with pytest.raises(LimitReached):
        money_loops(graph, at_most=total - 1)
    of_one = sum("a" in loop.entities for loop in money_loops(graph))
    assert len(money_loops(graph, entity="a", at_most=of_one)) == of_one < total


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"min_length": 1}, InvalidRecord),
        ({"min_length": 4, "max_length": 3}, InvalidRecord),
        ({"relations": ["INVEST_IN"]}, UnknownRelation),
        ({"statuses": ["rumoured"]}, InvalidRecord),
        ({"as_of": "2026"}, InvalidRecord),
    ],
    ids=["one-hop", "bounds-crossed", "relation", "status", "not-a-day"],
)
def test_wrong_options(deals, options, error):
    with pytest.raises(error):
        money_loops(deals, **options)


def test_a_line_for_each_hop_has_its_sentence(deals):
    lines = table(money_loops(deals, min_length=3), hops=True)
    assert [(line["hop"], line["payer"], line["relation"], line["payee"]) for line in lines] == [
        (1, "Nvidia", "INVESTS_IN", "OpenAI"),
        (2, "OpenAI", "BUYS_FROM", "Oracle"),
        (3, "Oracle", "BUYS_FROM", "Nvidia"),
    ]
    assert lines[1]["quote"].startswith("OpenAI向甲骨文")
