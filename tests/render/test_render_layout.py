"""Positions: the same for the same graph, apart from each other, parts side by side."""

import itertools
import os
import random
import subprocess
import sys

import networkx as nx
import pytest

from kg.render import layout


def graph_rows(pairs, *, extra=()):
    ids = sorted({end for pair in pairs for end in pair} | set(extra))
    nodes = [{"id": name, "name": name, "entity_type": "Organization"} for name in ids]
    edges = [
        {"id": f"e{i}", "relation": "BUYS_FROM", "source": a, "target": b} for i, (a, b) in enumerate(pairs)
    ]
    return nodes, edges


def web(n, *, seed=1):
    graph = nx.barabasi_albert_graph(n, 2, seed=seed)
    return [(f"n{a:04d}", f"n{b:04d}") for a, b in graph.edges]


def test_the_order_of_rows_does_not_matter():
    nodes, edges = graph_rows(web(60), extra=("alone",))
    first = layout(nodes, edges)
    random.Random(4).shuffle(nodes)
    random.Random(5).shuffle(edges)
    assert layout(nodes, edges) == first


def test_two_runs_of_python_agree_on_a_large_graph():
    program = (
        "import networkx as nx, hashlib\n"
        "from kg.render import layout\n"
        "g = nx.barabasi_albert_graph(1001, 1, seed=2)\n"
        "nodes = [{'id': f'n{i}', 'name': 'N', 'entity_type': 'Product'} for i in g]\n"
        "edges = [{'id': f'e{i}', 'relation': 'COMPETES_WITH', 'source': f'n{a}', 'target': f'n{b}'}"
        " for i, (a, b) in enumerate(g.edges)]\n"
        "print(hashlib.sha256(repr(sorted(layout(nodes, edges).items())).encode()).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("pairs", "extra"),
    [
        (web(40), ()),
        ([("hub", f"leaf{i}") for i in range(30)], ()),
        ([("a", "b"), ("b", "c"), ("x", "y")], ("p", "q", "r")),
        (web(1001), ()),
    ],
    ids=["web", "star", "parts", "large"],
)
def test_no_two_entities_stand_on_one_spot(pairs, extra):
    places = layout(*graph_rows(pairs, extra=extra))
    closest = min(
        max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in itertools.combinations(places.values(), 2)
    )
    assert closest >= 25


def test_neighbours_are_nearer_than_strangers():
    chain = [(f"n{i}", f"n{i + 1}") for i in range(12)]
    places = layout(*graph_rows(chain))

    def apart(a, b):
        (x, y), (u, v) = places[a], places[b]
        return ((x - u) ** 2 + (y - v) ** 2) ** 0.5

    assert max(apart(f"n{i}", f"n{i + 1}") for i in range(12)) < apart("n0", "n12") / 3


def test_parts_do_not_overlap():
    first, second = [(f"a{i}", f"a{i + 1}") for i in range(6)], [(f"b{i}", f"b{i + 1}") for i in range(6)]
    places = layout(*graph_rows([*first, *second]))
    boxes = []
    for part in "ab":
        xs, ys = zip(*(spot for name, spot in places.items() if name[0] == part), strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    (l1, r1, t1, b1), (l2, r2, t2, b2) = boxes
    assert r1 < l2 or r2 < l1 or b1 < t2 or b2 < t1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_graphs(count):
    nodes, edges = graph_rows([], extra=[f"n{i}" for i in range(count)])
    places = layout(nodes, edges)
    assert len(set(places.values())) == len(places) == count


def test_a_seed_gives_another_picture():
    nodes, edges = graph_rows(web(20))
    assert layout(nodes, edges, seed=1) != layout(nodes, edges, seed=2)


def test_loops_parallel_edges_and_values_do_no_harm():
    nodes, _ = graph_rows([("a", "b")])
    edges = [
        {"id": "1", "relation": "BUYS_FROM", "source": "a", "target": "b"},
        {"id": "2", "relation": "BUYS_FROM", "source": "b", "target": "a"},
        {"id": "3", "relation": "BUYS_FROM", "source": "a", "target": "a"},
        {"id": "4", "relation": "VALUED_AT", "source": "a", "amount": 1.0},
    ]
    assert set(layout(nodes, edges)) == {"a", "b"}
