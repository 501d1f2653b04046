"""`kg evaluate`: figures on stdout in every format, talk on stderr, a page, and what is wrong with a line."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.cli.app import Exit

PASSAGES = [
    {"id": "e1", "lang": "en", "published": "2026-05-14", "text": "Nvidia sued Foxglove Robotics on Thursday.",
     "claims": [{"subject": ["Nvidia"], "relation": "SUES", "object": ["Foxglove Robotics"], "polarity": "denied"},
                {"subject": ["Nvidia"], "relation": "BUYS_FROM", "object": ["Foxglove Robotics"]}]},
    {"id": "z1", "lang": "zh", "published": "2026-05-14", "text": "马斯克周四起诉了OpenAI。",
     "claims": [{"subject": ["Elon Musk", "马斯克"], "relation": "SUES", "object": ["OpenAI"]}]},
    {"id": "z2", "lang": "zh", "kind": "no_claim", "text": "不来梅周四整天下雨，街上行人稀少。", "claims": []},
]  # fmt: skip
CLAIMS = [
    {"article": "e1", "subject": "Nvidia", "relation": "SUES", "object": "Foxglove Robotics"},
    {"article": "z2", "subject": "Nvidia", "relation": "USES", "object": "Bremen"},
]


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in PASSAGES), "utf-8")
    (tmp_path / "claims.jsonl").write_text("".join(json.dumps(one) + "\n" for one in CLAIMS), "utf-8")
    return file


def test_a_table_for_each_language(gold: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", "gold.jsonl", "--predictions", "claims.jsonl"])
    assert result.exit_code == 0, result.stderr
    heads = [
        line.strip() for line in result.stdout.splitlines() if "passages" in line and "false" not in line
    ]
    assert heads == ["all: 3 passages", "en: 1 passages", "zh: 2 passages"]
    assert "false claims in 1 passages without claims: 1 z2 (1)" in result.stdout
    first = next(line.split() for line in result.stdout.splitlines() if line.strip().startswith("claims"))
    assert first == ["claims", "3", "1", "1", "2", "0.5", "0.333", "0.4"]
    assert "3 passages, 3 claims to find, 0 lines or passages failed" in result.stderr


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv"])
def test_rows_for_programs(gold: Path, format_: str) -> None:
    result = CliRunner().invoke(
        app, ["evaluate", "gold.jsonl", "--predictions", "claims.jsonl", "--lang", "en", "-f", format_]
    )
    assert result.exit_code == 0, result.stderr
    if format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
    else:
        lines = [result.stdout] if format_ == "json" else result.stdout.splitlines()
        read = [json.loads(line) for line in lines]
        rows = read[0] if format_ == "json" else read
    assert {row["lang"] for row in rows} == {"en"}
    by_name = {(row["of"], row["name"] or None): row for row in rows}
    assert {of for of, _ in by_name} == {"claims", "pairs", "relation", "qualifier", "no_claim"}
    assert [str(by_name["claims", None][name]) for name in ("right", "wrong", "missed")] == ["1", "0", "1"]
    assert float(by_name["qualifier", "polarity"]["share"]) == 0
    assert "passed over" not in result.stderr


@pytest.mark.model
def test_extraction_and_a_page(gold: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", "gold.jsonl", "--html", "mistakes.html", "-f", "jsonl"])
    assert result.exit_code == 0, result.stderr
    all_claims = json.loads(result.stdout.splitlines()[0])
    assert (all_claims["right"], all_claims["wrong"], all_claims["missed"]) == (2, 0, 1)
    page = (gold.parent / "mistakes.html").read_text("utf-8")
    assert 'data-kind="missed" data-relation="BUYS_FROM" data-lang="en"' in page
    assert 'data-kind="qualifier" data-relation="SUES"' in page
    assert '<mark class="subject" title="subject">Nvidia</mark>' in page
    assert '["sued","VERB","ROOT"' in page
    assert "mistakes.html: 2 mistakes" in result.stderr


def test_a_bad_line_is_named_and_the_exit_code_is_3(gold: Path) -> None:
    with gold.open("a", encoding="utf-8") as file:
        file.write('{"id": "bad"}\n')
    result = CliRunner().invoke(app, ["evaluate", "gold.jsonl", "--predictions", "claims.jsonl"])
    assert result.exit_code == Exit.BAD_INPUT
    assert "error: gold.jsonl:4: cannot be used" in result.stderr
    assert "all: 3 passages" in result.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["nowhere.jsonl"], Exit.BAD_INPUT, "nowhere.jsonl: cannot be read"),
        (["gold.jsonl", "--predictions", "nowhere.jsonl"], Exit.BAD_INPUT, "nowhere.jsonl: cannot be read"),
        (
            ["gold.jsonl", "--extractor", "tea-leaves"],
            Exit.NOT_FOUND,
            "no extractor 'tea-leaves' is installed",
        ),
        (
            ["gold.jsonl", "--predictions", "claims.jsonl", "--html", "no/page.html"],
            Exit.BAD_INPUT,
            "no/page.html cannot be written",
        ),
    ],
    ids=["no-gold", "no-claims", "no-extractor", "no-folder"],
)
def test_what_cannot_be_done_is_said(gold: Path, words: list[str], code: Exit, says: str) -> None:
    result = CliRunner().invoke(app, ["evaluate", *words])
    assert result.exit_code == code
    assert says in result.stderr
