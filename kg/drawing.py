"""The graph of a store as what `kg.render` draws: entities, facts, and the sentences behind each fact."""

from collections.abc import Iterator
from typing import Any

from kg.export import edge_rows, node_rows, sentence_rows, sentences
from kg.model import EntityType, relations
from kg.render import RenderEdge, RenderNode
from kg.render.model import records
from kg.stores import Store


def draw(store: Store) -> tuple[list[RenderNode], list[RenderEdge]]:
    """All entities and facts, by id. The evidence of a fact: leader first, what contests it last."""
    nodes = ({**node, "entity_type": node["label"]} for node in node_rows(store, labels=EntityType))
    return records(nodes, kind=RenderNode), records(_edges(store), kind=RenderEdge)


def _edges(store: Store) -> Iterator[dict[str, Any]]:
    found = sentence_rows(store)
    for row in edge_rows(store, types=relations()):
        relation = row["type"]
        target = None if relations()[relation].is_literal else row["target"]
        evidence = sentences(row, found)["evidence"]
        yield {**row, "relation": relation, "target": target, "evidence": evidence}
