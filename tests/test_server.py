"""A local Neo4j without Docker: what it says where something is missing, and a whole life of one."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg.model import NotFound, StoreError
from kg.server import VERSION, LocalNeo4j, cache_folder
from kg.stores import open_store

PASSWORD = "long-enough-for-tests"


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("NEO4J_HOME", raising=False)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_the_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("KG_CACHE")
    assert cache_folder().parts[-2:] == (".cache", "ai-industry-kg")


@pytest.mark.usefixtures("nothing_installed")
def test_without_java(free_port: int) -> None:
    with pytest.raises(
        StoreError, match=r"java is not installed: apt-get install default-jre .*docker compose"
    ):
        LocalNeo4j(port=free_port).start(password=PASSWORD)


@pytest.mark.usefixtures("nothing_installed")
def test_without_maven() -> None:
    with pytest.raises(StoreError, match="mvn is not installed: apt-get install maven"):
        LocalNeo4j().fetch()


@pytest.mark.usefixtures("nothing_installed")
def test_what_was_fetched_is_not_fetched_again() -> None:
    server = LocalNeo4j()
    server.programs.mkdir(parents=True)
    (server.programs / "complete").write_text(VERSION, encoding="utf-8")
    assert server.fetch() == server.programs / "lib"


def test_maven_that_fails_says_why(
    nothing_installed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho '[ERROR] Could not resolve neo4j'\nexit 1\n", encoding="utf-8")
    maven.chmod(0o755)
    server = LocalNeo4j()
    with pytest.raises(StoreError, match=r"Could not resolve neo4j\nGive an installed one by NEO4J_HOME"):
        server.fetch()
    assert not (server.programs / "complete").exists()


def test_a_home_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is no Neo4j"):
        LocalNeo4j(tmp_path).fetch()


def test_a_home_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "neo4j-server-5.26.1.jar").touch()
    monkeypatch.setenv("NEO4J_HOME", str(tmp_path))
    assert LocalNeo4j().fetch() == tmp_path / "lib"


def test_a_short_password() -> None:
    with pytest.raises(StoreError, match="8 characters"):
        LocalNeo4j().start(password="short")


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = LocalNeo4j(port=other.getsockname()[1], data=tmp_path)
        with pytest.raises(StoreError, match="is taken"):
            server.start(password=PASSWORD)


@pytest.mark.parametrize(
    "content", ["", "nonsense", "1", "999999999"], ids=["empty", "words", "other", "gone"]
)
def test_a_stale_pid_file_is_no_server(tmp_path: Path, content: str) -> None:
    server = LocalNeo4j(data=tmp_path)
    (tmp_path / "server.pid").write_text(content, encoding="utf-8")
    assert not server.status().running
    assert not server.stop()
    assert not (tmp_path / "server.pid").exists()


@pytest.fixture
def started(tmp_path: Path, free_port: int, neo4j_location: str) -> Iterator[LocalNeo4j]:
    """A server of its own. `neo4j_location` skips where none can be had."""
    server = LocalNeo4j(port=free_port, data=tmp_path)
    server.start(password=PASSWORD)
    yield server
    server.stop()


@pytest.mark.neo4j
def test_the_life_of_a_server(started: LocalNeo4j, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    again = LocalNeo4j(port=started.port, data=tmp_path)
    assert again.start(password=PASSWORD).pid == started.status().pid
    with closing(open_store(started.uri)) as store:
        store.execute([("CREATE (:Person {id: 'kept'})", {})])
    with pytest.raises(StoreError, match="another password"):
        again.start(password="not-the-password")
    assert started.stop()
    assert (started.status().running, started.stop()) == (False, False)
    with pytest.raises(StoreError, match="cannot be reached"):
        open_store(started.uri)
    started.start(password=PASSWORD)
    with closing(open_store(started.uri)) as store:
        assert store.query("MATCH (p:Person) RETURN p.id AS id") == [{"id": "kept"}]
