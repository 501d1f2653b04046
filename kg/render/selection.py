"""Which part of a large graph one page shows: the best connected entities and what lies between them."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from kg.model import InvalidRecord
from kg.render.model import RenderEdge, RenderNode

#: Above these a filter takes longer than a quarter of a second in the browser.
MAX_NODES = 2_000
MAX_EDGES = 8_000
#: No page is drawn beyond this: it would take many seconds to react.
HARD_STOP = 10_000


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What is drawn, in order of id, and out of how much."""

    nodes: tuple[RenderNode, ...]
    edges: tuple[RenderEdge, ...]
    total_nodes: int
    total_edges: int

    @property
    def is_partial(self) -> bool:
        """True if something was left out."""
        return len(self.nodes) < self.total_nodes or len(self.edges) < self.total_edges


def select(
    nodes: Sequence[RenderNode],
    edges: Sequence[RenderEdge],
    *,
    max_nodes: int = MAX_NODES,
    max_edges: int = MAX_EDGES,
) -> Selection:
    """The best connected `max_nodes` entities, and the best attested `max_edges` edges among them.

    Ties go by id, so the choice does not depend on the order of the rows. An entity that loses all its
    edges is left out as well. Raises InvalidRecord for an edge to an unknown entity, and for limits
    above 10,000 entities.
    """
    if not 0 < max_nodes <= HARD_STOP:
        raise InvalidRecord(f"max_nodes is {max_nodes}; a page can draw 1 to {HARD_STOP:,} entities")
    known = {node.id for node in nodes}
    degree: Counter[str] = Counter()
    for edge in edges:
        ends = (edge.source,) if edge.is_literal else (edge.source, edge.target)
        for end in ends:
            if end not in known:
                raise InvalidRecord(f"edge {edge.id!r} points at {end!r}, which is not among the nodes")
        if not edge.is_literal:
            degree.update(end for end in ends if end)
    kept = {node.id for node in sorted(nodes, key=lambda n: (-degree[n.id], n.id))[:max_nodes]}
    inside = [e for e in edges if e.source in kept and (e.is_literal or e.target in kept)]
    inside = sorted(inside, key=_attested)[:max_edges]
    linked = {end for e in inside for end in (e.source, e.target)}
    return Selection(
        nodes=tuple(n for n in nodes if n.id in kept and (n.id in linked or not degree[n.id])),
        edges=tuple(sorted(inside, key=lambda e: e.id)),
        total_nodes=len(nodes),
        total_edges=len(edges),
    )


def _attested(edge: RenderEdge) -> tuple[int, int, float, str]:
    return (-edge.n_publishers, -edge.n_claims, -edge.confidence, edge.id)
