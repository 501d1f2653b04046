"""Articles and their claims into a store, and the facts that follow from them.

A batch of articles is one transaction. It replaces all that these articles said before, merges the groups
of claims that this touches, and writes their facts anew, so that the graph after it is the one that these
articles would have made in any order. One writer at a time: two at once could each merge without the
other's claims, which `kg check` would see and `rebuild` repair.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from kg.entity_nodes import entity_nodes, speakers_of
from kg.facts import merge
from kg.model import (
    Article,
    Claim,
    Entity,
    EntityType,
    Fact,
    InvalidClaim,
    NotFound,
)
from kg.stores import Statement, Store, cypher
from kg.stores.records import (
    article_row,
    claim_row,
    fact_row,
    group_key,
    read_article,
    read_claim,
    valuation_row,
)

#: A batch is written when it holds so many articles or claims. Larger is faster and takes more memory.
_ARTICLES, _CLAIMS = 200, 4000

_Ends = dict[tuple[str, EntityType], list[dict[str, str]]]


class LoadReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a load wrote: articles, their claims, and the facts of all groups that these touched."""

    articles: int = 0
    claims: int = 0
    facts: int = 0

    def __add__(self, other: "LoadReport") -> "LoadReport":
        return LoadReport(
            articles=self.articles + other.articles,
            claims=self.claims + other.claims,
            facts=self.facts + other.facts,
        )


def load(
    store: Store,
    articles: Iterable[tuple[Article, Sequence[Claim]]],
    *,
    entities: Mapping[str, Entity],
) -> LoadReport:
    """Write articles with their claims; an article that is there already is replaced.

    Raises InvalidClaim, before the batch is written, for a claim that does not fit its article or its
    entity; batches before it stay.
    """
    report = LoadReport()
    for batch in _batches(articles):
        report += _write(store, batch, gone=(), entities=entities)
    return report


def remove(store: Store, ids: Sequence[str], *, entities: Mapping[str, Entity]) -> None:
    """Take articles out, with their claims and what only these said. Raises NotFound if one is not there."""
    there = {
        row["id"] for row in store.query("MATCH (a:Article) WHERE a.id IN $ids RETURN a.id AS id", ids=ids)
    }
    for missing in sorted(set(ids) - there):
        raise NotFound(
            f"no article {missing!r} in {store.location}; `kg query` lists them: MATCH (a:Article) RETURN a.id"
        )
    _write(store, {}, gone=ids, entities=entities)


def rebuild(store: Store, *, entities: Mapping[str, Entity]) -> LoadReport:
    """Make everything but articles and claims anew. Claims whose article is gone are dropped."""
    found = store.query("MATCH (a:Article) RETURN a.id AS id ORDER BY id")
    ids = [row["id"] for row in found]
    said = {row["id"] for row in store.query("MATCH (c:Claim) RETURN DISTINCT c.article AS id")}
    orphans = sorted(said - set(ids))
    store.execute([(text, {}) for text in cypher.DELETE_DERIVED] + [(cypher.DELETE_CLAIMS, {"ids": orphans})])
    return load(store, stored(store, ids), entities=entities)


def stored(store: Store, ids: Sequence[str]) -> Iterator[tuple[Article, Sequence[Claim]]]:
    """Articles of the store by id, each with its claims in text order, some hundred in memory at a time."""
    for first in range(0, len(ids), _ARTICLES):
        some = ids[first : first + _ARTICLES]
        articles = store.query(
            "UNWIND $ids AS id MATCH (a:Article {id: id}) RETURN properties(a) AS a", ids=some
        )
        rows = store.query(
            "UNWIND $ids AS id MATCH (c:Claim {article: id}) RETURN properties(c) AS c", ids=some
        )
        claims: dict[str, list[Claim]] = defaultdict(list)
        for row in rows:
            claim = read_claim(row["c"])
            claims[claim.article].append(claim)
        for row in articles:
            article = read_article(row["a"])
            yield article, sorted(claims[article.id], key=lambda claim: (claim.start, claim.id))


_Batch = dict[str, tuple[Article, dict[str, Claim]]]


def _batches(articles: Iterable[tuple[Article, Sequence[Claim]]]) -> Iterator[_Batch]:
    batch: _Batch = {}
    n_claims = 0
    for article, claims in articles:
        batch[article.id] = article, {c.id: c for c in (_fitted(claim, article) for claim in claims)}
        n_claims += len(claims)
        if len(batch) >= _ARTICLES or n_claims >= _CLAIMS:
            yield batch
            batch, n_claims = {}, 0
    if batch:
        yield batch


def _fitted(claim: Claim, article: Article) -> Claim:
    """The claim with day, publisher and story of its article."""
    if claim.article != article.id:
        raise InvalidClaim(f"claim {claim.id} is of article {claim.article!r}, not of {article.id!r}")
    if article.text[claim.start : claim.end] != claim.quote:
        raise InvalidClaim(
            f"claim {claim.id}: [{claim.start}, {claim.end}) of article {article.id!r} is not its quote {claim.quote[:60]!r}"
        )
    witness = (article.published, article.publisher, article.story)
    if (claim.published, claim.publisher, claim.story) == witness:
        return claim
    published, publisher, story = witness
    return msgspec.structs.replace(claim, published=published, publisher=publisher, story=story)


def _write(store: Store, batch: _Batch, *, gone: Sequence[str], entities: Mapping[str, Entity]) -> LoadReport:
    """Replace the articles of the batch and take out those that are gone, in one transaction."""
    ids = sorted({*batch, *gone})
    new = [claim for _, claims in batch.values() for claim in claims.values()]
    speakers = speakers_of(new, entities=entities)
    old = store.query(
        "UNWIND $ids AS id MATCH (c:Claim {article: id}) RETURN c.relation AS relation, c.fact AS fact, c.`group` AS key, "
        "c.subject_id AS subject, c.subject_type AS subject_type, c.object_id AS object, c.object_type AS object_type, "
        "c.attribution_id AS speaker",
        ids=ids,
    )
    keys = sorted({group_key(claim) for claim in new} | {row["key"] for row in old})
    kept_rows = store.query(
        "UNWIND $keys AS key MATCH (c:Claim {`group`: key}) WHERE NOT c.article IN $ids RETURN properties(c) AS c",
        keys=keys,
        ids=ids,
    )
    kept = [read_claim(row["c"]) for row in kept_rows]
    facts = merge([*kept, *new])
    stale = [(row["relation"], row["fact"]) for row in old if row["fact"]]
    stale += [(row["c"]["relation"], row["c"]["fact"]) for row in kept_rows if row["c"].get("fact")]
    before = {
        (row[end], EntityType(row[f"{end}_type"])) for row in old for end in ("subject", "object") if row[end]
    }
    ends = _ends(new, speakers=speakers, entities=entities)
    nodes = entity_nodes(
        store, before=before, new=new, speakers=set(speakers.values()), gone=ids, entities=entities
    )
    _execute(
        store,
        [
            *_deletions(ids, gone=gone, stale=stale),
            (cypher.UPSERT_ARTICLES, {"rows": [article_row(article) for article, _ in batch.values()]}),
            *((cypher.UPSERT_ENTITIES[kind], {"rows": rows}) for kind, rows in sorted(nodes.items())),
            (cypher.CREATE_CLAIMS, {"rows": [claim_row(c, attribution_id=speakers.get(c.id)) for c in new]}),
            (cypher.LINK_ARTICLES, {"rows": [{"id": c.id, "article": c.article} for c in new]}),
            *((cypher.LINK_ENTITIES[arrow], {"rows": rows}) for arrow, rows in sorted(ends.items())),
            *_fact_statements(facts),
            (cypher.SET_FACT, {"rows": _fact_of([*kept, *new], facts)}),
            *_sweeps(before, {row["speaker"] for row in old if row["speaker"]}, entities=entities),
        ],
    )
    return LoadReport(articles=len(batch), claims=len(new), facts=len(facts))


def _execute(store: Store, statements: Sequence[Statement]) -> None:
    """Run the statements that have something to do."""
    store.execute([(text, params) for text, params in statements if any(params.values())])


def _deletions(
    ids: Sequence[str], *, gone: Sequence[str], stale: Sequence[tuple[str, str]]
) -> list[Statement]:
    by_relation: dict[str, set[str]] = defaultdict(set)
    for relation, fact in stale:
        by_relation[relation].add(fact)
    return [
        *((cypher.DELETE_FACTS[name], {"ids": sorted(facts)}) for name, facts in sorted(by_relation.items())),
        (cypher.DELETE_VALUATIONS, {"ids": sorted({fact for _, fact in stale})}),
        (cypher.DELETE_CLAIMS, {"ids": ids}),
        (cypher.DELETE_ARTICLES, {"ids": list(gone)}),
    ]


def _fact_statements(facts: Sequence[Fact]) -> list[Statement]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fact in facts:
        row = {"subject": fact.subject_id, "object": fact.object_id, "fact": fact_row(fact)}
        if fact.object_id is None:
            row["value"] = valuation_row(fact)
        rows[cypher.create_facts(fact.relation, fact.subject_type, fact.object_type)].append(row)
    return [(text, {"rows": rows[text]}) for text in sorted(rows)]


def _fact_of(claims: Iterable[Claim], facts: Iterable[Fact]) -> list[dict[str, str | None]]:
    supported = {claim: fact.id for fact in facts for claim in fact.claims}
    return [{"id": claim.id, "fact": supported.get(claim.id)} for claim in claims]


def _ends(claims: Iterable[Claim], *, speakers: Mapping[str, str], entities: Mapping[str, Entity]) -> _Ends:
    """Arrows from claims to entities, by kind of arrow and type of entity."""
    ends: _Ends = defaultdict(list)
    for claim in claims:
        ends["SUBJECT", claim.subject_type].append({"id": claim.id, "entity": claim.subject_id})
        if claim.object_id is not None and claim.object_type is not None:
            ends["OBJECT", claim.object_type].append({"id": claim.id, "entity": claim.object_id})
        if speaker := speakers.get(claim.id):
            type_ = _type_of(speaker, claim, entities=entities)
            ends["SAID_BY", type_].append({"id": claim.id, "entity": speaker})
    return ends


def _type_of(speaker: str, claim: Claim, *, entities: Mapping[str, Entity]) -> EntityType:
    if speaker in entities:
        return entities[speaker].type
    return claim.subject_type if speaker == claim.subject_id else claim.object_type or EntityType.ORGANIZATION


def _sweeps(
    before: set[tuple[str, EntityType]], speakers: set[str], *, entities: Mapping[str, Entity]
) -> list[Statement]:
    ids: dict[EntityType, set[str]] = defaultdict(set)
    for id_, type_ in before:
        ids[type_].add(id_)
    for speaker in speakers:
        for type_ in (entities[speaker].type,) if speaker in entities else EntityType:
            ids[type_].add(speaker)
    return [(cypher.SWEEP_ENTITIES[type_], {"ids": sorted(some)}) for type_, some in sorted(ids.items())]
