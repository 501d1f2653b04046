"""Is the graph what its claims say? Everything that can be seen to be wrong, one finding each.

A graph that only this program wrote, one writer at a time, has no findings. Others come from edits by
hand, two writers at once, a file damaged or half copied, or a graph of another version.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from kg.export import edge_rows, fact_rows
from kg.facts import merge
from kg.model import Claim, EntityType, Fact, StoreError, relation, relations
from kg.stores import Store
from kg.stores.records import fact_row, group_key, read_article, read_claim

_ARROWS = ("SUBJECT", "OBJECT", "STATED_IN", "SAID_BY")
_LABELS = frozenset((*EntityType, "Article", "Claim", "Valuation"))


class Finding(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that is wrong: which check, on which record, and what it is in words."""

    check: str
    id: str
    message: str


def check(store: Store) -> list[Finding]:
    """All findings, sorted by check and id. Reads the whole graph; takes its size in memory."""
    texts: dict[str, str] = {}
    claims: dict[str, Claim] = {}
    findings = list(_names(store))
    for row in store.query("MATCH (a:Article) RETURN properties(a) AS a"):
        try:
            article = read_article(row["a"])
        except StoreError as error:
            findings.append(_finding("invalid-article", row["a"].get("id"), str(error)))
        else:
            texts[article.id] = article.text
    stored_fact: dict[str, str | None] = {}
    for row in store.query("MATCH (c:Claim) RETURN properties(c) AS c"):
        properties = row["c"]
        try:
            claim = read_claim(properties)
        except StoreError as error:
            findings.append(_finding("invalid-claim", properties.get("id"), str(error)))
            continue
        claims[claim.id] = claim
        stored_fact[claim.id] = properties.get("fact")
        findings.extend(_place(claim, properties, text=texts.get(claim.article)))
    findings.extend(_arrows(store, claims))
    findings.extend(_facts(store, claims.values(), stored_fact))
    return sorted(set(findings))


def _finding(name: str, id_: object, message: str) -> Finding:
    return Finding(check=name, id=str(id_), message=message)


def _names(store: Store) -> Iterator[Finding]:
    """Labels and relation types outside the vocabulary, and ids that several nodes have."""
    for row in store.query("MATCH (n) RETURN n.id AS id, labels(n) AS labels"):
        if len(row["labels"]) != 1 or not _LABELS.issuperset(row["labels"]):
            yield _finding(
                "label", row["id"], f"has the labels {row['labels']}; one of {sorted(_LABELS)} is allowed"
            )
    for row in store.query("MATCH (n) WITH n.id AS id, count(*) AS n WHERE n > 1 RETURN id, n"):
        yield _finding("double-id", row["id"], f"{row['n']} nodes have this id")
    for row in store.query("MATCH ()-[r]->() RETURN DISTINCT type(r) AS name"):
        if row["name"] not in relations() and row["name"] not in _ARROWS:
            yield _finding("unknown-relation", row["name"], "is not in relations.yaml")


def _place(claim: Claim, properties: dict[str, Any], *, text: str | None) -> Iterator[Finding]:
    """The claim stands in its article, word by word."""
    if text is None:
        yield _finding("dangling-claim", claim.id, f"its article {claim.article!r} is not in the graph")
        return
    if text[claim.start : claim.end] != claim.quote:
        yield _finding("quote", claim.id, f"[{claim.start}, {claim.end}) of {claim.article} is not the quote")
    for words, start in ((claim.subject_text, claim.subject_start), (claim.object_text, claim.object_start)):
        if words is not None and start is not None and text[start : start + len(words)] != words:
            yield _finding("words", claim.id, f"{words!r} does not stand at {start} of {claim.article}")
    if properties.get("group") != group_key(claim):
        yield _finding(
            "group", claim.id, f"is filed under {properties.get('group')!r}, not {group_key(claim)!r}"
        )


def _arrows(store: Store, claims: dict[str, Claim]) -> Iterator[Finding]:
    """Every claim points to its subject, object and article, once, and to nothing else."""
    found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for name in _ARROWS:
        for row in edge_rows(store, types=[name]):
            found[row["source"]][name, row["target"]] += 1
    for claim in claims.values():
        wanted = {("SUBJECT", claim.subject_id): 1, ("STATED_IN", claim.article): 1}
        if claim.object_id is not None:
            wanted["OBJECT", claim.object_id] = 1
        there = {arrow: n for arrow, n in found.pop(claim.id, Counter()).items() if arrow[0] != "SAID_BY"}
        if there != wanted:
            missing = sorted(wanted.keys() - there.keys()) or sorted(there.keys() - wanted.keys())
            yield _finding("arrows", claim.id, f"its arrows are not those of its fields: {missing or there}")
    for source in found:
        yield _finding("arrows", source, "has arrows of a claim and is none")


def _facts(store: Store, claims: Iterable[Claim], stored: dict[str, str | None]) -> Iterator[Finding]:
    """The typed edges are those that the claims make."""
    merged = {fact.id: fact for fact in merge(claims)}
    supported = {claim: fact.id for fact in merged.values() for claim in fact.claims}
    for claim, named in sorted(stored.items()):
        if named != supported.get(claim):
            message = f"names the fact {named!r}, and supports {supported.get(claim)!r}"
            yield _finding("claim-fact", claim, message)
    edges: Counter[str] = Counter()
    for row in fact_rows(store):
        id_ = row["fact"].get("id")
        edges[id_] += 1
        if (fact := merged.get(id_)) is None:
            yield _finding("unfounded-fact", id_, f"no asserted claim makes this {row['relation']}")
        else:
            yield from _edge(row, fact)
    for wanted in merged.values():
        if edges[wanted.id] != 1:
            name = f"{wanted.subject} {wanted.relation} {wanted.object or ''}".strip()
            yield _finding("missing-fact", wanted.id, f"{name}: {edges[wanted.id]} edges instead of one")


def _edge(row: dict[str, Any], fact: Fact) -> Iterator[Finding]:
    ends = [row["subject_id"], row["relation"], row["object_id"]]
    if row["object_type"] == "Valuation":
        ends[2] = None
    if relation(fact.relation).symmetric and ends == [fact.object_id, fact.relation, fact.subject_id]:
        yield _finding("symmetric", fact.id, "the ends of a symmetric relation are not in order of id")
    elif ends != list(fact.group):
        yield _finding("fact-ends", fact.id, f"joins {ends}; its claims join {list(fact.group)}")
    wanted = fact_row(fact)
    wrong = sorted(
        key for key in wanted.keys() | row["fact"].keys() if wanted.get(key) != row["fact"].get(key)
    )
    if wrong:
        said = {key: (row["fact"].get(key), wanted.get(key)) for key in wrong}
        yield _finding("fact-differs", fact.id, f"says other than its claims (edge, claims): {said}")
