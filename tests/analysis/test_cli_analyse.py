"""`kg analyse` on a real embedded store."""

import csv
import io
import json

import pytest
import typer
from typer.testing import CliRunner

from kg.analysis import ANALYSES
from kg.cli.analyse import analyse
from kg.graph import open as open_graph
from kg.model import Article, Claim, EntityType, LimitReached, NotFound, Polarity, Status

SENTENCES = [
    (
        "en",
        "nvidia",
        "INVESTS_IN",
        "openai",
        "Nvidia put $30bn into OpenAI.",
        {"amount": 30e9, "currency": "USD"},
    ),
    ("zh", "openai", "BUYS_FROM", "oracle", "OpenAI向Oracle采购算力。", {}),
    (
        "en",
        "oracle",
        "BUYS_FROM",
        "nvidia",
        "Oracle ordered more chips from Nvidia.",
        {"valid_from": "2025-06-01"},
    ),
    ("en", "softbank", "HOLDS_STAKE_IN", "openai", "SoftBank has 11 percent of OpenAI.", {"percent": 11.0}),
]
NAMES = {"nvidia": "Nvidia", "openai": "OpenAI", "oracle": "Oracle", "softbank": "SoftBank"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of four invented articles of one sentence each."""
    path = tmp_path_factory.mktemp("analyse") / "graph.kgl"
    with open_graph(path) as graph:
        graph.load([_article(n, *sentence) for n, sentence in enumerate(SENTENCES)])
    return str(path)


def _article(number, lang, subject, relation, object_, quote, qualifiers):
    article = Article(
        id=f"a_{number}", text=quote, lang=lang, published="2026-03-02", publisher=f"Paper {number}"
    )
    claim = Claim(
        article=article.id, lang=lang, relation=relation, quote=quote, start=0, end=len(quote),
        subject=NAMES[subject], subject_id=subject, subject_type=EntityType.ORGANIZATION, subject_text=NAMES[subject],
        object=NAMES[object_], object_id=object_, object_type=EntityType.ORGANIZATION, object_text=NAMES[object_],
        status=Status.CURRENT, polarity=Polarity.AFFIRMED, confidence=0.9, extractor="test", published=article.published,
        publisher=article.publisher, **qualifiers,
    )  # fmt: skip
    return article, [claim]


@pytest.fixture
def kg(store):
    """Runs `kg analyse ...` on the store and returns what it gave."""
    app = typer.Typer()
    app.command()(analyse)

    def run(*arguments):
        return CliRunner().invoke(app, [*arguments, "--store", store])

    return run


def rows(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_without_a_name_it_lists_them(kg):
    listed = rows(kg("--format", "json"))
    assert [row["name"] for row in listed] == list(ANALYSES)
    assert {row["name"]: row["entities"] for row in listed}["paths"] == "SOURCE TARGET"


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_runs_and_prints(kg, name):
    required = [p.name for p in ANALYSES[name].parameters if p.required]
    entities = {(): [], ("entity",): ["OpenAI"], ("source", "target"): ["SoftBank", "英伟达"]}[
        tuple(required)
    ]
    assert rows(kg(name, *entities, "--format", "json"))
    table = kg(name, *entities)
    assert table.exit_code == 0
    assert "OpenAI" in table.stdout


def test_loops_show_each_hop_with_its_sentence(kg):
    result = kg("money-loops", "--format", "csv", "--hops")
    lines = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [line["quote"] for line in lines] == [sentence[4] for sentence in SENTENCES[:3]]
    assert lines[0]["amount"] == "30000000000"
    (loop,) = csv.DictReader(io.StringIO(kg("money-loops", "--format", "csv", "--no-hops").stdout))
    assert loop["route"] == "Nvidia -> OpenAI -> Oracle -> Nvidia"


def test_as_of_and_parameters(kg):
    assert len(rows(kg("money-loops", "--as-of", "2025-06-01", "--format", "json"))) == 1
    assert rows(kg("money-loops", "--as-of", "2025-05-31", "--format", "json")) == []
    assert rows(kg("money-loops", "-p", "max-length=2", "--format", "json")) == []
    relations = rows(
        kg("neighbourhood", "openai", "-p", "relations=BUYS_FROM, INVESTS_IN", "--format", "json")
    )
    assert [row["name"] for row in relations] == ["Nvidia", "Oracle"]
    assert rows(kg("importance", "-p", "directed=true", "--format", "json")) != rows(
        kg("importance", "--format", "json")
    )


def test_limit_says_what_it_leaves_out(kg):
    result = kg("importance", "--limit", "2", "--format", "jsonl")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == "2 of 4 rows; --limit 0 shows all\n"
    assert len(kg("importance", "--limit", "0", "--format", "jsonl").stdout.splitlines()) == 4


def test_nothing_found_is_said_on_stderr(kg):
    result = kg("paths", "SoftBank", "Nvidia", "-p", "max_length=1", "--format", "json")
    assert (result.stdout, result.stderr, result.exit_code) == ("[]\n", "paths: nothing found\n", 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["paths", "OpenAI"], "needs TARGET"),
        (["importance", "OpenAI"], "takes no entity"),
        (["paths", "Soft", "Bank", "Nvidia"], "quote names with blanks"),
        (["importance", "-p", "depth=2"], "no parameter of importance"),
        (["importance", "-p", "directed"], "write KEY=VALUE"),
        (["importance", "-p", "directed=maybe"], "give a flag"),
        (["money-loops", "-p", "max_length=three"], "give a count"),
        (["timeline", "OpenAI", "--as-of", "2026-01-01"], "no parameter of timeline"),
    ],
    ids=["missing", "too-many", "unquoted", "unknown", "no-value", "flag", "count", "as-of"],
)
def test_wrong_usage(kg, arguments, message):
    result = kg(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["loops"], NotFound),
        (["timeline", "Fujitsu"], NotFound),
        (["money-loops", "-p", "at_most=0"], LimitReached),
    ],
    ids=["analysis", "entity", "limit"],
)
def test_other_errors_are_left_to_the_app(kg, arguments, error):
    assert isinstance(kg(*arguments).exception, error)
