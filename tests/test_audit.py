"""Every check of `kg.audit`: a graph is corrupted in one way, and just that is found."""

from typing import Any

import pytest

from kg.audit import check
from kg.graph import Graph
from kg.model import Claim
from kg.stores.records import fact_row

Deal = tuple[Any, list[Claim]]


@pytest.fixture
def sound(embedded_graph: Graph, news: list[Deal]) -> Graph:
    embedded_graph.load(news)
    return embedded_graph


def test_a_sound_graph_has_no_findings(graph: Graph, news: list[Deal]) -> None:
    graph.load(news)
    assert check(graph.store) == graph.check() == []


def test_an_empty_graph_has_no_findings(embedded_graph: Graph) -> None:
    assert embedded_graph.check() == []


STAKE = "MATCH ()-[r:HOLDS_STAKE_IN]->() "
CLAIM = "MATCH (c:Claim {relation: 'USES'}) "

CORRUPT = [
    ("article-text", "MATCH (a:Article {id: 'a_courier'}) SET a.text = 'x' + a.text", {"quote"}),
    ("article-invalid", "MATCH (a:Article {id: 'a_start'}) SET a.published = 'yesterday'", {"invalid-article", "dangling-claim"}),
    ("article-gone", "MATCH (a:Article {id: 'a_start'}) DETACH DELETE a", {"dangling-claim", "arrows"}),
    ("claim-edited", CLAIM + "SET c.percent = 12.0", {"invalid-claim", "arrows", "unfounded-fact"}),
    ("claim-quote", CLAIM + "SET c.quote = 'OpenAI uses Azure'", {"invalid-claim", "arrows", "unfounded-fact"}),
    ("claim-group", CLAIM + "SET c.`group` = 'openai USES bedrock'", {"group"}),
    ("claim-fact", CLAIM + "SET c.fact = 'f_other'", {"claim-fact"}),
    ("denied-claim-fact", STAKE + "MATCH (c:Claim {polarity: 'denied'}) SET c.fact = r.id", {"claim-fact"}),
    ("claim-resolved-elsewhere", CLAIM + "SET c.object_id = 'bedrock'", {"arrows", "group", "claim-fact", "missing-fact", "unfounded-fact"}),
    ("arrow-missing", "MATCH (:Claim {relation: 'USES'})-[r:OBJECT]->() DELETE r", {"arrows"}),
    ("arrow-twice", "MATCH (c:Claim {relation: 'USES'})-[:OBJECT]->(e) CREATE (c)-[:OBJECT]->(e)", {"arrows"}),
    ("arrow-of-nothing", "MATCH (e:Product), (a:Article {id: 'a_start'}) CREATE (e)-[:STATED_IN]->(a)", {"arrows"}),
    ("edge-missing", STAKE + "DELETE r", {"missing-fact"}),
    ("edge-twice", "MATCH (s)-[r:HOLDS_STAKE_IN]->(o) CREATE (s)-[:HOLDS_STAKE_IN {id: 'f_new'}]->(o)", {"unfounded-fact"}),
    ("edge-of-rumour", "MATCH (s {id: 'microsoft'}), (o {id: 'amazon'}) CREATE (s)-[:SUES {id: 'f_rumour', status: 'current'}]->(o)", {"unfounded-fact"}),
    ("edge-edited", STAKE + "SET r.percent = 99.0", {"fact-differs"}),
    ("edge-extra-property", STAKE + "SET r.note = 'by hand'", {"fact-differs"}),
    ("unknown-relation", "MATCH (s {id: 'microsoft'}), (o {id: 'openai'}) CREATE (s)-[:ADMIRES]->(o)", {"unknown-relation"}),
    ("unknown-label", "CREATE (:Robot {id: 'r1'})", {"label"}),
    ("two-nodes-one-id", "CREATE (:Product {id: 'openai', name: 'OpenAI'})", {"double-id"}),
]  # fmt: skip


@pytest.mark.parametrize(("cypher", "found"), [row[1:] for row in CORRUPT], ids=[row[0] for row in CORRUPT])
def test_a_corruption_is_found(sound: Graph, cypher: str, found: set[str]) -> None:
    sound.query(cypher, write=True)
    findings = sound.check()
    assert {finding.check for finding in findings} == found
    assert findings == sorted(findings)
    assert all(finding.id and finding.message for finding in findings)


@pytest.mark.parametrize(
    ("relation", "ends", "found"),
    [("PARTNERS_WITH", ("nvidia", "microsoft"), "symmetric"), ("USES", ("amazon", "azure"), "fact-ends")],
    ids=["turned", "moved"],
)
def test_an_edge_between_other_ends_is_found(
    sound: Graph, relation: str, ends: tuple[str, str], found: str
) -> None:
    edge = sound.facts(relation=relation)[0]
    move = f"MATCH (s {{id: $s}}), (o {{id: $o}}) CREATE (s)-[n:{relation}]->(o) SET n = $edge"
    sound.query(f"MATCH ()-[r:{relation}]->() DELETE r", write=True)
    sound.query(move, write=True, s=ends[0], o=ends[1], edge=fact_row(edge))
    assert [(finding.check, finding.id) for finding in sound.check()] == [(found, edge.id)]


def test_words_out_of_place_are_found(sound: Graph) -> None:
    """A claim may be whole in itself and still name the wrong place in its article."""
    import msgspec

    article, claims = next(
        (a, c) for a, c in ((a, sound.claims(article=a.id)) for a in sound.articles()) if a.id == "a_courier"
    )
    moved = msgspec.structs.replace(claims[0], id="", subject_start=0)
    sound.load([(article, [moved, *claims[1:]])])
    assert [finding.check for finding in sound.check()] == ["words"]


@pytest.mark.parametrize("cypher", [row[1] for row in CORRUPT if "Article" not in row[1] and "SET c.quote" not in row[1] and "percent = 12" not in row[1] and row[0] not in {"claim-resolved-elsewhere", "unknown-label", "two-nodes-one-id", "unknown-relation"}])  # fmt: skip
def test_rebuild_repairs_what_follows_from_claims(sound: Graph, cypher: str) -> None:
    before = sound.digest()
    sound.query(cypher, write=True)
    sound.rebuild()
    assert (sound.check(), sound.digest()) == ([], before)
