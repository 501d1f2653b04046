"""`Graph`: the object that users hold. Opens a store, loads articles, answers questions about facts."""

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, overload

import msgspec

from kg import export, load
from kg.adding import AddReport, Sources, add
from kg.extraction import DEFAULT, Extractor
from kg.load import LoadReport
from kg.model import (
    Article,
    ArticleError,
    Claim,
    Entity,
    EntityType,
    Fact,
    NotFound,
    Status,
    entities,
    normalize_name,
    relation,
)
from kg.stores import Rows, Store, open_store
from kg.stores.records import read_article, read_claim, read_entity, read_fact

if TYPE_CHECKING:
    import networkx as nx

    from kg.audit import Finding
    from kg.render.words import Lang

__all__ = ["AddReport", "Evidence", "Graph", "LoadReport", "open"]

_ENTITY = "|".join(EntityType)
_NEAR = 3
#: What a page shows at most, and what a cell of a notebook does: its pages are kept in the notebook.
_PAGE_NODES, _CELL_NODES = 2_000, 300


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One claim with the article it stands in and the fact it supports.

    `fact` is None for a claim that makes no edge: a denial, or something merely considered.
    `contests` is True where the claim denies or contradicts a fact.
    """

    claim: Claim
    article: Article
    fact: Fact | None
    contests: bool = False


def open(  # noqa: A001 - read as kg.open
    store: str | Path | Store | None = None,
    *,
    entities: Mapping[str, Entity] | None = None,
    create: bool = True,
) -> "Graph":
    """Open a graph at a location (see `kg.stores.open_store`), or around a store that is open already.

    `entities` replaces the curated entities of this package. Without `create`, a file that is not there
    raises NotFound instead of becoming an empty graph.

    >>> with open(":memory:") as graph:
    ...     graph.query("RETURN 1 AS one")
    [{'one': 1}]
    """
    if store is None or isinstance(store, str | Path):
        store = open_store(None if store is None else str(store), create=create)
    return Graph(store, entities=entities)


class Graph:
    """A knowledge graph in a store. A context manager: leaving it closes the store."""

    def __init__(self, store: Store, *, entities: Mapping[str, Entity] | None = None) -> None:
        self.store = store
        self._listed = entities

    def __enter__(self) -> "Graph":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Graph {self.store.location}>"

    @property
    def listed(self) -> Mapping[str, Entity]:
        """The curated entities that this graph goes by, by id."""
        return entities() if self._listed is None else self._listed

    def close(self) -> None:
        """Close the store. A second call does nothing."""
        self.store.close()

    # Writing

    def add(
        self,
        sources: Sources,
        *,
        published: str | None = None,
        lang: str | None = None,
        allow_private: bool = False,
        extractor: str | Extractor = DEFAULT,
        on_article: Callable[[Article, Sequence[Claim]], None] | None = None,
        on_error: Callable[[ArticleError], None] | None = None,
    ) -> AddReport:
        """Read articles out of files, folders, addresses and feeds, and load what they say.

        `sources` is one, or any number of them; articles from `kg.read_articles` go too, and a generator
        is never made a list. `published` and `lang` hold for all that is read, `allow_private` and
        errors are as in `kg.articles.read_all`: an article that fails is in the report, and the others
        go on. `on_article` sees each article with its claims before it is written, `on_error` each failure.
        Adding the same again changes nothing.
        """
        return add(
            self.store,
            sources,
            entities=self.listed,
            published=published,
            lang=lang,
            allow_private=allow_private,
            extractor=extractor,
            on_article=on_article,
            on_error=on_error,
        )

    def load(self, articles: Iterable[tuple[Article, Sequence[Claim]]]) -> LoadReport:
        """Write articles with their claims, and the facts that follow; see `kg.load`.

        An article that is there already is replaced with all it said. The order of loading does not
        matter, and loading twice changes nothing.
        """
        return load.load(self.store, articles, entities=self.listed)

    def remove(self, *articles: str) -> None:
        """Take articles out by id, with all that only they said. Raises NotFound if one is not there."""
        load.remove(self.store, sorted(set(articles)), entities=self.listed)

    def rebuild(self) -> LoadReport:
        """Make entities and facts anew out of the articles and claims in the store."""
        return load.rebuild(self.store, entities=self.listed)

    # Reading

    def query(self, cypher: str, /, *, write: bool = False, **params: Any) -> Rows:
        """Run one Cypher text, with parameters as keywords: `query("... $name ...", name="OpenAI")`.

        Only reading, unless `write=True`. Raises QueryError.
        """
        if write:
            return self.store.execute([(cypher, params)])[0]
        return self.store.query(cypher, **params)

    def entities(self, *, type: EntityType | str | None = None) -> list[Entity]:  # noqa: A002
        """All entities that claims speak of, by id; `type` keeps those of one type."""
        labels = [EntityType(type)] if type is not None else list(EntityType)
        found = [
            read_entity(row["n"], label=label)
            for label in labels
            for row in self.store.query(f"MATCH (n:{label}) RETURN properties(n) AS n")
        ]
        return sorted(found, key=lambda entity: entity.id)

    def find(self, name: str) -> list[Entity]:
        """The entities of that id, name or alias, in any language, whatever its case and legal suffix.

        Raises NotFound with the nearest names.
        """
        key = normalize_name(name)
        known = self.store.query(
            f"MATCH (n:{_ENTITY}) RETURN n.id AS id, labels(n)[0] AS label, n.names AS names"
        )
        ids = [row["id"] for row in known if row["id"] == name] or [
            row["id"]
            for row in known
            if key and key in {normalize_name(n) for n in (row["id"], *(row["names"] or ()))}
        ]
        if not ids:
            names = sorted({n for row in known for n in row["names"] or ()})
            folded = {n.casefold(): n for n in names}
            near = difflib.get_close_matches(name.casefold(), folded, n=_NEAR)
            hint = f"; did you mean {' or '.join(repr(folded[n]) for n in near)}?" if near else ""
            raise NotFound(f"no entity {name!r} in {self.store.location}{hint}")
        rows = self.store.query(
            f"MATCH (n:{_ENTITY}) WHERE n.id IN $ids RETURN labels(n)[0] AS label, properties(n) AS n ORDER BY n.id",
            ids=ids,
        )
        return [read_entity(row["n"], label=row["label"]) for row in rows]

    def facts(
        self,
        *,
        subject: str | None = None,
        relation: str | None = None,
        object: str | None = None,  # noqa: A002 - the field's name
        status: Status | str | None = None,
        as_of: str | None = None,
    ) -> list[Fact]:
        """Facts by subject, relation, object and time.

        `subject` and `object` are ids or names in any language (NotFound if there is none); `as_of` is a
        day string on which a fact holds.
        """
        conditions: list[str] = []
        params: dict[str, Any] = {}
        for end, name, variable in (("subject", subject, "s"), ("object", object, "o")):
            if name is not None:
                conditions.append(f"{variable}.id IN ${end}")
                params[end] = [entity.id for entity in self.find(name)]
        if relation is not None:
            conditions.append("type(r) = $relation")
            params["relation"] = _known(relation)
        if status is not None:
            conditions.append("r.status = $status")
            params["status"] = str(Status(status))
        if as_of is not None:
            conditions.append("r.since <= $as_of AND $as_of < r.until")
            params["as_of"] = as_of
        return self._facts(" AND ".join(conditions) or "true", **params)

    def claims(
        self,
        *,
        article: str | None = None,
        relation: str | None = None,
        subject: str | None = None,
        object: str | None = None,  # noqa: A002 - the field's name
        fact: str | None = None,
    ) -> list[Claim]:
        """Claims, denied and considered ones too, by article, place and id. Filters as in `facts`."""
        params: dict[str, Any] = {"article": article, "fact": fact}
        params["relation"] = None if relation is None else _known(relation)
        conditions = [f"c.{key} = ${key}" for key, value in params.items() if value is not None]
        for end, name in (("subject", subject), ("object", object)):
            if name is not None:
                params[f"{end}_ids"] = [entity.id for entity in self.find(name)]
                conditions.append(f"c.{end}_id IN ${end}_ids")
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        rows = self.store.query(f"MATCH (c:Claim) {where}RETURN properties(c) AS c", **params)
        found = [read_claim(row["c"]) for row in rows]
        return sorted(found, key=lambda claim: (claim.article, claim.start, claim.id))

    def why(self, a: str, b: str | None = None) -> list[Evidence]:
        """What is said between two entities, or about one: each claim with its article and its fact.

        Names or ids, in either direction. Denied and considered claims are there too, with no fact.
        Sorted by relation, ends and fact, the claims of a fact leader first, those without one last.
        """
        here = [entity.id for entity in self.find(a)]
        there = None if b is None else [entity.id for entity in self.find(b)]
        between = (
            "c.subject_id IN $here OR c.object_id IN $here"
            if there is None
            else "(c.subject_id IN $here AND c.object_id IN $there) OR (c.subject_id IN $there AND c.object_id IN $here)"
        )
        rows = self.store.query(
            f"MATCH (c:Claim)-[:STATED_IN]->(a:Article) WHERE {between} "
            "RETURN properties(c) AS c, c.fact AS fact, properties(a) AS a",
            here=here,
            there=there,
        )
        supported = sorted({row["fact"] for row in rows if row["fact"]})
        facts = {fact.id: fact for fact in self._facts("r.id IN $ids", ids=supported)}
        against = {claim for fact in facts.values() for claim in fact.contested_by}
        found = []
        for row in rows:
            claim, fact = read_claim(row["c"]), facts.get(row["fact"])
            article = read_article(row["a"])
            found.append(Evidence(claim=claim, article=article, fact=fact, contests=claim.id in against))
        return sorted(found, key=_reading_order)

    def articles(self) -> list[Article]:
        """All articles with their texts, by day of publication and id."""
        rows = self.store.query("MATCH (a:Article) RETURN properties(a) AS a")
        return sorted((read_article(row["a"]) for row in rows), key=lambda a: (a.published or "", a.id))

    # The whole

    def counts(self) -> dict[str, int]:
        """How many articles, claims, entities and facts there are."""
        return export.counts(self.store)

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """Entities and facts as a `networkx.MultiDiGraph`; see `kg.export.to_networkx`."""
        return export.to_networkx(self.store)

    @overload
    def render(
        self,
        path: None = None,
        *,
        title: str = ...,
        notice: str | None = ...,
        lang: "Lang" = ...,
        max_nodes: int = ...,
    ) -> str: ...

    @overload
    def render(
        self,
        path: str | Path,
        *,
        title: str = ...,
        notice: str | None = ...,
        lang: "Lang" = ...,
        max_nodes: int = ...,
    ) -> Path: ...

    def render(
        self,
        path: str | Path | None = None,
        *,
        title: str = "AI industry graph",
        notice: str | None = None,
        lang: "Lang" = "en",
        max_nodes: int = _PAGE_NODES,
    ) -> str | Path:
        """One HTML page that needs no network, in which every edge opens to its sentences.

        Written to `path`, which is returned; without one, the page itself. Of a larger graph it shows the
        `max_nodes` best connected entities, and says so. See `kg.render.render_html`.
        """
        from kg.drawing import draw
        from kg.render import render_html, write_html

        nodes, edges = draw(self.store)
        html = render_html(nodes, edges, title=title, notice=notice, lang=lang, max_nodes=max_nodes)
        return html if path is None else write_html(path, html)

    def _repr_html_(self) -> str:
        from kg.render import notebook_html

        return notebook_html(self.render(max_nodes=_CELL_NODES))

    def check(self) -> "list[Finding]":
        """What is wrong with the graph; nothing, as long as only this program writes it. See `kg.audit`."""
        from kg.audit import check

        return check(self.store)

    def digest(self) -> str:
        """A sha256 of all nodes and edges: equal for equal graphs in any store."""
        return export.digest(self.store)

    def _facts(self, where: str, **params: Any) -> list[Fact]:
        rows = export.fact_rows(self.store, where=where, **params)
        claims: dict[str, list[str]] = defaultdict(list)
        supporting = self.store.query(
            "UNWIND $ids AS id MATCH (c:Claim {fact: id}) RETURN id AS fact, c.id AS claim",
            ids=[row["fact"]["id"] for row in rows],
        )
        for row in supporting:
            claims[row["fact"]].append(row["claim"])
        return [
            read_fact(
                row["fact"],
                relation=row["relation"],
                subject=_end(row, "subject"),
                object=None if row["object_type"] == "Valuation" else _end(row, "object"),
                claims=claims[row["fact"]["id"]],
            )
            for row in rows
        ]


def _end(row: Mapping[str, Any], end: str) -> dict[str, str]:
    return {"id": row[f"{end}_id"], "name": row[end], "type": row[f"{end}_type"]}


def _known(name: str) -> str:
    relation(name)
    return name


def _reading_order(evidence: Evidence) -> tuple[object, ...]:
    claim, fact = evidence.claim, evidence.fact
    subject, name, object_ = claim.group
    order = (fact is None, name, subject, object_ or "", fact.since if fact else "", fact.id if fact else "")
    return *order, bool(fact and fact.leader != claim.id), claim.published or "", claim.id
