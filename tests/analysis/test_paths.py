"""Paths, neighbourhoods and timelines of entities."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis import neighbourhood, paths, table, timeline
from kg.model import InvalidRecord, NotFound

ties = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from(["INVESTS_IN", "PARTNERS_WITH", "BUYS_FROM"]),
        st.sampled_from("abcdef"),
        st.fixed_dictionaries({"n_publishers": st.integers(0, 3)}),
    ),
    max_size=14,
)


def all_paths(ties, start, end, most):
    """Every simple path of up to `most` hops, by depth-first search."""
    near = {}
    for subject, _, object_, *_ in ties:
        if subject != object_:
            near.setdefault(subject, set()).add(object_)
            near.setdefault(object_, set()).add(subject)
    found, stack = [], [(start,)]
    while stack:
        path = stack.pop()
        if path[-1] == end:
            found.append(path)
        elif len(path) <= most:
            stack += [(*path, node) for node in near.get(path[-1], ()) if node not in path]
    return found


@settings(max_examples=80, deadline=None)
@given(ties=ties, k=st.integers(1, 6), most=st.integers(1, 5))
def test_the_shortest_of_all_paths(build, ties, k, most):
    graph = build(ties)
    graph.add_nodes_from("ab")
    rows = paths(graph, source="a", target="b", k=k, max_length=most)
    everything = all_paths(ties, "a", "b", most)
    assert [row.length for row in rows] == sorted(len(path) - 1 for path in everything)[:k]
    assert {row.entities for row in rows} <= set(everything)
    assert len({row.entities for row in rows}) == len(rows)
    for row in rows:
        for hop in row.hops:
            told = {f"f{n}" for n, tie in enumerate(ties) if {tie[0], tie[2]} == {hop.start_id, hop.end_id}}
            assert {fact.id for fact in hop.facts} == told


def test_better_told_paths_come_before_equally_long_ones(build):
    graph = build(
        [
            ("x", "INVESTS_IN", "rumoured"),
            ("rumoured", "INVESTS_IN", "y"),
            ("x", "INVESTS_IN", "reported", {"n_publishers": 4}),
            ("reported", "INVESTS_IN", "y", {"n_publishers": 3}),
            ("x", "USES", "far", {"n_publishers": 99}),
            ("far", "USES", "further", {"n_publishers": 99}),
            ("further", "USES", "y", {"n_publishers": 99}),
        ]
    )
    rows = paths(graph, source="x", target="y")
    assert [row.entities[1] for row in rows] == ["reported", "rumoured", "far"]
    assert [row.n_publishers for row in rows] == [3, 1, 99]


def test_each_hop_has_relation_direction_and_sentence(deals):
    first = paths(deals, source="月之暗面", target="软银", k=1, max_length=2)
    assert [row.route for row in first] == ["Moonshot AI -COMPETES_WITH- OpenAI <-HOLDS_STAKE_IN- SoftBank"]
    lines = table(first, hops=True)
    assert [(line["start"], line["arrow"], line["end"]) for line in lines] == [
        ("Moonshot AI", "--", "OpenAI"),
        ("OpenAI", "<-", "SoftBank"),
    ]
    assert lines[0]["quote"] == "月之暗面与OpenAI正面竞争。"


def test_disputed_hops_are_marked_and_can_be_dropped(deals):
    (direct,) = paths(deals, source="softbank", target="oracle", max_length=1)
    assert direct.disputed
    assert paths(deals, source="softbank", target="oracle", max_length=1, disputed=False) == []


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"source": "openai", "target": "OpenAI"}, InvalidRecord),
        ({"source": "openai", "target": "nvidia", "k": 0}, InvalidRecord),
        ({"source": "openai", "target": "nvidia", "max_length": 0}, InvalidRecord),
        ({"source": "openai", "target": "Nvidea"}, NotFound),
    ],
    ids=["itself", "none", "no-hops", "misspelt"],
)
def test_wrong_questions(deals, options, error):
    with pytest.raises(error):
        paths(deals, **options)


@settings(max_examples=40, deadline=None)
@given(ties=ties, depth=st.integers(1, 4))
def test_neighbours_are_as_far_as_the_shortest_path(build, ties, depth):
    graph = build(ties)
    graph.add_node("a")
    distances = {}
    for other in "bcdef":
        lengths = [len(path) - 1 for path in all_paths(ties, "a", other, depth)]
        if lengths:
            distances[other] = min(lengths)
    rows = neighbourhood(graph, entity="a", depth=depth)
    assert {row.id: row.distance for row in rows} == distances
    for row in rows:
        nearer = {"a", *(other for other, distance in distances.items() if distance == row.distance - 1)}
        nearer = {"a"} if row.distance == 1 else nearer - {"a"}
        told = {
            f"f{n}"
            for n, (subject, _, object_, _) in enumerate(ties)
            if (subject == row.id and object_ in nearer) or (object_ == row.id and subject in nearer)
        }
        assert {fact.id for fact in row.facts} == told


def test_neighbourhood_of_a_name(deals):
    rows = neighbourhood(deals, entity="甲骨文")
    assert [(row.name, row.relations) for row in rows] == [
        ("Nvidia", ("BUYS_FROM",)),
        ("OpenAI", ("BUYS_FROM",)),
        ("SoftBank", ("INVESTS_IN",)),
    ]
    with pytest.raises(InvalidRecord):
        neighbourhood(deals, entity="甲骨文", depth=0)


def test_timeline_tells_starts_ends_reports_and_undated(build):
    graph = build(
        [
            ("openai", "LICENSES_TO", "microsoft", {"since": "2019-07-22", "until": "2033-01-01"}),
            ("microsoft", "INVESTS_IN", "openai", {"since": "2023-01-23", "until": "2023-01-24"}),
            ("openai", "USES", "azure", {"first_published": "2026-04-27"}),
            ("amd", "COMPETES_WITH", "openai"),
            ("amd", "COMPETES_WITH", "nvidia", {"since": "2020-01-01"}),
        ]
    )
    graph.nodes["openai"]["valuations"] = [
        {"id": "v2", "amount": 852e9, "currency": "USD", "since": "2026-03-31", "relation": "VALUED_AT"},
        {"amount": 29e9, "currency": "USD", "since": "2023-04-28"},
    ]
    assert [
        (row.day, row.what, row.fact.relation, row.other_id) for row in timeline(graph, entity="OpenAI")
    ] == [
        ("2019-07-22", "since", "LICENSES_TO", "microsoft"),
        ("2023-01-23", "since", "INVESTS_IN", "microsoft"),
        ("2023-04-28", "since", "VALUED_AT", None),
        ("2026-03-31", "since", "VALUED_AT", None),
        ("2026-04-27", "reported", "USES", "azure"),
        ("2033-01-01", "until", "LICENSES_TO", "microsoft"),
        (None, "undated", "COMPETES_WITH", "amd"),
    ]
    within = timeline(graph, entity="openai", since="2023-04-28", until="2026-04-27")
    assert [row.fact.amount for row in within] == [29e9, 852e9]
    assert [row.day for row in timeline(graph, entity="openai", relations="VALUED_AT")] == [
        "2023-04-28",
        "2026-03-31",
    ]
    assert [row.what for row in timeline(graph, entity="openai", relations=iter(["USES"]))] == ["reported"]


def test_timeline_filters_valuations_like_facts(build):
    graph = build([("openai", "USES", "azure", {"disputed": True})])
    graph.nodes["openai"]["valuations"] = [
        {"amount": 1.0, "disputed": True},
        {"amount": 2.0, "status": "planned"},
    ]
    assert [row.fact.amount for row in timeline(graph, entity="openai", disputed=False)] == [2.0]
    assert [row.fact.amount for row in timeline(graph, entity="openai", statuses="planned")] == [2.0]
