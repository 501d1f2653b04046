"""Where each entity stands: computed here, so that a page opens at once and looks the same every time.

Up to a thousand entities of one connected part are laid out by stress: distances on the page follow
distances in the graph. A larger part is cut into communities, each laid out so, and the parts are then
packed around the largest. Positions are pixels at a zoom of 1.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.render.model import RenderEdge, RenderNode, records

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

#: Pixels between two entities that one edge joins.
SPACING = 130.0
_STRESS_LIMIT = 1_000
_CLEAR_LIMIT = 30_000
_WIDTH_TO_HEIGHT = 1.35


def layout(
    nodes: Iterable[RenderNode | Mapping[str, Any]],
    edges: Iterable[RenderEdge | Mapping[str, Any]],
    *,
    seed: int = 7,
) -> dict[str, tuple[float, float]]:
    """Positions (x, y) by entity id, in whole pixels around (0, 0), y downwards; the same for any order of rows."""
    ids = [node.id for node in records(nodes, kind=RenderNode)]
    graph = _graph(ids, records(edges, kind=RenderEdge))
    if not ids:
        return {}
    import networkx as nx
    import numpy as np

    parts = [sorted(part) for part in nx.connected_components(graph) if len(part) > 1]
    parts.sort(key=lambda part: (-len(part), part[0]))
    blocks = [(part, _place(graph.subgraph(part).copy(), part, seed)) for part in parts]
    alone = [node for node in graph if graph.degree(node) == 0]
    if alone:
        blocks.append((alone, _rows(len(alone))))
    points = np.zeros((len(ids), 2))
    for (part, own), corner in zip(blocks, _pack([own for _, own in blocks]), strict=True):
        points[part] = own + corner
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return {name: (float(round(x)), float(round(y))) for name, (x, y) in zip(ids, points, strict=True)}


def _graph(ids: list[str], edges: list[RenderEdge]) -> "nx.Graph[int]":
    # Whole numbers instead of ids: sets of strings come in another order in each run of Python.
    import networkx as nx

    place = {name: index for index, name in enumerate(ids)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(ids)))
    pairs = {
        (min(place[e.source], place[e.target]), max(place[e.source], place[e.target]))
        for e in edges
        if e.target is not None and not e.is_literal and e.source in place and e.target in place
    }
    graph.add_edges_from(sorted(pair for pair in pairs if pair[0] != pair[1]))
    return graph


def _place(graph: "nx.Graph[int]", part: list[int], seed: int) -> "Points":
    """Points of one connected part, in the order of `part`."""
    if len(part) <= _STRESS_LIMIT:
        return _spread(_stress(graph, part, seed), _lines(graph, part))
    import networkx as nx
    import numpy as np

    # Built anew in order: Louvain's result depends on the order of nodes, and a part's is that of a set.
    ordered: nx.Graph[int] = nx.Graph()
    ordered.add_nodes_from(part)
    ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in graph.edges))
    communities = [sorted(c) for c in nx.community.louvain_communities(ordered, seed=seed)]
    communities = [piece for c in communities for piece in _pieces(c)]
    communities.sort(key=lambda c: (-len(c), c[0]))
    member = {node: index for index, c in enumerate(communities) for node in c}
    quotient: nx.Graph[int] = nx.Graph()
    quotient.add_nodes_from(range(len(communities)))
    quotient.add_edges_from((member[a], member[b]) for a, b in ordered.edges if member[a] != member[b])
    blocks = [
        _spread(_stress(piece, c, seed), _lines(piece, c))
        for piece, c in ((ordered.subgraph(c).copy(), c) for c in communities)
    ]
    radius = np.array([np.hypot(*(b.max(axis=0) - b.min(axis=0))) / 2 + SPACING for b in blocks])
    centres = _stress(quotient, list(range(len(communities))), seed) * (radius.mean() * 2 / SPACING)
    centres = _separate(centres, radius)
    row = {node: index for index, node in enumerate(part)}
    points = np.zeros((len(part), 2))
    for c, block, centre in zip(communities, blocks, centres, strict=True):
        points[[row[node] for node in c]] = block - block.mean(axis=0) + centre
    return points


def _pieces(community: list[int]) -> list[list[int]]:
    return [community[i : i + _STRESS_LIMIT] for i in range(0, len(community), _STRESS_LIMIT)]


def _stress(graph: "nx.Graph[int]", part: list[int], seed: int) -> "Points":
    """Stress majorization: each pair is drawn towards its distance in the graph, near pairs most."""
    import numpy as np

    n = len(part)
    hops = _hops(graph, part)
    degree = np.array([graph.degree(node) for node in part], dtype=float)
    # Busy entities get more room: their neighbours would otherwise crowd one circle.
    room = 1 + 0.3 * np.log1p(np.minimum(degree[:, None], degree[None, :]))
    target = SPACING * hops * room
    np.fill_diagonal(target, 1.0)
    weight = 1 / target**2
    np.fill_diagonal(weight, 0.0)
    points = _start(n, seed) * SPACING * np.sqrt(n)
    total = np.maximum(weight.sum(axis=1)[:, None], 1e-12)
    pull = weight * target
    for _ in range(300 if n <= 300 else 60):
        square = (points**2).sum(axis=1)
        distance = np.sqrt(np.maximum(square[:, None] + square[None, :] - 2 * points @ points.T, 1e-6))
        ratio = pull / distance
        np.fill_diagonal(ratio, 0.0)
        moved = (weight @ points + ratio.sum(axis=1)[:, None] * points - ratio @ points) / total
        step = float(np.abs(moved - points).max())
        points = moved
        if step < 0.5:
            break
    return _turn(points)


def _hops(graph: "nx.Graph[int]", part: list[int]) -> "NDArray[np.float64]":
    """How many edges lie between each two; one more than the most, where nothing joins them here."""
    import numpy as np

    n = len(part)
    row = {node: index for index, node in enumerate(part)}
    joined = np.zeros((n, n), dtype=np.float32)
    for a, b in graph.edges:
        joined[row[a], row[b]] = joined[row[b], row[a]] = 1
    hops = np.zeros((n, n))
    reached = np.eye(n, dtype=bool)
    frontier = reached
    length = 0
    while frontier.any():
        length += 1
        frontier = (frontier.astype(np.float32) @ joined > 0) & ~reached
        hops[frontier] = length
        reached |= frontier
    hops[~reached] = length
    return hops


def _start(n: int, seed: int) -> "Points":
    import numpy as np

    return np.random.default_rng(seed).uniform(-0.5, 0.5, (n, 2))


def _turn(points: "Points") -> "Points":
    """Turned so that the longest extent lies across the screen, the wide way."""
    import numpy as np

    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned: Points = centred @ axes[:, ::-1]
    # The sign of an eigenvector is a matter of luck: fix it by the first point.
    return turned * np.where(turned[:1] < 0, -1.0, 1.0)


def _lines(graph: "nx.Graph[int]", part: list[int]) -> "NDArray[np.int64]":
    """The edges as pairs of rows, sorted; none where there are too many to keep clear of."""
    import numpy as np

    row = {node: index for index, node in enumerate(part)}
    pairs = sorted((min(row[a], row[b]), max(row[a], row[b])) for a, b in graph.edges)
    if len(pairs) * len(part) > _CLEAR_LIMIT:
        pairs = []
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _spread(points: "Points", lines: "NDArray[np.int64]") -> "Points":
    """Points pushed off the lines of others, and apart until each has room for its circle and its name."""
    points = points.copy()
    turns = 160 if len(points) <= 150 else 60
    for turn in range(turns):
        moved = turn < turns * 0.7 and len(lines) > 0 and _off_lines(points, lines)
        if not (_apart(points) or moved):
            break
    return points


def _apart(points: "Points") -> bool:
    import numpy as np

    width, height = SPACING * 0.95, SPACING * 0.58
    gap = points[:, None, :] - points[None, :, :]
    across, down = width - np.abs(gap[..., 0]), height - np.abs(gap[..., 1])
    hit = (across > 0) & (down > 0)
    np.fill_diagonal(hit, False)
    if not hit.any():
        return False
    sideways = across / width < down / height
    index = np.arange(len(points))
    order = np.sign(np.subtract.outer(index, index))[..., None]
    side = np.where(gap == 0, order, np.sign(gap))
    points[:, 0] += np.where(hit & sideways, across * side[..., 0], 0).sum(axis=1) * 0.25
    points[:, 1] += np.where(hit & ~sideways, down * side[..., 1], 0).sum(axis=1) * 0.25
    return True


def _off_lines(points: "Points", lines: "NDArray[np.int64]") -> bool:
    """One step away from lines that pass under a point which is not their end."""
    import numpy as np

    clear = SPACING * 0.3
    start, end = points[lines[:, 0]], points[lines[:, 1]]
    along = end - start
    length = np.maximum((along**2).sum(axis=1), 1.0)
    part = ((points[:, None, :] - start) * along).sum(axis=2) / length
    away = points[:, None, :] - (start + part[..., None] * along)
    distance = np.hypot(away[..., 0], away[..., 1])
    near = (part > 0.02) & (part < 0.98) & (distance < clear)
    index = np.arange(len(points))[:, None]
    near &= (index != lines[:, 0]) & (index != lines[:, 1])
    if not near.any():
        return False
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.sqrt(length)[:, None]
    side = np.where(distance[..., None] > 1e-9, away / np.maximum(distance, 1e-9)[..., None], normal)
    push = np.where(near, clear - distance, 0.0)[..., None] * side
    points += push.sum(axis=1) * 0.3
    np.subtract.at(points, lines[:, 0], push.sum(axis=0) * 0.08)
    np.subtract.at(points, lines[:, 1], push.sum(axis=0) * 0.08)
    return True


def _separate(centres: "Points", radius: "NDArray[np.float64]") -> "Points":
    """Circles pushed apart until none overlap."""
    import numpy as np

    centres = centres.copy()
    need = radius[:, None] + radius[None, :]
    order = np.sign(np.subtract.outer(np.arange(len(centres)), np.arange(len(centres)))).astype(float)
    for _ in range(300):
        gap = centres[:, None, :] - centres[None, :, :]
        gap[..., 0] += np.where((gap == 0).all(axis=2), order, 0.0)
        distance = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(need - distance, 0)
        if not overlap.any():
            break
        centres += (gap / distance[..., None] * overlap[..., None]).sum(axis=1) * 0.3
    return centres


def _rows(count: int) -> "Points":
    """Entities without an edge, in rows."""
    import numpy as np

    columns = max(1, round((count * _WIDTH_TO_HEIGHT) ** 0.5))
    index = np.arange(count)
    return np.stack([index % columns * SPACING, index // columns * SPACING * 0.6], axis=1).astype(float)


def _pack(blocks: list["Points"]) -> list["Points"]:
    """The shift of each block: shelves from the largest block down, about as wide as a screen is."""
    import numpy as np

    sizes = [b.max(axis=0) - b.min(axis=0) + SPACING for b in blocks]
    area = float(sum(w * h for w, h in sizes))
    limit = max((area * _WIDTH_TO_HEIGHT) ** 0.5, *(float(w) for w, _ in sizes))
    corners, x, y, shelf = [], 0.0, 0.0, 0.0
    for block, (w, h) in zip(blocks, sizes, strict=True):
        if x > 0 and x + w > limit:
            x, y, shelf = 0.0, y + shelf, 0.0
        corners.append(np.array([x, y]) - block.min(axis=0))
        x, shelf = x + float(w), max(shelf, float(h))
    return corners
