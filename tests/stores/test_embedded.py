"""What only the embedded store has: a file, its lock, its damage, and a crash."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.model import QueryError, StoreError
from kg.stores import open_store
from kg.stores.embedded import EmbeddedStore

COUNT = "MATCH (n:Person) RETURN count(n) AS n"
ADD = "CREATE (:Person {id: $id})"


def test_a_closed_file_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    for n in range(3):
        store = EmbeddedStore(path)
        assert store.query(COUNT) == [{"n": n}]
        store.execute([(ADD, {"id": f"p{n}"})])
        store.close()
        store.close()


def test_reading_does_not_touch_the_file(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    first = EmbeddedStore(path)
    first.execute([(ADD, {"id": "p1"})])
    first.close()
    before = path.stat().st_mtime_ns
    store = EmbeddedStore(path)
    store.query(COUNT)
    store.close()
    assert path.stat().st_mtime_ns == before
    EmbeddedStore(path).close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "graph.kgl")
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.query(COUNT)


def test_what_was_committed_survives_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    crash = (
        "import os, sys\nfrom kg.stores.embedded import EmbeddedStore\n"
        "store = EmbeddedStore(sys.argv[1])\n"
        f"store.execute([({ADD!r}, {{'id': 'kept'}})])\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", crash, str(path)], check=False)
    assert done.returncode == 9
    store = EmbeddedStore(path)
    assert store.query("MATCH (n:Person) RETURN n.id AS id") == [{"id": "kept"}]
    store.close()


def test_a_file_in_use_is_refused_with_who_uses_it(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    store = EmbeddedStore(path)
    with pytest.raises(StoreError, match="in use by this process"):
        EmbeddedStore(path)
    other = "import sys\nfrom kg.stores.embedded import EmbeddedStore\nEmbeddedStore(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", other, str(path)], capture_output=True, text=True, check=False
    )
    assert "in use by process" in done.stderr
    store.close()


@pytest.mark.parametrize(
    "content", [b"", b"garbage" * 99, "kg: 图".encode()], ids=["empty", "garbage", "text"]
)
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "graph.kgl"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a graph file, or it is damaged"):
        EmbeddedStore(path)
    assert path.read_bytes() == content


def test_a_truncated_file(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    store = EmbeddedStore(path)
    store.execute([(ADD, {"id": f"p{n}"}) for n in range(50)])
    store.close()
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(StoreError, match="damaged"):
        EmbeddedStore(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        EmbeddedStore(tmp_path)
    with pytest.raises(StoreError, match="does not exist"):
        EmbeddedStore(tmp_path / "none" / "graph.kgl")


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH ()-[r:USES]->() MATCH (c:Claim {fact: r.id}) RETURN c.id",
        "MATCH (s)-[ r ]->(o), (c:Claim {status: 'current', fact: r.id})-[:STATED_IN]->(a) RETURN a.id",
    ],
)
def test_a_pattern_that_kglite_answers_wrongly_is_refused(embedded_store: EmbeddedStore, cypher: str) -> None:
    with pytest.raises(QueryError, match=r"WHERE x\.fact = r\.id"):
        embedded_store.query(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH ()-[r:USES]->() RETURN {fact: r.id} AS m",
        "MATCH ()-[r:USES]->() RETURN collect({fact: r.id}) AS m",
        "MATCH ()-[r:USES]->() MATCH (c:Claim) WHERE c.fact = r.id RETURN '(c {fact: r.id})' AS text",
    ],
)
def test_maps_that_are_no_patterns_pass(embedded_store: EmbeddedStore, cypher: str) -> None:
    assert list(embedded_store.query(cypher)) in ([], [{"m": []}])


def test_a_graph_in_memory() -> None:
    store = open_store(":memory:")
    store.execute([(ADD, {"id": "p1"})])
    assert store.query(COUNT) == [{"n": 1}]
    store.close()


@pytest.mark.parametrize("location", ["ftp://host/graph", "kuzu://x"])
def test_an_unknown_scheme(location: str) -> None:
    with pytest.raises(StoreError, match=r"entry point in the group kg\.stores"):
        open_store(location)


def test_where_the_graph_is_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KG_STORE", str(tmp_path / "from-env.kgl"))
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    store = open_store()
    assert store.location == str(tmp_path / "from-env.kgl")
    store.close()


def test_an_error_that_is_still_held_does_not_keep_the_file(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    EmbeddedStore(path).close()
    store = EmbeddedStore(path)
    with pytest.raises(QueryError) as held:
        store.query("CREATE (:Person {id: 'p'})")
    store.close()
    again = EmbeddedStore(path)
    assert again.query("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    again.close()
    assert "writes" in str(held.value)
