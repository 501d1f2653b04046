"""The graph in each store: loading in any order, replacing, removing, finding, asking why."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

import kg.graph
from kg.facts import merge
from kg.graph import Graph
from kg.model import (
    Claim,
    Entity,
    EntityType,
    InvalidClaim,
    NotFound,
    Polarity,
    QueryError,
    Status,
    UnknownRelation,
    unlisted_id,
)
from kg.stores import Store

Deal = tuple[Any, list[Claim]]


@pytest.fixture
def full(graph: Graph, news: list[Deal]) -> Graph:
    graph.load(news)
    return graph


@pytest.fixture
def small(embedded_graph: Graph, news: list[Deal]) -> Graph:
    embedded_graph.load(news)
    return embedded_graph


def empty(tmp_path: Path, listed: dict[str, Entity], name: str) -> Graph:
    return kg.graph.open(tmp_path / name, entities=listed)


def test_a_load_says_what_it_wrote(graph: Graph, news: list[Deal]) -> None:
    report = graph.load(news)
    facts = merge(claim for _, claims in news for claim in claims)
    assert (report.articles, report.claims, report.facts) == (5, 13, len(facts))


def test_both_stores_hold_the_same_graph(
    embedded_graph: Graph, neo4j_store: Store, listed: dict[str, Entity], news: list[Deal]
) -> None:
    server = Graph(neo4j_store, entities=listed)
    for each in (embedded_graph, server):
        each.load(news)
    assert embedded_graph.digest() == server.digest()
    assert embedded_graph.facts() == server.facts()
    assert embedded_graph.why("microsoft", "openai") == server.why("microsoft", "openai")
    assert embedded_graph.entities() == server.entities()


test_both_stores_hold_the_same_graph = pytest.mark.neo4j(test_both_stores_hold_the_same_graph)


def test_loading_twice_changes_nothing(full: Graph, news: list[Deal]) -> None:
    before = full.digest()
    full.load(news)
    full.load(reversed(news))
    assert full.digest() == before
    assert full.check() == []


def test_every_order_of_loading_gives_one_graph(
    tmp_path: Path, listed: dict[str, Entity], news: list[Deal]
) -> None:
    digests = set()
    for n, order in enumerate(itertools.permutations(news)):
        if n % 7:  # 18 of the 120 orders, each article by itself
            continue
        with empty(tmp_path, listed, f"{n}.kgl") as graph:
            for deal in order:
                graph.load([deal])
            digests.add(graph.digest())
    assert len(digests) == 1


def test_removing_an_article_leaves_the_graph_without_it(
    full: Graph, tmp_path: Path, listed: dict[str, Entity], news: list[Deal]
) -> None:
    full.remove("a_courier", "a_start")
    with empty(tmp_path, listed, "other.kgl") as other:
        other.load(deal for deal in news if deal[0].id not in {"a_courier", "a_start"})
        assert full.digest() == other.digest()
    assert full.check() == []


def test_removing_everything_leaves_nothing(full: Graph, news: list[Deal]) -> None:
    full.remove(*(article.id for article, _ in news))
    assert full.query("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_removing_what_is_not_there(full: Graph) -> None:
    before = full.digest()
    with pytest.raises(NotFound, match="a_nowhere"):
        full.remove("a_ledger", "a_nowhere")
    assert full.digest() == before


def test_an_article_replaces_what_it_said_before(
    full: Graph, make_deal: Callable[..., Deal], tmp_path: Path, listed: dict[str, Entity], news: list[Deal]
) -> None:
    newer = make_deal(
        "a_ledger",
        ("amazon", "COMPETES_WITH", "microsoft", {}),
        published="2026-05-01",
        publisher="The Ledger",
    )
    full.load([newer])
    with empty(tmp_path, listed, "other.kgl") as other:
        other.load([newer, *(deal for deal in news if deal[0].id != "a_ledger")])
        assert full.digest() == other.digest()
    assert full.facts(relation="VALUED_AT") == []


def test_rebuild_makes_the_same_graph(full: Graph) -> None:
    before = full.digest()
    report = full.rebuild()
    assert (full.digest(), report.articles, report.claims) == (before, 5, 13)


def test_rebuild_repairs(full: Graph) -> None:
    before = full.digest()
    full.query("MATCH ()-[r:HOLDS_STAKE_IN]->() DELETE r", write=True)
    full.query("MATCH (e:Organization {id: 'nvidia'}) DETACH DELETE e", write=True)
    full.query("CREATE (:Organization {id: 'ghost', name: 'Ghost'})", write=True)
    assert full.check() != []
    full.rebuild()
    assert full.digest() == before


def test_facts_are_those_that_the_claims_make(full: Graph, news: list[Deal]) -> None:
    wanted = merge(claim for _, claims in news for claim in claims)
    assert {fact.id: fact for fact in full.facts()} == {fact.id: fact for fact in wanted}


def test_a_symmetric_relation_is_one_edge_in_order_of_id(full: Graph) -> None:
    rows = full.query(
        "MATCH (s)-[r:PARTNERS_WITH]->(o) RETURN s.id AS s, o.id AS o, r.n_claims AS n, r.status AS status"
    )
    assert rows == [{"s": "microsoft", "o": "nvidia", "n": 2, "status": "current"}]


def test_neither_denials_nor_rumours_are_edges(full: Graph) -> None:
    assert full.query("MATCH (s {id: 'microsoft'})-[r:SUES]->() RETURN r.id AS id") == []
    rows = full.query(
        "MATCH (c:Claim) WHERE c.polarity = 'denied' OR c.status = 'considered' RETURN c.fact AS fact"
    )
    assert rows == [{"fact": None}, {"fact": None}]


def test_a_value_ends_at_a_node_of_its_own(full: Graph) -> None:
    rows = full.query(
        "MATCH (o:Organization)-[r:VALUED_AT]->(v:Valuation) RETURN o.id AS o, v.amount AS amount, v.currency AS c, r.amount AS edge"
    )
    assert rows == [{"o": "openai", "amount": 852e9, "c": "USD", "edge": 852e9}]


def test_a_speaker_is_linked_where_its_name_leaves_no_doubt(full: Graph) -> None:
    rows = full.query("MATCH (c:Claim)-[:SAID_BY]->(e) RETURN c.attribution AS said, e.id AS id")
    assert rows == [{"said": "Microsoft", "id": "microsoft"}]


def test_both_languages_stand_behind_one_edge(full: Graph) -> None:
    rows = full.query(
        "MATCH (:Organization {name_zh: '微软'})-[r:HOLDS_STAKE_IN]->(:Organization {id: 'openai'}) "
        "MATCH (c:Claim)-[:STATED_IN]->(a:Article) WHERE c.fact = r.id "
        "RETURN a.lang AS lang, c.percent AS percent, r.percent AS edge ORDER BY a.id"
    )
    assert {row["lang"] for row in rows} == {"en", "zh"}
    assert {row["edge"] for row in rows} == {27.0}


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("microsoft", ["microsoft"]),
        ("MICROSOFT Corp.", ["microsoft"]),
        ("微软", ["microsoft"]),
        ("开放人工智能", ["openai"]),
        ("the openai", ["openai"]),
        ("纳德拉", ["satya-nadella"]),
        ("x_newco", ["x_newco"]),
    ],
)
def test_find(small: Graph, name: str, ids: list[str]) -> None:
    assert [entity.id for entity in small.find(name)] == ids


@pytest.mark.parametrize(
    ("name", "near"), [("Mircosoft", "'Microsoft'"), ("微软么", "'微软'"), ("Zzz", "'Zzz' in .*graph.kgl$")]
)
def test_find_names_what_is_near(small: Graph, name: str, near: str) -> None:
    with pytest.raises(NotFound, match=near):
        small.find(name)


def test_facts_are_filtered(small: Graph) -> None:
    assert [f.relation for f in small.facts(subject="微软", object="OpenAI")] == ["HOLDS_STAKE_IN"]
    assert [f.subject_id for f in small.facts(relation="INVESTS_IN", status="current")] == ["amazon"]
    assert small.facts(status=Status.ENDED) == []
    assert [f.amount for f in small.facts(relation="VALUED_AT", as_of="2026-06-01")] == [852e9]
    with pytest.raises(UnknownRelation, match="INVESTS_IN"):
        small.facts(relation="INVEST_IN")


def test_claims_are_filtered(small: Graph) -> None:
    said = small.claims(subject="microsoft", object="openai")
    assert [(c.article, c.percent, str(c.polarity)) for c in said] == [
        ("a_chenbao", 27, "affirmed"), ("a_courier", 32.5, "affirmed"), ("a_denial", 32.5, "denied"), ("a_ledger", 27, "affirmed"),
    ]  # fmt: skip
    fact = small.facts(relation="HOLDS_STAKE_IN")[0]
    assert {c.id for c in small.claims(fact=fact.id)} == set(fact.claims)
    assert len(small.claims(article="a_ledger", relation="VALUED_AT")) == 1


def test_claims_come_back_as_they_went_in(small: Graph, news: list[Deal]) -> None:
    for article, claims in news:
        assert small.claims(article=article.id) == claims


def test_a_claim_takes_its_witness_from_its_article(
    embedded_graph: Graph, make_deal: Callable[..., Deal]
) -> None:
    article, claims = make_deal("a_1", ("openai", "USES", "azure", {}))
    article = msgspec.structs.replace(article, published="2026-02", publisher="The Ledger", story="s_1")
    embedded_graph.load([(article, claims)])
    claim = embedded_graph.claims()[0]
    assert (claim.id, claim.published, claim.publisher, claim.story) == (
        claims[0].id,
        "2026-02",
        "The Ledger",
        "s_1",
    )


def test_articles_come_back_as_they_went_in(small: Graph, news: list[Deal]) -> None:
    assert {a.id: a for a in small.articles()} == {a.id: a for a, _ in news}


def test_why_opens_to_sentences_articles_and_denials(full: Graph) -> None:
    evidence = full.why("OpenAI", "微软")
    stake = [e for e in evidence if e.claim.relation == "HOLDS_STAKE_IN"]
    assert (stake[0].fact is not None, stake[0].contests) == (True, False)
    assert {e.article.id: e.contests for e in stake} == {
        "a_ledger": False, "a_chenbao": False, "a_courier": True, "a_denial": False
    }  # fmt: skip
    denied = [e for e in stake if e.claim.polarity is Polarity.DENIED]
    assert [e.fact for e in denied] == [None]
    for each in evidence:
        assert each.article.text[each.claim.start : each.claim.end] == each.claim.quote


def test_why_of_one(small: Graph) -> None:
    assert {e.claim.relation for e in small.why("satya-nadella")} == {"HOLDS_POSITION_AT"}


def test_writing_needs_to_be_asked_for(full: Graph) -> None:
    with pytest.raises(QueryError, match="write=True"):
        full.query("MATCH (n:Person) SET n.name = $name", name="x")
    rows = full.query("CREATE (n:Person {id: $id}) RETURN n.id AS id", write=True, id="p_new")
    assert rows == [{"id": "p_new"}]


def test_an_entity_nobody_listed_is_named_by_its_claims(graph: Graph, make_deal: Callable[..., Deal]) -> None:
    id_ = unlisted_id(EntityType.ORGANIZATION, "Quillon Labs")
    called = {"subject": "Quillon Labs", "subject_type": EntityType.ORGANIZATION}
    texts = [
        ("en", "Quillon Labs"),
        ("en", "Quillon Labs Inc."),
        ("en", "the company"),
        ("zh", "Quillon Labs"),
    ]
    graph.load(
        make_deal(f"a_{n}", (id_, "USES", "azure", {**called, "subject_text": text}), lang=lang)
        for n, (lang, text) in enumerate(texts)
    )
    entity = graph.find("quillon labs")[0]
    assert (entity.id, entity.name) == (id_, "Quillon Labs")
    assert entity.names == {"en": ("Quillon Labs", "Quillon Labs Inc."), "zh": ("Quillon Labs",)}
    graph.remove("a_1", "a_3")
    assert graph.find("quillon labs")[0].names == {"en": ("Quillon Labs",)}


def test_the_name_that_a_text_tells_in_brackets_stays_a_name(
    graph: Graph, make_deal: Callable[..., Deal]
) -> None:
    id_ = unlisted_id(EntityType.ORGANIZATION, "Quillon Labs")
    called = {"subject": "Quillon Labs", "subject_type": EntityType.ORGANIZATION}
    told = [
        ("奎隆实验室", "奎隆实验室（Quillon Labs）使用Azure。"),
        ("该公司", "该公司使用Azure，奎隆实验室（Quillon Labs）说。"),
    ]
    graph.load(
        make_deal(
            f"a_{n}", (id_, "USES", "azure", {**called, "subject_text": text, "quote": quote}), lang="zh"
        )
        for n, (text, quote) in enumerate(told)
    )
    assert graph.find("奎隆实验室")[0].names == {"zh": ("奎隆实验室",)}


def test_an_id_never_gets_two_labels(graph: Graph, make_deal: Callable[..., Deal]) -> None:
    graph.load([make_deal("a_1", ("x_quill", "USES", "azure", {}))])
    before = graph.digest()
    wrong = make_deal("a_2", ("x_quill", "AVAILABLE_ON", "azure", {"subject_type": EntityType.PRODUCT}))
    with pytest.raises(InvalidClaim, match="x_quill"):
        graph.load([wrong])
    listed = make_deal("a_3", ("openai", "AVAILABLE_ON", "azure", {"subject_type": EntityType.PRODUCT}))
    with pytest.raises(InvalidClaim, match="openai"):
        graph.load([listed])
    assert graph.digest() == before


def test_a_claim_must_fit_its_article(graph: Graph, make_deal: Callable[..., Deal]) -> None:
    article, claims = make_deal("a_1", ("openai", "USES", "azure", {}))
    with pytest.raises(InvalidClaim, match="is not its quote"):
        graph.load([(msgspec.structs.replace(article, text="Something else entirely."), claims)])
    with pytest.raises(InvalidClaim, match="a_other"):
        graph.load([(msgspec.structs.replace(article, id="a_other"), claims)])
    assert graph.articles() == []


def test_a_hostile_article_is_only_text(graph: Graph, make_deal: Callable[..., Deal]) -> None:
    quote = "\"'}) DETACH DELETE n // OpenAI `runs` on Azure \\u0000 $rows <script>"
    deal = make_deal("a_'; DROP", ("openai", "USES", "azure", {"quote": quote}), title="`$x`", publisher="'")
    graph.load([deal])
    assert graph.claims()[0].quote == quote
    assert graph.articles()[0] == deal[0]
    assert graph.check() == []


def test_networkx_graph(full: Graph) -> None:
    graph = full.to_networkx()
    assert graph.nodes["microsoft"]["name_zh"] == "微软"
    assert graph.nodes["azure"]["entity_type"] == "Product"
    assert [v["amount"] for v in graph.nodes["openai"]["valuations"]] == [852e9]
    ((_, _, key, stake),) = [
        e for e in graph.edges(keys=True, data=True) if e[3]["relation"] == "HOLDS_STAKE_IN"
    ]
    assert key == stake["id"] == full.facts(relation="HOLDS_STAKE_IN")[0].id
    assert (stake["percent"], stake["disputed"], stake["n_claims"]) == (27.0, True, 3)
    assert stake["quote"] == stake["evidence"][0]["quote"]
    assert [e["supports"] for e in stake["evidence"]] == [True, True, False]
    assert {e["lang"] for e in stake["evidence"] if e["supports"]} == {"en", "zh"}
    assert not any(value is None for *_, data in graph.edges(data=True) for value in data.values())


def test_rows_for_notebooks(small: Graph) -> None:
    rows = small.query("RETURN '<script>alert(1)</script>' AS `<b>`, null AS none")
    html = rows._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<th>&lt;b&gt;</th>" in html
    frame = small.query("MATCH (c:Claim) RETURN c.id AS id, c.amount AS amount ORDER BY id").to_df()
    assert (list(frame.columns), len(frame)) == (["id", "amount"], 13)
