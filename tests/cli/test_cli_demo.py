"""`kg demo` and `kg doctor`: what somebody does first."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.model import relations

pytestmark = pytest.mark.model

Shown = subprocess.CompletedProcess[str]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_STORE", "NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shown]:
    """The demo in a process of its own, which nobody should have to wait for."""
    folder = tmp_path_factory.mktemp("demo")
    run = subprocess.run(
        [Path(sys.executable).with_name("kg"), "demo", "--folder", folder],
        capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return folder, run


def test_demo_shows_what_it_found(shown: tuple[Path, Shown]) -> None:
    folder, result = shown
    with kg.open(folder / "demo.kgl", create=False) as graph:
        facts = graph.facts()
        assert graph.check() == []
        assert {article.lang for article in graph.articles()} == {"en", "zh"}
        assert graph.counts()["articles"] >= 12
    assert all(fact.relation in result.stdout for fact in facts)
    assert len({fact.relation for fact in facts}) >= len(relations()) - 2
    assert result.stdout.count("  kg ") == 3
    assert "[en]" in result.stdout
    assert "[zh]" in result.stdout


def test_demo_writes_a_page(shown: tuple[Path, Shown]) -> None:
    folder, _ = shown
    page = (folder / "graph.html").read_text(encoding="utf-8")
    assert "companies that do not exist" in page
    assert "微软" in page


def test_demo_again_changes_nothing(shown: tuple[Path, Shown]) -> None:
    folder, first = shown
    page = (folder / "graph.html").read_bytes()
    again = CliRunner().invoke(app, ["demo", "--folder", str(folder)])
    assert again.stdout == first.stdout
    assert (folder / "graph.html").read_bytes() == page


def test_what_demo_says_to_try_next_works(shown: tuple[Path, Shown]) -> None:
    _, result = shown
    commands = [line.strip() for line in result.stdout.splitlines() if line.startswith("  kg ")]
    for command in commands[:2]:
        tried = CliRunner().invoke(app, shlex.split(command)[1:])
        assert (tried.exit_code, bool(tried.stdout.strip())) == (0, True), command


def test_doctor_finds_everything() -> None:
    result = CliRunner().invoke(app, ["doctor", "-f", "json"])
    parts = {part["part"]: part for part in json.loads(result.stdout)}
    assert result.exit_code == 0
    for needed in ("Python", "packages", "language model en", "language model zh", "embedded store"):
        assert parts[needed]["state"] == "ok"
    assert parts["Neo4j"]["state"] != "missing"
    assert all("way_out" in part or part["state"] == "ok" for part in parts.values())


def test_doctor_says_what_to_do_about_a_server_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("NEO4J_PASSWORD", "invented-for-tests")
    result = CliRunner().invoke(app, ["doctor", "--quick", "-f", "json"])
    parts = {part["part"]: part for part in json.loads(result.stdout)}
    assert result.exit_code == 3
    assert "cannot be reached" in parts["Neo4j"]["found"]
    assert "unset NEO4J_URI" in parts["Neo4j"]["way_out"]
    assert "language model en" not in parts


@pytest.mark.neo4j
def test_doctor_finds_a_server(
    neo4j_location: str, neo4j_password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", neo4j_location)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_password)
    result = CliRunner().invoke(app, ["doctor", "--quick", "-f", "json"])
    parts = {part["part"]: part for part in json.loads(result.stdout)}
    assert parts["Neo4j"]["state"] == "ok"
    assert parts["Neo4j"]["found"].startswith("5.")
