"""The graph without directions and parallels: who is tied to whom, and how strongly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import networkx as nx

from kg.analysis._facts import FactEdge, ranked, witnesses

if TYPE_CHECKING:
    Projection = nx.Graph[str]


def pairs(facts: Iterable[FactEdge]) -> Mapping[tuple[str, str], list[FactEdge]]:
    """The facts between two entities, best evidence first, by their ids in order. Self-ties are left out."""
    by_pair: dict[tuple[str, str], list[FactEdge]] = defaultdict(list)
    for fact in facts:
        if fact.object_id is not None and fact.object_id != fact.subject_id:
            by_pair[between(fact.subject_id, fact.object_id)].append(fact)
    return {pair: ranked(by_pair[pair]) for pair in sorted(by_pair)}


def between(one: str, other: str) -> tuple[str, str]:
    """The key of a pair in `pairs`."""
    return (one, other) if one < other else (other, one)


def project(ties: Mapping[tuple[str, str], list[FactEdge]]) -> "Projection":
    """The entities of `pairs`, tied once; `weight` counts the publishers behind all facts of a tie.

    Nodes and ties come in the order of ids, so that nothing depends on how the graph was built.
    """
    projection: Projection = nx.Graph()
    projection.add_nodes_from(sorted({entity for pair in ties for entity in pair}))
    for (one, other), tied in ties.items():
        projection.add_edge(one, other, weight=sum(witnesses(fact) for fact in tied), n_facts=len(tied))
    return projection
