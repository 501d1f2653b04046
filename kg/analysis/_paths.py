"""How two entities are connected: chains of facts with their sentences."""

from collections.abc import Iterable
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import msgspec
import networkx as nx

from kg.analysis._entities import entity_id
from kg.analysis._facts import FactEdge, FactGraph, is_symmetric, name_of, read_facts, witnesses
from kg.analysis._projection import between, pairs, project
from kg.model import InvalidRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.analysis._projection import Projection


class PathHop(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a path: all facts between the two, best evidence first.

    `arrow` tells how the first fact runs: "->" from `start` to `end`, "<-" the other way, "--" where its
    relation has no direction.
    """

    start_id: str
    start: str
    arrow: str
    end_id: str
    end: str
    facts: tuple[FactEdge, ...]


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """A way from one entity to another, each entity at most once.

    `disputed` if a hop rests on disputed facts only; `n_publishers` of the hop that fewest tell of.
    """

    rank: int
    route: str
    length: int
    disputed: bool
    n_publishers: int
    entities: tuple[str, ...]
    names: tuple[str, ...]
    hops: tuple[PathHop, ...]


def paths(
    graph: FactGraph,
    *,
    source: str,
    target: str,
    k: int = 5,
    max_length: int = 4,
    relations: Iterable[str] | None = None,
    statuses: Iterable[str] | None = None,
    as_of: str | None = None,
    disputed: bool = True,
) -> list[Path]:
    """The `k` shortest paths of up to `max_length` hops; of equally long ones those with more publishers.

    Direction does not stop a path. Raises NotFound for an entity that the graph does not have; no path is
    an empty list.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("google", "anthropic", key="f1", relation="INVESTS_IN", status="current")
    >>> _ = graph.add_edge("anthropic", "amazon", key="f2", relation="BUYS_FROM", status="current")
    >>> [path.route for path in paths(graph, source="amazon", target="google")]
    ['amazon <-BUYS_FROM- anthropic <-INVESTS_IN- google']
    """
    start, end = entity_id(graph, source), entity_id(graph, target)
    if start == end or k < 1 or max_length < 1:
        raise InvalidRecord(
            f"paths from {source!r} to {target!r}, k {k}, max_length {max_length}: give two different entities "
            "and numbers from 1 up"
        )
    facts = read_facts(graph, relations=relations, statuses=statuses, as_of=as_of, disputed=disputed)
    ties = pairs(facts)
    chains = islice(_shortest(project(ties), start, end, max_length=max_length), k)
    return [_path(graph, chain, ties, rank=rank) for rank, chain in enumerate(chains, start=1)]


#: What a hop costs; also the finest step in which publishers make it cheaper.
_HOP = 1_000_000


def _shortest(ties: "Projection", start: str, end: str, *, max_length: int) -> "Iterator[list[str]]":
    if start not in ties or end not in ties:
        return
    # All extras of a path together cost less than one hop: fewer hops always win, then better told ones.
    # Whole numbers, because sums of fractions would depend on the direction of the search.
    for _, _, tie in ties.edges(data=True):
        tie["cost"] = _HOP * (max_length + 1) + _HOP // (1 + tie["weight"])
    try:
        for chain in nx.shortest_simple_paths(ties, start, end, weight="cost"):
            if len(chain) > max_length + 1:
                return
            yield chain
    except nx.NetworkXNoPath:
        return


def _path(
    graph: FactGraph, chain: list[str], ties: "Mapping[tuple[str, str], list[FactEdge]]", *, rank: int
) -> Path:
    hops = tuple(_hop(graph, one, other, ties[between(one, other)]) for one, other in pairwise(chain))
    return Path(
        rank=rank,
        route=_route(hops),
        length=len(hops),
        disputed=any(hop.facts[0].disputed for hop in hops),
        n_publishers=min(witnesses(hop.facts[0]) for hop in hops),
        entities=tuple(chain),
        names=tuple(name_of(graph, entity) for entity in chain),
        hops=hops,
    )


def _hop(graph: FactGraph, start: str, end: str, facts: list[FactEdge]) -> PathHop:
    forward = "->" if facts[0].subject_id == start else "<-"
    return PathHop(
        start_id=start,
        start=name_of(graph, start),
        arrow="--" if is_symmetric(facts[0]) else forward,
        end_id=end,
        end=name_of(graph, end),
        facts=tuple(facts),
    )


def _route(hops: tuple[PathHop, ...]) -> str:
    """The path in one line: A -BUYS_FROM-> B <-INVESTS_IN- C."""
    words = [hops[0].start]
    for hop in hops:
        left, right = {"->": ("-", "->"), "<-": ("<-", "-"), "--": ("-", "-")}[hop.arrow]
        words.append(f"{left}{hop.facts[0].relation}{right} {hop.end}")
    return " ".join(words)
