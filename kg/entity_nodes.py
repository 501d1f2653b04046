"""Which entities the claims of a batch speak of, and what their nodes hold."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.model import AttributionKind, Claim, Entity, EntityType, InvalidClaim, normalize_name, unlisted_id
from kg.stores import Store
from kg.stores.records import entity_row


def speakers_of(claims: Iterable[Claim], *, entities: Mapping[str, Entity]) -> dict[str, str]:
    """By claim, the entity that is said to say it, where its name leaves no doubt."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for entity in entities.values():
        for name in (entity.id, *entity.spellings):
            by_name[normalize_name(name)].add(entity.id)
    speakers = {}
    for claim in claims:
        if claim.attribution is None or claim.attribution_kind is AttributionKind.UNNAMED:
            continue
        key = normalize_name(claim.attribution)
        ends = {claim.subject: claim.subject_id, claim.subject_text: claim.subject_id}
        if claim.object and claim.object_text and claim.object_id:
            ends |= {claim.object: claim.object_id, claim.object_text: claim.object_id}
        own = {id_ for name, id_ in ends.items() if normalize_name(name) == key}
        found = own or by_name.get(key, set())
        found = found - {entities[id_].namesake for id_ in found if id_ in entities}  # the firm speaks
        if len(found) == 1:
            speakers[claim.id] = next(iter(found))
    return speakers


def entity_nodes(
    store: Store,
    *,
    before: set[tuple[str, EntityType]],
    new: Sequence[Claim],
    speakers: set[str],
    gone: Sequence[str],
    entities: Mapping[str, Entity],
) -> dict[EntityType, list[dict[str, Any]]]:
    """The nodes to write: curated entities as listed, others as the claims name them."""
    mentions = [mention for claim in new for mention in _mentions(claim)]
    unlisted = sorted(
        {id_ for id_, *_ in mentions if id_ not in entities}
        | {id_ for id_, _ in before if id_ not in entities}
    )
    for end in ("subject", "object") if unlisted else ():
        mentions += (
            (row["id"], EntityType(row["type"]), row["name"], row["text"], row["lang"], row["quote"])
            for row in store.query(
                f"UNWIND $ids AS id MATCH (c:Claim {{{end}_id: id}}) WHERE NOT c.article IN $gone "
                f"RETURN c.{end}_id AS id, c.{end}_type AS type, c.{end} AS name, c.{end}_text AS text, c.lang AS lang, c.quote AS quote",
                ids=unlisted,
                gone=list(gone),
            )
        )  # fmt: skip
    described: dict[str, Entity] = {id_: entities[id_] for id_ in speakers if id_ in entities}
    by_id: dict[str, list[tuple[EntityType, str, str, str, str]]] = defaultdict(list)
    for id_, *mention in mentions:
        by_id[id_].append(tuple(mention))  # type: ignore[arg-type]
    for id_, named in by_id.items():
        described[id_] = entities.get(id_) or _describe(id_, named)
        if wrong := {type_ for type_, *_ in named} - {described[id_].type}:
            raise InvalidClaim(
                f"entity {id_!r} is called {min(wrong)} by one claim and is {described[id_].type}: an id has one type"
            )
    rows: dict[EntityType, list[dict[str, Any]]] = defaultdict(list)
    for id_ in sorted(described):
        rows[described[id_].type].append(entity_row(described[id_]))
    return rows


def _mentions(claim: Claim) -> Iterator[tuple[str, EntityType, str, str, str, str]]:
    yield claim.subject_id, claim.subject_type, claim.subject, claim.subject_text, claim.lang, claim.quote
    if claim.object_id and claim.object_type and claim.object and claim.object_text:
        yield claim.object_id, claim.object_type, claim.object, claim.object_text, claim.lang, claim.quote


def _is_told(text: str, name: str, quote: str) -> bool:
    """True where a quote tells the name behind the words: 凯尔·沃格特（Kyle Vogt）."""
    return re.search(rf"{re.escape(text)}[”」》]? ?[（(]\s*{re.escape(name)}\s*[）)]", quote) is not None


def _describe(id_: str, named: Sequence[tuple[EntityType, str, str, str, str]]) -> Entity:
    """An entity that nobody listed, out of what claims call it: the same for the same claims in any order.

    Words such as "the company" are no name of it: a name is what the id was made from, or what a sentence tells it by in brackets:
    凯尔·沃格特（Kyle Vogt）.
    """
    counts: dict[str, int] = defaultdict(int)
    names: dict[str, set[str]] = defaultdict(set)
    type_ = min(type_ for type_, *_ in named)
    for _, name, text, lang, quote in named:
        counts[name] += 1
        if unlisted_id(type_, text) == id_ or _is_told(text, name, quote):
            names[lang].add(text)
    usual = min(counts, key=lambda name: (-counts[name], len(name), name))
    return Entity(
        id=id_,
        name=usual,
        type=type_,
        names={
            lang: tuple(sorted(some, key=lambda n: (n != usual, n)))
            for lang, some in sorted(names.items())
            if some
        },
        aliases=tuple(sorted(set(counts) - {usual})),
    )
