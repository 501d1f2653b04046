"""What every store must do, run on each: values, transactions, errors, and the Cypher that both speak."""

from typing import Any

import pytest

from kg.model import QueryError, StoreError
from kg.stores import Store

PEOPLE = "UNWIND $rows AS row CREATE (p:Person) SET p = row"
ROWS = [
    {"id": "p1", "name": "Ada Quill", "age": 41, "share": 12.5, "tags": ["chips", "芯片"]},
    {"id": "p2", "name": "欧阳明", "age": 37, "share": 0.5},
    {"id": "p3", "name": "Bo O'Neil", "born": "1980-02-29", "fact": "f1"},
]


@pytest.fixture
def people(store: Store) -> Store:
    links = "UNWIND $rows AS row MATCH (a:Person {id: row.a}) MATCH (b:Person {id: row.b}) CREATE (a)-[:SUES {id: row.id}]->(b)"
    store.execute(
        [
            (PEOPLE, {"rows": ROWS}),
            (links, {"rows": [{"a": "p1", "b": "p2", "id": "f1"}, {"a": "p2", "b": "p3", "id": "f2"}]}),
        ]
    )
    return store


SAME: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
    ("MATCH (p:Person) RETURN p.name AS name ORDER BY p.id", {}, [{"name": "Ada Quill"}, {"name": "欧阳明"}, {"name": "Bo O'Neil"}]),
    ("MATCH (p:Person {name: $name}) RETURN p.id AS id", {"name": "Bo O'Neil"}, [{"id": "p3"}]),
    ("OPTIONAL MATCH (p:Person {id: 'none'}) RETURN p.name AS name", {}, [{"name": None}]),
    ("UNWIND [3, 1, 2] AS n WITH n WHERE n > 1 RETURN n ORDER BY n", {}, [{"n": 2}, {"n": 3}]),
    ("MATCH (a:Person {id: 'p1'})-[:SUES*1..2]->(b) RETURN b.id AS id ORDER BY id", {}, [{"id": "p2"}, {"id": "p3"}]),
    ("MATCH (p:Person) RETURN p.id AS id, CASE WHEN p.age >= 40 THEN 'old' WHEN p.age < 40 THEN 'young' ELSE 'unknown' END AS age ORDER BY id", {}, [{"id": "p1", "age": "old"}, {"id": "p2", "age": "young"}, {"id": "p3", "age": "unknown"}]),
    ("MATCH (p:Person) WHERE EXISTS { (p)-[:SUES]->() } RETURN p.id AS id ORDER BY id", {}, [{"id": "p1"}, {"id": "p2"}]),
    ("MATCH (p:Person) WHERE NOT EXISTS { (p)<-[:SUES]-(:Person) } RETURN p.id AS id", {}, [{"id": "p1"}]),
    ("MATCH (p:Person) RETURN p.id AS id, COUNT { (p)-[:SUES]-() } AS n ORDER BY id", {}, [{"id": "p1", "n": 1}, {"id": "p2", "n": 2}, {"id": "p3", "n": 1}]),
    ("RETURN [x IN range(1, 5) WHERE x % 2 = 1 | x * x] AS squares", {}, [{"squares": [1, 9, 25]}]),
    ("MATCH (p:Person) WHERE any(t IN p.tags WHERE t = '芯片') RETURN p.id AS id", {}, [{"id": "p1"}]),
    ("RETURN date('2026-04-27') AS d, date('2026-04-27') + duration('P1M') AS later", {}, [{"d": "2026-04-27", "later": "2026-05-27"}]),
    ("RETURN date('2026-04-27') < date('2026-05-01') AS before, date('2026-04-27').year AS year", {}, [{"before": True, "year": 2026}]),
    ("RETURN duration('P14M3DT3661S') AS d", {}, [{"d": "P1Y2M3DT1H1M1S"}]),
    ("MATCH (p:Person) WHERE p.name =~ '(?i)ADA.*' RETURN p.id AS id", {}, [{"id": "p1"}]),
    ("MATCH (p:Person) WHERE p.name CONTAINS '阳' RETURN p.id AS id", {}, [{"id": "p2"}]),
    ("MATCH (p:Person) WHERE p.name STARTS WITH 'Bo' AND toLower(p.name) ENDS WITH 'neil' RETURN p.id AS id", {}, [{"id": "p3"}]),
    ("MATCH (p:Person) RETURN count(p) AS n, sum(p.age) AS years, max(p.share) AS most, avg(p.age) AS mean", {}, [{"n": 3, "years": 78, "most": 12.5, "mean": 39.0}]),
    ("MATCH (p:Person) WITH p ORDER BY p.id WITH collect(p.id) AS ids RETURN ids, size(ids) AS n", {}, [{"ids": ["p1", "p2", "p3"], "n": 3}]),
    ("MATCH (p:Person) WHERE p.age IS NULL RETURN coalesce(p.age, -1) AS age, p.born AS born", {}, [{"age": -1, "born": "1980-02-29"}]),
    ("MATCH (a:Person {id: 'p1'}), (b:Person {id: 'p3'}) MATCH path = shortestPath((a)-[:SUES*..5]-(b)) RETURN [n IN nodes(path) | n.id] AS ids, length(path) AS n", {}, [{"ids": ["p1", "p2", "p3"], "n": 2}]),
    ("MATCH (p:Person {id: 'p1'}) RETURN p.id AS id UNION MATCH (p:Person {id: 'p3'}) RETURN p.id AS id", {}, [{"id": "p1"}, {"id": "p3"}]),
    ("MATCH (p:Person) CALL (p) { MATCH (p)-[:SUES]->(o) RETURN count(o) AS n } RETURN p.id AS id, n ORDER BY id", {}, [{"id": "p1", "n": 1}, {"id": "p2", "n": 1}, {"id": "p3", "n": 0}]),
    ("MATCH (a)-[r:SUES|ACQUIRES]->(b) RETURN type(r) AS t, r.id AS id, a.id AS a, b.id AS b ORDER BY id", {}, [{"t": "SUES", "id": "f1", "a": "p1", "b": "p2"}, {"t": "SUES", "id": "f2", "a": "p2", "b": "p3"}]),
    ("MATCH (p:Person|Product {id: 'p1'}) RETURN labels(p) AS labels, p {.id, .age} AS some", {}, [{"labels": ["Person"], "some": {"id": "p1", "age": 41}}]),
    ("MATCH (:Person)-[r:SUES]->(:Person) MATCH (p:Person) WHERE p.fact = r.id RETURN p.id AS id", {}, [{"id": "p3"}]),
    ("MATCH (:Person)-[r:SUES]->(:Person) WITH r MATCH (p:Person)<-[:SUES]-(q) WHERE p.fact = r.id RETURN p.id AS id, q.id AS q", {}, [{"id": "p3", "q": "p2"}]),
    ("MATCH (:Person)-[r:SUES]->(:Person) WITH r.id AS fact MATCH (p:Person {fact: fact}) RETURN p.id AS id", {}, [{"id": "p3"}]),
    ("MATCH (p:Person {id: 'p1'}) MATCH (q:Person {id: p.id}) RETURN q.id AS id", {}, [{"id": "p1"}]),
    ("MATCH (p:Person {id: 'p2'}) RETURN p", {}, [{"p": {"labels": ["Person"], "properties": ROWS[1]}}]),
    ("MATCH (p:Person {id: 'p2'}) RETURN properties(p) AS p", {}, [{"p": ROWS[1]}]),
    ("MATCH (:Person {id: 'p1'})-[r:SUES]->() RETURN r", {}, [{"r": {"type": "SUES", "properties": {"id": "f1"}}}]),
    ("MATCH path = (:Person {id: 'p3'})<-[:SUES]-(:Person) RETURN path", {}, [{"path": {"nodes": [{"labels": ["Person"], "properties": ROWS[2]}, {"labels": ["Person"], "properties": ROWS[1]}], "relationships": [{"type": "SUES", "properties": {"id": "f2"}}]}}]),
    ("RETURN $big AS big, $float AS float, $none AS none, $yes AS yes, $map AS map", {"big": 2**62, "float": 852e9, "none": None, "yes": True, "map": {"类": [1, None, "x"]}}, [{"big": 2**62, "float": 852e9, "none": None, "yes": True, "map": {"类": [1, None, "x"]}}]),
    ("RETURN null = null AS equal, null IS NULL AS absent, 1 IN [null, 1] AS inside", {}, [{"equal": None, "absent": True, "inside": True}]),
]  # fmt: skip


@pytest.mark.parametrize(("cypher", "params", "rows"), SAME, ids=[cypher[:60] for cypher, *_ in SAME])
def test_same_text_same_rows(
    people: Store, cypher: str, params: dict[str, Any], rows: list[dict[str, Any]]
) -> None:
    assert people.query(cypher, **params) == rows


def test_columns_stand_without_rows(store: Store) -> None:
    rows = store.query("MATCH (p:Person) RETURN p.id AS id, p.name AS name")
    assert (list(rows), rows.columns) == ([], ("id", "name"))


def test_amounts_stay_floats_and_counts_stay_integers(store: Store) -> None:
    store.execute(
        [("CREATE (:Person {id: 'p', amount: $amount, n: $n})", {"amount": 50_000_000_000.0, "n": 3})]
    )
    row = store.query("MATCH (p:Person) RETURN p.amount AS amount, p.n AS n")[0]
    assert (type(row["amount"]), type(row["n"])) == (float, int)


HOSTILE = [
    "Robert'); MATCH (n) DETACH DELETE n //",
    '"}) DETACH DELETE n //',
    "`) DELETE n; //",
    "$name} RETURN 1 //",
    "\\u0027 OR 1=1 \\",
    "月之暗面’\u202e`\n\t'\"",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_value(store: Store, name: str) -> None:
    store.execute([(PEOPLE, {"rows": [{"id": "p1", "name": name}, {"id": "p2", "name": "Ada Quill"}]})])
    found = store.query("MATCH (p:Person {name: $name}) RETURN p.id AS id, p.name AS name", name=name)
    assert found == [{"id": "p1", "name": name}]
    assert store.query("MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Person {id: 'x'})",
        "MATCH (n) SET n.name = 'x'",
        "MATCH (n) DETACH DELETE n",
        "MERGE (n:Person {id: 'x'}) RETURN n",
        "MATCH (n:Person) REMOVE n.name",
        "DROP CONSTRAINT kg_person_id",
    ],
    ids=lambda cypher: cypher.split()[0] + cypher[-8:],
)
def test_a_reading_query_cannot_write(people: Store, cypher: str) -> None:
    with pytest.raises(QueryError):
        people.query(cypher)
    assert people.query("MATCH (p:Person) RETURN count(p) AS n, min(p.name) AS first") == [
        {"n": 3, "first": "Ada Quill"}
    ]


def test_words_of_writing_in_strings_are_no_writing(store: Store) -> None:
    assert store.query("RETURN 'CREATE and DELETE' AS text // SET nothing") == [{"text": "CREATE and DELETE"}]


@pytest.mark.parametrize(
    "cypher", ["RETRUN 1", "MATCH (n RETURN n", "RETURN $missing", "RETURN 1/0", "RETURN unknown_function(1)"]
)
def test_a_wrong_text_is_a_query_error(store: Store, cypher: str) -> None:
    with pytest.raises(QueryError):
        store.query(cypher)


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    with pytest.raises(StoreError):
        store.execute([(PEOPLE, {"rows": ROWS}), ("RETRUN 1", {})])
    assert store.query("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    store.execute([(PEOPLE, {"rows": ROWS})])
    assert store.query("MATCH (n) RETURN count(n) AS n") == [{"n": 3}]


@pytest.mark.parametrize("label", ["Person", "Claim", "Article"])
def test_an_id_is_unique_within_its_label(store: Store, label: str) -> None:
    with pytest.raises(StoreError):
        store.execute([(f"UNWIND [1, 2] AS n CREATE (:{label} {{id: 'same'}})", {})])


def test_an_edge_id_is_unique_within_its_relation(people: Store) -> None:
    again = "MATCH (a:Person {id: 'p1'}), (b:Person {id: 'p3'}) CREATE (a)-[:SUES {id: 'f1'}]->(b)"
    with pytest.raises(StoreError):
        people.execute([(again, {})])


def test_statements_of_one_transaction_see_each_other(store: Store) -> None:
    rows = store.execute([(PEOPLE, {"rows": ROWS}), ("MATCH (p:Person) RETURN count(p) AS n", {})])
    assert rows[1] == [{"n": 3}]


def test_two_edges_of_one_type_between_two_nodes(people: Store) -> None:
    more = "MATCH (a:Person {id: 'p1'}), (b:Person {id: 'p2'}) CREATE (a)-[:SUES {id: 'f9'}]->(b)"
    people.execute([(more, {})])
    found = people.query("MATCH (:Person {id: 'p1'})-[r:SUES]->() RETURN r.id AS id ORDER BY id")
    assert found == [{"id": "f1"}, {"id": "f9"}]
