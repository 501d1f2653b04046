"""`kg add`, `extract`, `export`, `load`: from articles in both languages to a graph, and out of it again."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import networkx as nx
import pytest
from typer.testing import CliRunner, Result

import kg
from kg.cli import app
from kg.model import Claim

pytestmark = pytest.mark.model

Run = Callable[..., Result]

ENGLISH = """\
Terms of a long partnership

Harbour Street Gazette, 4 May 2026

Microsoft holds about 27 percent of OpenAI. Amazon will invest up to $50 billion in OpenAI.

Microsoft denied that it had acquired Anthropic.
"""
CHINESE = """\
一份合作的条款

2026年5月5日

微软持有OpenAI约27%的股份。亚马逊将向OpenAI投资至多500亿美元。
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("KG_STORE", str(tmp_path / "graph.kgl"))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words, **options: CliRunner().invoke(app, [str(word) for word in words], **options)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "terms.en.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "terms.zh.txt").write_text(CHINESE, encoding="utf-8")
    return folder


def digest(store: Path) -> str:
    with kg.open(store, create=False) as graph:
        return graph.digest()


def test_add_reads_both_languages_into_one_edge(run: Run, news: Path, tmp_path: Path) -> None:
    result = run("add", news)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "2 articles with" in result.stderr
    with kg.open(tmp_path / "graph.kgl") as graph:
        (stake,) = graph.facts(relation="HOLDS_STAKE_IN")
        (cheque,) = graph.facts(relation="INVESTS_IN")
        said = {claim.lang for fact in (stake, cheque) for claim in graph.claims(fact=fact.id)}
        bought = graph.facts(relation="ACQUIRES")
        found = graph.check()
    assert (stake.subject, stake.object, stake.percent, stake.n_claims) == ("Microsoft", "OpenAI", 27.0, 2)
    assert (cheque.amount, cheque.currency, cheque.amount_bound, cheque.n_claims) == (50e9, "USD", "up_to", 2)
    assert said == {"en", "zh"}
    assert bought == []
    assert found == []


def test_adding_again_and_in_another_order_changes_nothing(run: Run, news: Path, tmp_path: Path) -> None:
    files = sorted(news.iterdir())
    run("add", *files)
    before = digest(tmp_path / "graph.kgl")
    again = run("add", *reversed(files))
    assert again.exit_code == 0
    assert digest(tmp_path / "graph.kgl") == before
    run("add", *reversed(files), "--store", tmp_path / "other.kgl")
    assert digest(tmp_path / "other.kgl") == before


def test_what_fails_is_listed_and_the_others_go_on(run: Run, news: Path, tmp_path: Path) -> None:
    (news / "broken.txt").write_bytes(b"%PDF-1.7 \x00\x01")
    french = {"id": "fr-1", "lang": "fr", "text": "Microsoft détient 27 % d'OpenAI."}
    (news / "french.jsonl").write_text(json.dumps(french), encoding="utf-8")
    result = run("add", news, news / "nowhere.txt")
    assert result.exit_code == 3
    assert "broken.txt: is not text but a PDF" in result.stderr
    assert "is in 'fr', which no pipeline reads (en, zh are read)" in result.stderr
    assert "nowhere.txt: there is no such file" in result.stderr
    assert "3 failed" in result.stderr
    with kg.open(tmp_path / "graph.kgl") as graph:
        assert graph.counts()["articles"] == 2


def test_the_day_can_be_given(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Microsoft acquired Anthropic last month.", encoding="utf-8")
    assert "no day of publication was found" in run("add", page).stderr
    given = run("add", page, "--published", "2026-05-04", "--lang", "en")
    assert "no day" not in given.stderr
    with kg.open(tmp_path / "graph.kgl") as graph:
        assert {article.published for article in graph.articles()} >= {"2026-05-04"}
        assert [fact.valid_from for fact in graph.facts(relation="ACQUIRES")] == ["2026-04"]
    assert run("add", page, "--published", "4 May").exit_code == 2


def test_an_unknown_extractor(run: Run, news: Path) -> None:
    result = run("add", news, "--extractor", "tea-leaves")
    assert (result.exit_code, "known: frames" in result.stderr) == (4, True)


def test_extract_prints_claims_and_touches_no_graph(run: Run, news: Path, tmp_path: Path) -> None:
    result = run("extract", news, "--published", "2026-05-06")
    assert result.exit_code == 0
    claims = [msgspec.json.decode(line, type=Claim) for line in result.stdout.splitlines()]
    assert {claim.lang for claim in claims} == {"en", "zh"}
    stakes = [claim for claim in claims if claim.relation == "HOLDS_STAKE_IN"]
    assert {(c.subject_id, c.object_id, c.percent, c.percent_bound) for c in stakes} == {
        ("microsoft", "openai", 27.0, "about")
    }
    assert {c.subject_text for c in stakes} == {"Microsoft", "微软"}
    assert [str(c.polarity) for c in claims if c.relation == "ACQUIRES"] == ["denied"]
    assert not (tmp_path / "graph.kgl").exists()


def test_extract_reads_stdin_and_fails_as_add_does(run: Run, tmp_path: Path) -> None:
    assert '"HOLDS_STAKE_IN"' in run("extract", "-", input=CHINESE).stdout
    bad = run("extract", tmp_path / "nowhere.txt")
    assert (bad.exit_code, bad.stdout) == (3, "")


@pytest.fixture
def filled(run: Run, news: Path, tmp_path: Path) -> Path:
    hostile = "Microsoft invests $3 billion in =HYPERLINK(1)<script>alert(1)</script> Labs."
    (news / "more.txt").write_text(f"{hostile}\n\nAmazon sued Microsoft in March 2026.", encoding="utf-8")
    assert run("add", news).exit_code == 0
    return tmp_path / "graph.kgl"


def test_export_jsonl_and_load_make_the_same_graph(run: Run, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl"
    assert run("export", file).exit_code == 0
    other = tmp_path / "other.kgl"
    loaded = run("load", file, "--store", other)
    assert (loaded.exit_code, "3 articles with" in loaded.stderr) == (0, True)
    assert digest(other) == digest(filled)
    run("load", file, "--store", other)
    assert digest(other) == digest(filled)
    again = tmp_path / "again.jsonl"
    run("export", again, "--store", other)
    assert again.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda lines: lines[1:], r"graph.jsonl:1: is a claim of article .* whose line is not above it"),
        (lambda lines: [*lines[:1], lines[1][:40]], r"graph.jsonl:2: is no article or claim"),
        (lambda lines: [lines[0], b"[1, 2]\n"], r"graph.jsonl:2: is no article or claim"),
        (lambda lines: [lines[0], lines[1].replace(b'"start":', b'"start":1')], r"graph.jsonl:2: .*does not span"),
        (lambda lines: [b"\xff\xfe\x00"], r"graph.jsonl:1: is no article or claim"),
    ],
    ids=["no-article", "cut", "not-an-object", "moved", "not-utf-8"],
)  # fmt: skip
def test_load_refuses_what_is_damaged(
    run: Run, filled: Path, tmp_path: Path, spoil: Callable[[list[bytes]], list[bytes]], says: str
) -> None:
    file = tmp_path / "graph.jsonl"
    run("export", file)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(spoil(lines)))
    result = run("load", file, "--store", tmp_path / "other.kgl")
    assert result.exit_code == 3
    import re

    assert re.search(says, result.stderr)


def test_export_csv_is_a_line_a_fact(run: Run, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "facts.csv"
    assert run("export", file).exit_code == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with kg.open(filled) as graph:
        facts = {fact.id: fact for fact in graph.facts()}
    assert {row["id"] for row in rows} == set(facts)
    (stake,) = [row for row in rows if row["relation"] == "HOLDS_STAKE_IN"]
    assert (stake["subject"], stake["object"], stake["percent"], stake["n_claims"]) == (
        "Microsoft", "OpenAI", "27", "2",
    )  # fmt: skip
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row.values())


def test_export_graphml_opens_elsewhere(run: Run, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "graph.graphml"
    assert run("export", file).exit_code == 0
    read = nx.read_graphml(file, force_multigraph=True)
    with kg.open(filled) as graph:
        ours = graph.to_networkx()
    assert set(read) == set(ours)
    assert {key for *_, key in read.edges(keys=True)} == {key for *_, key in ours.edges(keys=True)}
    assert read.nodes["microsoft"]["label"] == "Microsoft"
    (stake,) = [data for *_, data in read.edges(data=True) if data["relation"] == "HOLDS_STAKE_IN"]
    assert stake["percent"] == 27.0
    assert {sentence["lang"] for sentence in json.loads(stake["evidence"])} == {"en", "zh"}


def test_export_html_is_one_safe_page(run: Run, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "graph.html"
    assert run("export", file, "--title", "Wer <zahlt> wen", "--lang", "zh").exit_code == 0
    page = file.read_text(encoding="utf-8")
    assert "微软持有OpenAI约27%的股份。" in page
    assert "Wer &lt;zahlt&gt; wen" in page
    assert "<script>alert(1)</script>" not in page
    before = file.read_bytes()
    run("export", file, "--title", "Wer <zahlt> wen", "--lang", "zh")
    assert file.read_bytes() == before
