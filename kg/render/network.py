"""The drawing itself as a pyvis graph: what vis-network is told about each circle and line.

pyvis is the graph model and the source of the bundled vis-network; its own page writer is not used. A node's
vis id is its place in the selection, an edge's likewise: pyvis takes whole numbers, and the page stays small.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from kg.model import Status, relation
from kg.render.model import RenderEdge
from kg.render.palette import FAMILIES, FAMILY_LOOKS, NODE_LOOKS
from kg.render.selection import Selection

if TYPE_CHECKING:
    from pyvis.network import Network

#: The bundle that pyvis 0.3.2 ships. A test pins it: it runs in every page.
VIS_PATH = "templates/lib/vis-9.1.2/vis-network.min.js"
VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"

_DASHES = {Status.PLANNED: [9, 6], Status.CONDITIONAL: [3, 5], Status.CONSIDERED: [2, 6]}


def vis_script() -> str:
    """The text of vis-network 9.1.2, with line ends as a browser reads them (its hash goes into the CSP)."""
    text = resources.files("pyvis").joinpath(VIS_PATH).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def build(selection: Selection, positions: Mapping[str, tuple[float, float]]) -> "Network":
    """A pyvis network, directed (an undirected one drops parallel edges), with every position fixed in advance."""
    from pyvis.network import Network

    network = Network(directed=True)
    drawn = [edge for edge in selection.edges if not edge.is_literal]
    degree = Counter(end for edge in drawn for end in (edge.source, edge.target))
    for index, node in enumerate(selection.nodes):
        x, y = positions[node.id]
        look = NODE_LOOKS[node.entity_type]
        size = _size(degree[node.id])
        network.add_node(index, label=node.name, shape=look.shape, color=look.light, size=size, x=x, y=y)
    place = {node.id: index for index, node in enumerate(selection.nodes)}
    bends = _bends(drawn)
    for index, edge in enumerate(selection.edges):
        if edge.target is not None and not edge.is_literal:
            network.add_edge(place[edge.source], place[edge.target], id=index, **_line(edge, bends[edge.id]))
    return network


def _size(degree: int) -> float:
    """The radius: its area, not the radius, grows with the number of relationships."""
    radius: float = min(8 + 3.6 * degree**0.5, 34)
    return round(radius, 1)


def _line(edge: RenderEdge, bend: float) -> dict[str, Any]:
    line: dict[str, Any] = {
        "color": FAMILY_LOOKS[FAMILIES[edge.relation]].light,
        "width": round(min(1.4 + 0.6 * max(edge.n_publishers - 1, 0) ** 0.75, 4.5), 1),
        "dashes": _DASHES.get(edge.status, False),
        "smooth": False,
    }
    if bend:
        line["smooth"] = {
            "enabled": True,
            "type": "curvedCW" if bend > 0 else "curvedCCW",
            "roundness": round(abs(bend), 3),
        }
    if relation(edge.relation).symmetric:
        line["arrows"] = ""
    return line


def _bends(edges: list[RenderEdge]) -> dict[str, float]:
    """How far each line bows out, so that edges between the same two lie side by side.

    Positive is clockwise seen from the source, so an edge the other way round turns the sign.
    """
    beside: dict[tuple[str, str], list[RenderEdge]] = defaultdict(list)
    for edge in edges:
        beside[min(edge.source, edge.target or ""), max(edge.source, edge.target or "")].append(edge)
    bends = {}
    for (first, _), group in beside.items():
        step = min(0.2, 0.9 / len(group))
        for index, edge in enumerate(group):
            offset = (index - (len(group) - 1) / 2) * step
            bends[edge.id] = offset if edge.source == first else -offset
    return bends
