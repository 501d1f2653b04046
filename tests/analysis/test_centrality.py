"""Importance, brokers and communities, against plain counting on small graphs."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis import brokers, communities, importance

ties = st.lists(
    st.tuples(
        st.sampled_from("abcdefg"),
        st.sampled_from(["INVESTS_IN", "PARTNERS_WITH", "COMPETES_WITH", "SUES"]),
        st.sampled_from("abcdefg"),
        st.fixed_dictionaries({"n_publishers": st.integers(0, 4)}),
    ),
    max_size=16,
)
SYMMETRIC = ("PARTNERS_WITH", "COMPETES_WITH")


def weights(ties, *, directed):
    """How many publishers stand behind each (from, to); nobody named counts as one."""
    found = {}
    for subject, relation, object_, attributes in ties:
        if subject == object_:
            continue
        arcs = {(subject, object_)}
        if not directed or relation in SYMMETRIC:
            arcs.add((object_, subject))
        for arc in arcs:
            found[arc] = found.get(arc, 0) + max(attributes["n_publishers"], 1)
    return found


@settings(max_examples=60, deadline=None)
@given(ties=ties, directed=st.booleans(), damping=st.sampled_from([0.0, 0.5, 0.85]))
def test_pagerank_solves_its_equations(build, ties, directed, damping):
    rows = importance(build(ties), directed=directed, damping=damping)
    names = sorted({end for arc in weights(ties, directed=False) for end in arc})
    assert sorted(row.id for row in rows) == names
    if not names:
        return
    arcs = weights(ties, directed=directed)
    step = np.zeros((len(names), len(names)))
    for column, tail in enumerate(names):
        out = {head: weight for (start, head), weight in arcs.items() if start == tail}
        for line, head in enumerate(names):
            step[line, column] = out.get(head, 0) / sum(out.values()) if out else 1 / len(names)
    base = np.full(len(names), (1 - damping) / len(names))
    exact = np.linalg.solve(np.eye(len(names)) - damping * step, base)
    assert {row.id: row.pagerank for row in rows} == pytest.approx(
        dict(zip(names, exact, strict=True)), abs=1e-8
    )
    assert [row.pagerank for row in rows] == sorted((row.pagerank for row in rows), reverse=True)


@settings(max_examples=40, deadline=None)
@given(ties=ties)
def test_degrees(build, ties):
    arcs = weights(ties, directed=False)
    for row in importance(build(ties)):
        assert row.degree == len({head for tail, head in arcs if tail == row.id})
        assert row.weighted_degree == sum(weight for (tail, _), weight in arcs.items() if tail == row.id)
        assert row.n_facts == sum(row.id in tie[::2] and tie[0] != tie[2] for tie in ties)


def test_the_direction_of_a_symmetric_relation_says_nothing(build):
    facts = [("a", "PARTNERS_WITH", "b"), ("b", "COMPETES_WITH", "c"), ("a", "INVESTS_IN", "c")]
    turned = [fact if fact[1] == "INVESTS_IN" else fact[::-1] for fact in facts]
    for directed in (False, True):
        assert importance(build(facts), directed=directed) == importance(build(turned), directed=directed)


def plain(ties):
    graph = nx.Graph()
    graph.add_edges_from(weights(ties, directed=False))
    return graph


def betweenness(graph, entity):
    """Shares of shortest paths between two others that pass `entity`, over all pairs of others."""
    total, others = 0.0, sorted(set(graph) - {entity})
    for one, other in combinations(others, 2):
        if nx.has_path(graph, one, other):
            ways = list(nx.all_shortest_paths(graph, one, other))
            total += sum(entity in way for way in ways) / len(ways)
    pairs = len(others) * (len(others) - 1) / 2
    return total / pairs if pairs else 0.0


@settings(max_examples=60, deadline=None)
@given(ties=ties)
def test_brokers_by_counting(build, ties):
    graph = plain(ties)
    rows = brokers(build(ties))
    assert {row.id for row in rows} == set(graph)
    constraint = nx.constraint(graph) if graph else {}  # with scipy at hand it refuses an empty graph
    for row in rows:
        assert row.betweenness == pytest.approx(betweenness(graph, row.id), abs=1e-8)
        assert row.constraint == pytest.approx(constraint[row.id], abs=1e-8)
        part = graph.subgraph(nx.node_connected_component(graph, row.id) - {row.id})
        assert row.pieces == nx.number_connected_components(part)


def test_a_sample_of_all_is_exact(deals):
    assert brokers(deals, sample=10_000) == brokers(deals)
    assert brokers(deals, sample=3, seed=1) == brokers(deals, sample=3, seed=1)


@settings(max_examples=40, deadline=None)
@given(ties=ties)
def test_everybody_is_in_one_community(build, ties):
    graph = plain(ties)
    rows = communities(build(ties))
    members = [member for row in rows for member in row.members]
    assert sorted(members) == sorted(graph)
    arcs = weights(ties, directed=False)
    for row in rows:
        from_group = {arc: weight for arc, weight in arcs.items() if arc[0] in row.members}
        inner = sum(weight for arc, weight in from_group.items() if arc[1] in row.members)
        assert row.inside == pytest.approx(inner / sum(from_group.values()))
        assert row.size == len(row.members)


def test_two_circles_joined_by_one_tie_come_apart(build):
    ties = [(a, "PARTNERS_WITH", b) for group in ("abcde", "vwxyz") for a, b in combinations(group, 2)]
    hub = ("a", "INVESTS_IN", "b", {"n_publishers": 9})
    rows = communities(build([*ties, ("e", "COMPETES_WITH", "v"), hub]))
    assert [sorted(row.members) for row in rows] == [list("abcde"), list("vwxyz")]
    assert rows[0].name.startswith("a, b, ")


@pytest.mark.parametrize("analysis", [importance, brokers])
def test_relations_filter_also_drops_entities(deals, analysis):
    rows = analysis(deals, relations=["COMPETES_WITH"])
    assert sorted(row.id for row in rows) == ["amd", "moonshot", "nvidia", "openai"]
    assert {row.id: row.name for row in rows}["moonshot"] == "Moonshot AI"


def test_openai_is_in_the_middle(deals):
    assert brokers(deals)[0].id == "openai"
    assert importance(deals)[0].id == "openai"
