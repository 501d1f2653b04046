"""Records to properties of nodes and back. What a node holds is said here once, for all stores.

Lists that are empty and values that are None are left out. An article's `title` is its `headline` in
the graph, since `title` and `type` are names that kglite keeps for itself.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from kg.model import Article, Claim, Entity, EntityType, Fact, StoreError, ready, to_row

#: What a fact says of its ends and of its claims: in the graph these are arrows.
_ARROWS = frozenset(
    ("subject", "subject_id", "subject_type", "object", "object_id", "object_type", "relation", "claims")
)

Record = TypeVar("Record", Article, Claim, Entity, Fact)


def group_key(claim: Claim) -> str:
    """The group of a claim as one string, by which a store finds its claims."""
    subject, relation, object_ = claim.group
    return f"{subject} {relation} {object_ or ''}".rstrip()


def article_row(article: Article) -> dict[str, Any]:
    """Properties of an Article node."""
    row = to_row(article) | {"kind": str(article.kind)}
    if article.title is not None:
        row["headline"] = row.pop("title")
    return row


def claim_row(claim: Claim, *, attribution_id: str | None = None) -> dict[str, Any]:
    """Properties of a Claim node: every field, and what it is found by."""
    row = to_row(claim) | {"group": group_key(claim)}
    return row if attribution_id is None else row | {"attribution_id": attribution_id}


def entity_row(entity: Entity) -> dict[str, Any]:
    """Properties of an entity's node; its type is the label.

    `names` holds all spellings of all languages, `names_zh` those of one, `name_zh` the usual one.
    """
    row: dict[str, Any] = {"id": entity.id, "name": entity.name}
    for lang, names in sorted(entity.names.items()):
        if names:
            row[f"name_{lang}"] = names[0]
            row[f"names_{lang}"] = list(names)
    row["names"] = sorted(entity.spellings)
    for key in ("aliases", "tickers"):
        if getattr(entity, key):
            row[key] = list(getattr(entity, key))
    more = {key: getattr(entity, key) for key in ("kind", "country", "parent")}
    return row | {key: value for key, value in more.items() if value is not None}


def fact_row(fact: Fact) -> dict[str, Any]:
    """Properties of a typed edge."""
    row = {key: value for key, value in to_row(fact).items() if key not in _ARROWS}
    if fact.contested_by:
        row["contested_by"] = list(fact.contested_by)
    return row


def valuation_row(fact: Fact) -> dict[str, Any]:
    """Properties of the node at which an edge without an object ends: the value itself."""
    value = {"amount": fact.amount, "currency": fact.currency, "amount_bound": fact.amount_bound}
    row = {"id": f"v_{fact.id.removeprefix('f_')}", "fact": fact.id}
    return row | {key: value for key, value in msgspec.to_builtins(value).items() if value is not None}


def read_article(properties: Mapping[str, Any]) -> Article:
    """The article of a node."""
    return _convert({**properties, "title": properties.get("headline")}, Article)


def read_claim(properties: Mapping[str, Any]) -> Claim:
    """The claim of a node. Raises StoreError if the node holds no valid claim."""
    return _convert(properties, Claim)


def read_entity(properties: Mapping[str, Any], *, label: str) -> Entity:
    """The entity of a node; descriptors are not kept in the graph."""
    names = {
        key.removeprefix("names_"): value for key, value in properties.items() if key.startswith("names_")
    }
    return _convert({**properties, "names": names, "type": EntityType(label)}, Entity)


def read_fact(
    properties: Mapping[str, Any],
    *,
    relation: str,
    subject: Mapping[str, Any],
    object: Mapping[str, Any] | None,  # noqa: A002 - the field's name
    claims: list[str],
) -> Fact:
    """The fact of an edge, its ends as `{id, name, type}`, and the ids of its claims in any order."""
    leader = properties.get("leader")
    ordered = [leader, *sorted(claim for claim in claims if claim != leader)]
    ends = {"subject": subject["name"], "subject_id": subject["id"], "subject_type": subject["type"]}
    if object is not None:
        ends |= {"object": object["name"], "object_id": object["id"], "object_type": object["type"]}
    return _convert({**properties, **ends, "relation": relation, "claims": ordered}, Fact)


def _convert(row: Mapping[str, Any], kind: type[Record]) -> Record:
    try:
        return msgspec.convert({key: value for key, value in row.items() if value is not None}, ready(kind))
    except (msgspec.ValidationError, ValueError) as error:
        raise StoreError(
            f"the graph holds a {kind.__name__} that is not valid ({row.get('id')!r}): {error}; run `kg check`"
        ) from error
