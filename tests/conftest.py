"""Fixtures of all tests: invented deals in both languages, and a store of each kind."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import kg.graph
from kg.model import Article, Claim, Entity, EntityType, KGError, Polarity, Status, relation
from kg.stores import Store

#: A Neo4j that is started for the tests alone and forgotten after them.
NEO4J_PASSWORD = "invented-for-tests"

Deal = tuple[Article, list[Claim]]


@pytest.fixture(scope="session")
def listed() -> dict[str, Entity]:
    """Curated entities as the tests know them, whatever entities.yaml says."""
    rows: list[tuple[str, str, EntityType, dict[str, tuple[str, ...]]]] = [
        ("openai", "OpenAI", EntityType.ORGANIZATION, {"en": ("OpenAI",), "zh": ("OpenAI", "开放人工智能")}),
        ("microsoft", "Microsoft", EntityType.ORGANIZATION, {"en": ("Microsoft",), "zh": ("微软",)}),
        ("amazon", "Amazon", EntityType.ORGANIZATION, {"en": ("Amazon",), "zh": ("亚马逊",)}),
        ("nvidia", "Nvidia", EntityType.ORGANIZATION, {"en": ("Nvidia",), "zh": ("英伟达",)}),
        ("satya-nadella", "Satya Nadella", EntityType.PERSON, {"en": ("Satya Nadella",), "zh": ("纳德拉",)}),
        ("azure", "Azure", EntityType.PRODUCT, {"en": ("Azure",), "zh": ("Azure",)}),
    ]
    return {id_: Entity(id=id_, name=name, type=kind, names=names) for id_, name, kind, names in rows}


@pytest.fixture(scope="session")
def make_claim(listed: dict[str, Entity]) -> Callable[..., Claim]:
    """Build a claim out of little: `make_claim("microsoft", "HOLDS_STAKE_IN", "openai", percent=27)`.

    The quote is an invented sentence that holds both names; it starts at `start` of the article. An id
    that is not listed is an entity of the type that the relation allows.
    """

    def make(
        subject: str,
        relation_: str,
        object_: str | None = None,
        /,
        *,
        quote: str | None = None,
        **fields: Any,
    ) -> Claim:
        lang = fields.setdefault("lang", "en")
        spec = relation(relation_)
        ends: dict[str, Any] = {}
        for end, id_, allowed in (("subject", subject, spec.subject), ("object", object_, spec.object)):
            if id_ is None:
                continue
            known = listed.get(id_)
            name = known.name if known else id_
            words = known.names[lang][0] if known else id_
            kind = fields.pop(f"{end}_type", None) or (known.type if known else sorted(allowed)[0])
            ends |= {end: fields.pop(end, name), f"{end}_id": id_, f"{end}_type": kind}
            ends[f"{end}_text"] = fields.pop(f"{end}_text", words)
        if quote is None:
            said = relation_.replace("_", " ").lower()
            quote = (
                f"据内部备忘录，{ends['subject_text']}与{ends.get('object_text', '自身')}的关系是「{said}」。"
                if lang == "zh"
                else f"A memo seen by our desk has {ends['subject_text']} ({said}) {ends.get('object_text', '')}."
            )
        start = fields.pop("start", 0)
        given: dict[str, Any] = {
            "article": "a_one",
            "status": Status.CURRENT,
            "polarity": Polarity.AFFIRMED,
            "confidence": 0.9,
            "extractor": "by-hand/1",
        }
        span = {"quote": quote, "start": start, "end": start + len(quote)}
        # As from JSON: words of the closed lists become their enums.
        return msgspec.convert(given | ends | fields | span | {"relation": relation_}, Claim)

    return make


@pytest.fixture(scope="session")
def make_deal(make_claim: Callable[..., Claim]) -> Callable[..., Deal]:
    """An article with its claims, placed one after the other in its text.

    `make_deal("a_one", ("microsoft", "HOLDS_STAKE_IN", "openai", {"percent": 27}), published="2026-04-27")`
    """

    def make(
        id_: str, *claims: tuple[str, str, str | None, dict[str, Any]], lang: str = "en", **article: Any
    ) -> Deal:
        text = "Our markets desk reports.\n\n" if lang == "en" else "本报市场组报道。\n\n"
        witness = {key: article.get(key) for key in ("published", "publisher", "story")}
        built = []
        for subject, relation_, object_, fields in claims:
            claim = make_claim(
                subject, relation_, object_, article=id_, lang=lang, start=len(text), **witness, **fields
            )
            text += claim.quote + ("\n" if lang == "zh" else " ")
            built.append(claim)
        return Article(id=id_, text=text.strip(), lang=lang, **article), built

    return make


@pytest.fixture(scope="session")
def news(make_deal: Callable[..., Deal]) -> list[Deal]:
    """Five articles in both languages: agreement, a dispute, a denial, a rumour, a symmetric relation, a value."""
    return [
        make_deal(
            "a_ledger",
            ("microsoft", "HOLDS_STAKE_IN", "openai", {"percent": 27, "percent_bound": "about"}),
            ("amazon", "INVESTS_IN", "openai", {"amount": 50_000_000_000, "currency": "USD", "amount_bound": "up_to"}),
            ("openai", "VALUED_AT", None, {"amount": 852e9, "currency": "USD"}),
            published="2026-04-27",
            publisher="The Ledger",
            title="Who owns what",
            url="https://ledger.invalid/1",
        ),
        make_deal(
            "a_chenbao",
            ("microsoft", "HOLDS_STAKE_IN", "openai", {"percent": 27.0}),
            ("openai", "BUYS_FROM", "microsoft", {"amount": 250e9, "currency": "USD", "product": "Azure云服务"}),
            ("nvidia", "PARTNERS_WITH", "microsoft", {}),
            lang="zh",
            published="2026-04-28",
            publisher="科技晨报",
            title="谁持有谁",
        ),
        make_deal(
            "a_courier",
            ("microsoft", "HOLDS_STAKE_IN", "openai", {"percent": 32.5}),
            ("openai", "USES", "azure", {}),
            ("satya-nadella", "HOLDS_POSITION_AT", "microsoft", {"position": "chief executive"}),
            published="2026-04-28",
            publisher="Chip Courier",
        ),
        make_deal(
            "a_denial",
            ("microsoft", "HOLDS_STAKE_IN", "openai", {"percent": 32.5, "polarity": Polarity.DENIED, "attribution": "Microsoft", "attribution_kind": "organization"}),
            ("microsoft", "SUES", "amazon", {"status": Status.CONSIDERED}),
            published="2026-04-29",
            publisher="The Ledger",
            story="s_denial",
        ),
        make_deal(
            "a_start",
            ("x_acme", "FOUNDED", "x_newco", {"subject_type": EntityType.PERSON}),
            ("microsoft", "PARTNERS_WITH", "nvidia", {"status": Status.PLANNED}),
        ),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def neo4j_location(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Neo4j, started once; NEO4J_TEST_URI and NEO4J_TEST_PASSWORD give one that runs.

    Its database is emptied before every test. Where none can be had the tests are skipped, but not in CI.
    """
    from kg.server import LocalNeo4j

    if given := os.environ.get("NEO4J_TEST_URI"):
        yield given
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = LocalNeo4j(port=port, data=tmp_path_factory.mktemp("neo4j"))
    try:
        server.start(password=NEO4J_PASSWORD)
    except KGError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs a Neo4j: {error}")
        pytest.skip(f"no Neo4j here: {error}")
    yield server.uri
    server.stop()


@pytest.fixture(scope="session")
def neo4j_password() -> str:
    """The password of `neo4j_location`."""
    return os.environ.get("NEO4J_TEST_PASSWORD", NEO4J_PASSWORD)


@pytest.fixture
def neo4j_store(neo4j_location: str, neo4j_password: str) -> Iterator[Store]:
    """An empty database of the real Neo4j."""
    from kg.stores.neo4j_ import Neo4jStore

    store = Neo4jStore(neo4j_location, password=neo4j_password)
    store.execute([("MATCH (n) DETACH DELETE n", {})])
    yield store
    store.close()


@pytest.fixture
def embedded_store(tmp_path: Path) -> Iterator[Store]:
    """An empty graph in a file."""
    from kg.stores.embedded import EmbeddedStore

    store = EmbeddedStore(tmp_path / "graph.kgl")
    yield store
    store.close()


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each kind: one test-suite runs on both."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
def graph(store: Store, listed: dict[str, Entity]) -> kg.graph.Graph:
    """An empty graph in a store of each kind."""
    return kg.graph.Graph(store, entities=listed)


@pytest.fixture
def embedded_graph(embedded_store: Store, listed: dict[str, Entity]) -> kg.graph.Graph:
    """An empty graph in a file, for tests that do not depend on the kind of store."""
    return kg.graph.Graph(embedded_store, entities=listed)
