"""A NetworkX graph as GraphML, which holds only texts, numbers and truth values."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

_NOT_XML = re.compile("[^\\t\\n\\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: "nx.MultiDiGraph[str]", path: Path) -> Path:
    """Write the graph; lists and mappings become JSON texts. Nodes have a `label`, as Gephi shows them."""
    import networkx as nx

    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, attributes in graph.nodes(data=True):
        plain.add_node(_clean(node), label=_clean(attributes.get("name", node)), **_plain(attributes))
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        plain.add_edge(
            _clean(source), _clean(target), key=key, label=attributes["relation"], **_plain(attributes)
        )
    nx.write_graphml(plain, path, encoding="utf-8")
    return path


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(attributes[key]) for key in sorted(attributes) if attributes[key] is not None}


def _value(value: Any) -> Any:
    """A value that GraphML can hold.

    >>> _value(["微软", 1]), _value(27.0), _value("as it is")
    ('["微软", 1]', 27.0, 'as it is')
    """
    if isinstance(value, bool | int | float):
        return value
    return _clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))


def _clean(text: str) -> str:
    """`text` without what XML 1.0 cannot hold: control characters, U+FFFE and U+FFFF."""
    return _NOT_XML.sub("\ufffd", text)
