"""Who matters: PageRank and the weight of ties."""

from collections.abc import Iterable

import msgspec

from kg.analysis._facts import FactEdge, FactGraph, is_symmetric, name_of, read_facts, type_of, witnesses
from kg.analysis._projection import pairs, project


class Importance(msgspec.Struct, frozen=True, kw_only=True):
    """How central one entity is.

    `pagerank` sums to 1 over all rows. `degree` counts the entities tied to it, `n_facts` the facts of these
    ties, `weighted_degree` the publishers behind each of these facts, summed.
    """

    rank: int
    id: str
    name: str
    entity_type: str | None
    pagerank: float
    degree: int
    weighted_degree: int
    n_facts: int


def importance(
    graph: FactGraph,
    *,
    relations: Iterable[str] | None = None,
    statuses: Iterable[str] | None = None,
    as_of: str | None = None,
    disputed: bool = True,
    directed: bool = False,
    damping: float = 0.85,
) -> list[Importance]:
    """Entities by PageRank over ties weighted by publishers; those without a fact are left out.

    With `directed` importance runs from subject to object only (both ways along symmetric relations): who
    is invested in, bought from, sued. Without it, being at either end counts the same.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for n, lab in enumerate(["openai", "mistral", "cohere"]):
    ...     _ = graph.add_edge(lab, "azure", key=f"f{n}", relation="USES", status="current")
    >>> [(row.id, row.degree) for row in importance(graph)]
    [('azure', 3), ('cohere', 1), ('mistral', 1), ('openai', 1)]
    """
    facts = read_facts(graph, relations=relations, statuses=statuses, as_of=as_of, disputed=disputed)
    projection = project(pairs(facts))
    scores = _pagerank(list(projection), _arcs(facts, directed=directed), damping=damping)
    # Rounded before sorting: equals in all but the last bits rank by id, on every machine.
    order = sorted(projection, key=lambda entity: (-round(scores[entity], 9), entity))
    return [
        Importance(
            rank=rank,
            id=entity,
            name=name_of(graph, entity),
            entity_type=type_of(graph, entity),
            pagerank=round(scores[entity], 9),
            degree=len(projection[entity]),
            n_facts=sum(tie["n_facts"] for tie in projection[entity].values()),
            weighted_degree=sum(tie["weight"] for tie in projection[entity].values()),
        )
        for rank, entity in enumerate(order, start=1)
    ]


def _arcs(facts: Iterable[FactEdge], *, directed: bool) -> list[tuple[str, str, int]]:
    arcs = []
    for fact in facts:
        if fact.object_id is None or fact.object_id == fact.subject_id:
            continue
        arcs.append((fact.subject_id, fact.object_id, witnesses(fact)))
        if not directed or is_symmetric(fact):
            arcs.append((fact.object_id, fact.subject_id, witnesses(fact)))
    return arcs


def _pagerank(
    entities: list[str], arcs: list[tuple[str, str, int]], *, damping: float, tolerance: float = 1e-12
) -> dict[str, float]:
    """Power iteration. networkx has it too, but only with SciPy, which nothing else here needs."""
    import numpy as np

    if not entities:
        return {}
    size = len(entities)
    index = {entity: n for n, entity in enumerate(entities)}
    tails = np.array([index[tail] for tail, _, _ in arcs], dtype=np.intp)
    heads = np.array([index[head] for _, head, _ in arcs], dtype=np.intp)
    weights = np.array([weight for _, _, weight in arcs], dtype=np.float64)
    out = np.bincount(tails, weights=weights, minlength=size)
    shares = weights / out[tails]
    dangling = out == 0
    scores = np.full(size, 1 / size)
    # The error shrinks by `damping` at each step: 1000 steps are far more than 0.85 needs.
    for _ in range(1000):
        flow = np.bincount(heads, weights=scores[tails] * shares, minlength=size)
        fresh = damping * (flow + scores[dangling].sum() / size) + (1 - damping) / size
        moved = np.abs(fresh - scores).sum()
        scores = fresh
        if moved < tolerance:
            break
    return {entity: float(scores[n]) for entity, n in index.items()}
