"""Who is near one entity."""

from collections.abc import Iterable

import msgspec
import networkx as nx

from kg.analysis._entities import entity_id
from kg.analysis._facts import FactEdge, FactGraph, by_evidence, name_of, read_facts, type_of
from kg.analysis._projection import between, pairs, project
from kg.model import InvalidRecord


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """An entity `distance` hops away; `facts` tie it to entities one hop nearer, best evidence first.

    `relations` are those of these facts, by name.
    """

    distance: int
    id: str
    name: str
    entity_type: str | None
    relations: tuple[str, ...]
    facts: tuple[FactEdge, ...]


def neighbourhood(
    graph: FactGraph,
    *,
    entity: str,
    depth: int = 1,
    relations: Iterable[str] | None = None,
    statuses: Iterable[str] | None = None,
    as_of: str | None = None,
    disputed: bool = True,
) -> list[Neighbour]:
    """Entities up to `depth` hops away, nearest first, then by number of facts, then by id.

    Raises NotFound for an entity that the graph does not have.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("tencent", "zhipu", key="f1", relation="INVESTS_IN", status="current")
    >>> _ = graph.add_edge("zhipu", "glm", key="f2", relation="DEVELOPS", status="current")
    >>> [(row.distance, row.id, row.relations) for row in neighbourhood(graph, entity="tencent", depth=2)]
    [(1, 'zhipu', ('INVESTS_IN',)), (2, 'glm', ('DEVELOPS',))]
    """
    if depth < 1:
        raise InvalidRecord(f"a neighbourhood of depth {depth}: give a number from 1 up")
    centre = entity_id(graph, entity)
    facts = read_facts(graph, relations=relations, statuses=statuses, as_of=as_of, disputed=disputed)
    ties = pairs(facts)
    projection = project(ties)
    if centre not in projection:
        return []
    distances = nx.single_source_shortest_path_length(projection, centre, cutoff=depth)
    rows = []
    for node, distance in distances.items():
        nearer = [other for other in projection[node] if distances.get(other) == distance - 1]
        tied = sorted((fact for other in nearer for fact in ties[between(node, other)]), key=by_evidence)
        rows.append(
            Neighbour(
                distance=distance,
                id=node,
                name=name_of(graph, node),
                entity_type=type_of(graph, node),
                relations=tuple(sorted({fact.relation for fact in tied})),
                facts=tuple(tied),
            )
        )
    return sorted(
        (row for row in rows if row.distance), key=lambda row: (row.distance, -len(row.facts), row.id)
    )
