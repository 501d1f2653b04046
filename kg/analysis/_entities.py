"""From the name that a person types to the id of a node."""

import difflib

from kg.analysis._facts import FactGraph
from kg.model import NotFound, normalize_name


def entity_id(graph: FactGraph, name: str) -> str:
    """The id of the entity that has this id, name, Chinese name or one of its other `names`.

    Raises NotFound with the nearest names, or with all ids where several entities answer to the name.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("softbank", name="SoftBank", name_zh="软银")
    >>> entity_id(graph, "软银"), entity_id(graph, "SoftBank Group")
    ('softbank', 'softbank')
    """
    if name in graph:
        return name
    key = normalize_name(name)
    found = [
        node
        for node in sorted(graph)
        if key and key in {normalize_name(known) for known in _names(graph, node)}
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(f"{name!r} may be {', '.join(found)}: give one of these ids")
    known = sorted({known for node in graph for known in _names(graph, node)})
    near = difflib.get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "the graph has no name like it"
    raise NotFound(f"no entity {name!r} in this graph; {hint}")


def _names(graph: FactGraph, node: str) -> list[str]:
    attributes = graph.nodes[node]
    own = [attributes[key] for key in ("name", "name_zh") if attributes.get(key)]
    return [str(name) for name in (*own, *attributes.get("names", ()))]
