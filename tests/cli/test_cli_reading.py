"""`kg query`, `show`, `why`, `check`, `neo4j`: what they print and how they exit."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import kg.graph
from kg.cli.app import Format
from kg.cli.check import check
from kg.cli.neo4j import start, status, stop
from kg.cli.output import print_rows
from kg.cli.query import query
from kg.cli.show import show
from kg.cli.why import why
from kg.model import Entity, NotFound, QueryError

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    app = typer.Typer()
    for verb in (query, show, why, check, start, status, stop):
        app.command()(verb)
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str, **options: Any) -> Result:
        result = CliRunner().invoke(app, list(words), **options)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def path(tmp_path: Path, listed: dict[str, Entity], news: list[Any]) -> str:
    path = tmp_path / "news.kgl"
    with kg.graph.open(path, entities=listed) as graph:
        graph.load(news)
    return str(path)


VALUED = "MATCH (o)-[r:VALUED_AT]->() RETURN o.name AS name, r.amount AS amount"


@pytest.mark.parametrize(
    ("format_", "read"),
    [
        ("json", json.loads),
        ("jsonl", lambda out: [json.loads(line) for line in out.splitlines()]),
        (
            "csv",
            lambda out: [{**row, "amount": float(row["amount"])} for row in csv.DictReader(io.StringIO(out))],
        ),
    ],
)
def test_query_in_every_format(run: Run, path: str, format_: str, read: Callable[[str], Any]) -> None:
    result = run("query", VALUED, "--store", path, "--format", format_)
    assert (result.exit_code, read(result.stdout)) == (0, [{"name": "OpenAI", "amount": 852e9}])


def test_query_prints_json_lines_into_a_pipe_and_a_table_when_asked(run: Run, path: str) -> None:
    assert json.loads(run("query", VALUED, "--store", path).stdout)["name"] == "OpenAI"
    table = run("query", VALUED, "--store", path, "-f", "table")
    assert "852,000,000,000" in table.stdout
    assert "1 row" in table.stderr


def test_query_takes_parameters_and_stdin(run: Run, path: str) -> None:
    text = "MATCH (o:Organization) WHERE o.name_zh = $name AND $n < 4 RETURN o.id AS id"
    result = run("query", "-", "--store", path, "-p", "name=微软", "-p", "n=3", input=text)
    assert json.loads(result.stdout) == {"id": "microsoft"}
    assert run("query", text, "--store", path, "-p", "nonsense").exit_code == 2


def test_query_writes_only_when_told(run: Run, path: str) -> None:
    text = "CREATE (p:Person {id: 'new'}) RETURN p.id AS id"
    with pytest.raises(QueryError):
        run("query", text, "--store", path)
    assert json.loads(run("query", text, "--store", path, "--write").stdout) == {"id": "new"}


@pytest.mark.parametrize(
    "words", [("query", "RETURN 1"), ("show", "x"), ("why", "x"), ("check",)], ids=lambda w: w[0]
)
def test_reading_never_makes_a_graph(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(NotFound, match="kg add"):
        run(*words, "--store", str(tmp_path / "typo.kgl"))
    assert list(tmp_path.iterdir()) == []


def test_show_in_both_languages(run: Run, path: str) -> None:
    one, other = (run("show", name, "--store", path) for name in ("Microsoft", "微软"))
    assert one.stdout == other.stdout
    assert "HOLDS_STAKE_IN" in one.stdout
    rows = json.loads(run("show", "openai", "--store", path, "-f", "json").stdout)
    assert {row["relation"] for row in rows} >= {"VALUED_AT", "BUYS_FROM", "USES"}


def test_why_shows_sentences_articles_and_denials(run: Run, path: str) -> None:
    out = run("why", "Microsoft", "OpenAI", "--store", path).stdout
    assert re.search(r"Microsoft holds a stake in OpenAI: 27\s%; disputed", out)
    assert re.search(r"Microsoft holds a stake in OpenAI: 32\.5\s% \(denied\)", out)
    assert "https://ledger.invalid/1" in out
    assert "科技晨报, 2026-04-28" in out
    assert "  ! " in out
    rows = [
        json.loads(line)
        for line in run("why", "微软", "OpenAI", "--store", path, "-f", "jsonl").stdout.splitlines()
    ]
    assert {row["lang"] for row in rows if row["fact"]} == {"en", "zh"}
    assert any(row["contests"] for row in rows)


def test_why_of_strangers(run: Run, path: str) -> None:
    result = run("why", "Nvidia", "Amazon", "--store", path)
    assert (result.exit_code, result.stdout) == (4, "")
    with pytest.raises(NotFound, match="Nvidia"):
        run("why", "Nvidja", "--store", path)


def test_check_exits_3_and_repairs(run: Run, path: str) -> None:
    fine = run("check", "--store", path)
    assert (fine.exit_code, "all is well" in fine.stderr) == (0, True)
    run("query", "MATCH ()-[r:USES]->() DELETE r", "--store", path, "--write")
    broken = run("check", "--store", path, "-f", "jsonl")
    assert broken.exit_code == 3
    assert [json.loads(line)["check"] for line in broken.stdout.splitlines()] == ["missing-fact"]


def test_neo4j_that_does_not_run(run: Run, tmp_path: Path) -> None:
    result = run("status", "--data", str(tmp_path), "--port", "17999")
    assert (result.exit_code, result.stdout) == (4, "bolt://127.0.0.1:17999: does not run\n")
    assert "no server" in run("stop", "--data", str(tmp_path), "--port", "17999").stderr


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1 deal", "'+1 deal"),
        ("@x", "'@x"),
        ("-3.5", "-3.5"),
        ("-x", "'-x"),
        ("微软", "微软"),
        (-5.0, "-5"),
        (None, ""),
        (True, "true"),
        (["a", "中"], '["a", "中"]'),
    ],
    ids=repr,
)
def test_csv_is_harmless_to_a_spreadsheet(value: object, cell: str) -> None:
    out = io.StringIO()
    print_rows([{"x": value, "y": 1}], format=Format.CSV, file=out)
    assert list(csv.reader(io.StringIO(out.getvalue()))) == [["x", "y"], [cell, "1"]]


def test_a_table_keeps_chinese_in_line_and_markup_as_words() -> None:
    out = io.StringIO()
    rows = [{"name": "月之暗面 [bold]x[/]", "n": 5}, {"name": "a\x1b[31mb", "n": 12345}]
    print_rows(rows, format=Format.TABLE, title="Who", file=out)
    text = out.getvalue()
    assert "月之暗面 [bold]x[/]" in text
    assert "\x1b" not in text
    assert "12,345" in text


def test_columns_stand_without_rows() -> None:
    out = io.StringIO()
    print_rows([], format=Format.CSV, columns=["a", "b"], file=out)
    assert out.getvalue() == "a,b\n"
