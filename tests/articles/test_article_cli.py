"""`kg articles`: tables, JSON lines, --explain, exit codes."""

import json

import pytest
import typer
from typer.testing import CliRunner

from kg.cli.app import Exit
from kg.cli.articles import articles

TEXT = "Cobalt Mind has agreed to rent four thousand accelerators from Fathom Cloud for three years, it said."
TEXT_ZH = "钴心智能表示，已同意向深测云租用四千块加速卡，租期三年，双方未披露金额。"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    app = typer.Typer()
    app.command()(articles)
    return lambda *args, **options: CliRunner().invoke(app, [str(arg) for arg in args], **options)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(
        f"Cobalt rents from Fathom | TechCrunch\n2026-05-06\n{TEXT}\nSign in\n[bold]Not markup[/bold].",
        encoding="utf-8",
    )
    return path


def test_table(run, page):
    result = run(page)
    assert result.exit_code == Exit.OK
    for word in ("en", "original", "2026-05-06", "TechCrunch", "Cobalt rents from Fathom"):
        assert word in result.stdout
    assert "1 articles read, 0 failed" in result.stderr


def test_jsonl_feeds_back(run, page, tmp_path):
    result = run(page, "--format", "jsonl")
    again = tmp_path / "again.jsonl"
    again.write_text(result.stdout, encoding="utf-8")
    assert json.loads(result.stdout)["text"].startswith(TEXT)
    assert run(again, "--format", "jsonl").stdout == result.stdout


def test_explain(run, page):
    result = run(page, "--explain")
    assert result.exit_code == Exit.OK
    for words in ("kept", "dropped: login", "dropped: title", "dropped: header", "[bold]Not markup[/bold]."):
        assert words in result.stdout
    rows = [json.loads(line) for line in run(page, "--explain", "-f", "jsonl").stdout.splitlines()]
    assert [(row["kept"], row["reason"]) for row in rows] == [
        (False, "title"), (False, "header"), (True, None), (False, "login"), (True, None),
    ]  # fmt: skip


def test_explain_where_nothing_is_left(run, tmp_path):
    path = tmp_path / "form.txt"
    path.write_text("Sign in\nPassword", encoding="utf-8")
    result = run(path, "--explain")
    assert "nothing left to read" in result.stdout
    assert "dropped: login" in result.stdout


def test_failures_go_to_stderr_and_the_exit_code(run, page, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"%PDF-1.7")
    result = run(bad, page)
    assert result.exit_code == Exit.BAD_INPUT
    assert "bad.txt: is not text but a PDF" in result.stderr
    assert "Cobalt rents from Fathom" in result.stdout


def test_stdin_and_missing_day(run):
    result = run("-", input=TEXT_ZH)
    assert result.exit_code == Exit.OK
    assert "stdin: no day of publication was found" in result.stderr
    given = run("-", "--published", "2026-05", input=TEXT_ZH)
    assert "2026-05" in given.stdout
    assert "no day" not in given.stderr


def test_bad_day_is_a_usage_error(run, page):
    result = run(page, "--published", "6 May")
    assert result.exit_code == Exit.USAGE
    assert "'6 May' is not a date" in result.stderr
