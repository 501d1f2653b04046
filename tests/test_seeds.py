"""The two real captures in ../shared, all the way: files to facts, in both stores, in any order, twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.graph import Graph
from kg.model import Article, Claim, Fact
from kg.stores import Store, open_store

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

pytestmark = [
    pytest.mark.model,
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the real captures are not here ({SEEDS})"),
]


@pytest.fixture(scope="module")
def read() -> list[tuple[Article, list[Claim]]]:
    """The articles of the captures with their claims: read once, loaded into each store."""
    from kg.articles import read_all
    from kg.extraction import extract

    return list(extract(read_all(sorted(SEEDS.glob("*.txt")))))


@pytest.fixture
def seeded(store: Store, read: list[tuple[Article, list[Claim]]]) -> Graph:
    graph = Graph(store)
    graph.load(read)
    return graph


# Subject, relation, object, what the leading claim must say, languages of the sentences behind the fact.
FACTS: list[tuple[str, str, str | None, dict[str, Any], set[str]]] = [
    ("microsoft", "HOLDS_STAKE_IN", "openai", {"percent": 27, "percent_bound": "about"}, {"en", "zh"}),
    (
        "amazon",
        "INVESTS_IN",
        "openai",
        {"amount": 50e9, "currency": "USD", "amount_bound": "up_to"},
        {"en", "zh"},
    ),
    (
        "openai",
        "LICENSES_TO",
        "microsoft",
        {"exclusivity": "non_exclusive", "valid_until": "2032"},
        {"en", "zh"},
    ),
    ("microsoft", "CLOUD_PARTNER_OF", "openai", {"exclusivity": "primary"}, {"en", "zh"}),
    ("openai", "SHARES_REVENUE_WITH", "microsoft", {"valid_until": "2030", "capped": True}, {"en", "zh"}),
    ("openai", "BUYS_FROM", "microsoft", {"amount": 250e9, "currency": "USD"}, {"en", "zh"}),
    ("openai", "BUYS_FROM", "aws", {"amount": 38e9, "currency": "USD"}, {"en", "zh"}),
    ("openai", "VALUED_AT", None, {"amount": 852e9, "currency": "USD"}, {"en"}),
]


@pytest.mark.parametrize(
    ("subject", "relation", "object_id", "says", "languages"),
    FACTS,
    ids=[f"{f[0]}-{f[1]}-{f[2]}" for f in FACTS],
)
def test_what_both_texts_say_is_found_with_its_sentences(
    seeded: Graph,
    subject: str,
    relation: str,
    object_id: str | None,
    says: dict[str, Any],
    languages: set[str],
) -> None:
    rows = seeded.query(
        "MATCH (c:Claim) WHERE c.subject_id = $subject AND c.relation = $relation AND c.polarity = 'affirmed' "
        "AND (c.object_id = $object OR ($object IS NULL AND c.object_id IS NULL)) "
        "RETURN properties(c) AS claim",
        subject=subject,
        relation=relation,
        object=object_id,
    )
    fitting = [row["claim"] for row in rows if all(row["claim"].get(k) == v for k, v in says.items())]
    assert {claim["lang"] for claim in fitting} >= languages
    assert all(claim["fact"] for claim in fitting), "an affirmed claim supports a fact"


def test_nothing_comes_from_the_boilerplate(seeded: Graph) -> None:
    rows = seeded.query("MATCH (c:Claim) RETURN c.amount AS amount, c.quote AS quote")
    assert all(row["amount"] != 410 and "410" not in row["quote"] for row in rows)
    words = ("请输入", "记住我", "帕兰泰尔", "版权", "Disrupt")
    assert not [row["quote"] for row in rows if any(word in row["quote"] for word in words)]


def test_microsofts_denial_is_a_denied_claim_and_no_edge(seeded: Graph) -> None:
    denied = seeded.query(
        "MATCH (c:Claim) WHERE c.polarity = 'denied' AND c.exclusivity = 'exclusive' AND c.attribution = 'Microsoft' "
        "RETURN c.lang AS lang, c.fact AS fact"
    )
    assert {row["lang"] for row in denied} == {"en", "zh"}
    assert all(row["fact"] is None for row in denied)


@pytest.mark.neo4j
def test_both_stores_hold_the_same_graph_in_any_order_and_twice(
    neo4j_store: Store, embedded_store: Store, read: list[tuple[Article, list[Claim]]]
) -> None:
    def facts(graph: Graph) -> Iterator[Fact]:
        return iter(sorted(graph.facts(), key=lambda fact: fact.id))

    here, there = Graph(embedded_store), Graph(neo4j_store)
    here.load(read)
    there.load(reversed(read))
    there.load(read)
    assert [fact.id for fact in facts(here)] == [fact.id for fact in facts(there)]
    assert here.digest() == there.digest()
    assert here.check() == []


def test_adding_the_files_twice_changes_nothing(tmp_path: Path) -> None:
    with Graph(open_store(str(tmp_path / "seeds.kgl"))) as graph:
        first = graph.add(sorted(SEEDS.glob("*.txt")))
        digest = graph.digest()
        second = graph.add(sorted(SEEDS.glob("*.txt"), reverse=True))
        assert (first.articles, first.failures) == (second.articles, second.failures)
        assert graph.digest() == digest
