"""The whole graph as plain rows, as a NetworkX graph, and as one number to compare it by."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg.model import EntityType, relations
from kg.stores import Rows, Store

if TYPE_CHECKING:
    import networkx as nx

_LABELS = (*EntityType, "Article", "Claim", "Valuation")
_ARROWS = ("SUBJECT", "OBJECT", "STATED_IN", "SAID_BY")
_TYPED = "|".join(relations())
#: What an edge tells about its sentences, as kg.render and kg.analysis read it.
_EVIDENCE = (
    "quote", "lang", "status", "polarity", "publisher", "published", "attribution", "confidence", "article", "id",
)  # fmt: skip


def node_rows(store: Store, *, labels: Iterable[str] = _LABELS) -> Iterator[dict[str, Any]]:
    """All nodes as `{label, id, ...}`, by label and id."""
    for label in labels:
        yield from (
            {"label": label, **_sorted(row["node"])}
            for row in store.query(f"MATCH (n:{label}) RETURN properties(n) AS node ORDER BY n.id")
        )


def edge_rows(store: Store, *, types: Iterable[str] = (*relations(), *_ARROWS)) -> Iterator[dict[str, Any]]:
    """All edges as `{type, source, target, ...}`, by type, ends and id."""
    for type_ in types:
        rows = store.query(
            f"MATCH (s)-[r:{type_}]->(o) RETURN s.id AS source, o.id AS target, properties(r) AS edge"
        )
        rows.sort(key=lambda row: (row["source"], row["target"], row["edge"].get("id", "")))
        yield from (
            {"type": type_, "source": row["source"], "target": row["target"], **_sorted(row["edge"])}
            for row in rows
        )


def counts(store: Store) -> dict[str, int]:
    """How many articles, claims, entities and facts there are."""
    patterns = {
        "articles": "(n:Article)", "claims": "(n:Claim)", "entities": f"(n:{'|'.join(EntityType)})",
        "facts": f"()-[n:{_TYPED}]->()",
    }  # fmt: skip
    return {
        what: store.query(f"MATCH {pattern} RETURN count(n) AS n")[0]["n"]
        for what, pattern in patterns.items()
    }


def digest(store: Store) -> str:
    """The sha256 of all rows: equal for equal graphs, in whatever store and order they were loaded."""
    whole = hashlib.sha256()
    for rows in (node_rows(store), edge_rows(store)):
        for row in rows:
            whole.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return whole.hexdigest()


def to_networkx(store: Store) -> "nx.MultiDiGraph[str]":
    """Entities and facts as a NetworkX graph, by the contract of `kg.analysis`.

    A node is an entity: `name`, `entity_type`, `names`, `name_zh`, ..., and its `valuations`. An edge is a
    fact under its id: all its fields, the leading claim's `quote`, `quote_lang`, `url`, `publisher`, and
    as `evidence` every sentence behind it. What is None is absent.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in node_rows(store, labels=EntityType):
        graph.add_node(node.pop("id"), entity_type=node.pop("label"), **node)
    evidence = sentence_rows(store)
    for edge in edge_rows(store, types=relations()):
        source, target, type_ = edge.pop("source"), edge.pop("target"), edge.pop("type")
        attributes = {"relation": type_, **edge, **sentences(edge, evidence)}
        if relations()[type_].is_literal:
            graph.nodes[source].setdefault("valuations", []).append({"source": source, **attributes})
        else:
            graph.add_edge(source, target, key=edge["id"], **attributes)
    return graph


def sentence_rows(store: Store) -> Mapping[str, list[dict[str, Any]]]:
    """By fact, and by claim, the sentences behind it with their articles."""
    wanted = ", ".join(f"c.{key} AS {key}" for key in _EVIDENCE)
    rows = store.query(
        f"MATCH (c:Claim)-[:STATED_IN]->(a:Article) "
        f"RETURN c.fact AS fact, a.headline AS headline, a.url AS url, {wanted} ORDER BY c.id"
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        known = {key: value for key, value in row.items() if value is not None}
        fact = known.pop("fact", None)
        found[row["id"]].append(known)
        if fact is not None:
            found[fact].append(known)
    return found


def sentences(edge: Mapping[str, Any], evidence: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The `evidence` of a fact out of `sentence_rows`: its leader first, what contests it last."""
    against = set(edge.get("contested_by", ()))
    supporting = [row for row in evidence.get(edge["id"], ()) if row["id"] not in against]
    supporting.sort(key=lambda row: row["id"] != edge["leader"])
    contesting = [row for claim in sorted(against) for row in evidence.get(claim, ())]
    sentences = [{**row, "supports": True} for row in supporting] + [
        {**row, "supports": False} for row in contesting
    ]
    if not supporting:
        return {"evidence": sentences}
    leader = supporting[0]
    first = {"quote": leader["quote"], "quote_lang": leader["lang"]}
    first |= {key: leader[key] for key in ("url", "publisher") if key in leader}
    return {**first, "evidence": sentences}


def _sorted(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: properties[key] for key in sorted(properties)}


def fact_rows(store: Store, *, where: str = "true", **params: Any) -> Rows:
    """Typed edges with both ends; `where` is a condition on `s`, `r` and `o`, its values parameters."""
    return store.query(
        f"MATCH (s)-[r:{_TYPED}]->(o) WHERE {where} "
        "RETURN type(r) AS relation, properties(r) AS fact, s.id AS subject_id, s.name AS subject, "
        "labels(s)[0] AS subject_type, o.id AS object_id, o.name AS object, labels(o)[0] AS object_type "
        "ORDER BY s.id, relation, o.id, r.since, r.id",
        **params,
    )
