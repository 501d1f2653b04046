"""The command `kg` as a whole: help, what it loads, errors and exit codes."""

import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app, main
from kg.cli.app import Exit

KG = Path(sys.executable).with_name("kg")
HEAVY = {"spacy", "networkx", "neo4j", "pandas", "pyvis", "kglite", "numpy", "httpx", "trafilatura"}

VERBS = [command.callback.__name__ for command in app.registered_commands if command.callback]
GROUPS = {group.name: group.typer_instance for group in app.registered_groups if group.typer_instance}
PATHS = [[verb] for verb in VERBS] + [
    [str(name), command.callback.__name__]
    for name, group in GROUPS.items()
    for command in group.registered_commands
    if command.callback
]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("KG_STORE", "NEO4J_URI", "KG_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    yield
    for name in ("kg", "extractors"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_all_verbs_are_there() -> None:
    assert set(VERBS) == {
        "add", "analyse", "articles", "check", "demo", "doctor", "evaluate", "export", "extract", "load", "query", "show", "why"
    }  # fmt: skip
    assert set(GROUPS) == {"neo4j"}
    result = CliRunner().invoke(app, ["--help"])
    assert all(f" {verb} " in result.stdout for verb in [*VERBS, *GROUPS])
    assert "3 bad input, 4 not found, 5 the store" in result.stdout


@pytest.mark.parametrize("words", PATHS, ids=" ".join)
def test_every_verb_shows_an_example_of_itself(words: list[str]) -> None:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    assert f"Example: kg {' '.join(words)}" in result.stdout


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["add", "--help"], ["neo4j", "--help"]], ids=" ".join
)
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys\nfrom kg.cli import main\ntry:\n    main(sys.argv[1:])\nfinally:\n"
        "    print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip()
    loaded = set(run.stderr.split())
    assert "kg.cli" in loaded
    assert not HEAVY & loaded


def test_help_is_fast() -> None:
    """CPU time, the best of five: what other programs do at the time does not count."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([KG, "--help"], capture_output=True, check=True, timeout=60)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.4


def test_version() -> None:
    from importlib.metadata import version

    assert CliRunner().invoke(app, ["--version"]).stdout == f"kg {version('ai-industry-kg')}\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["show", "OpenAI", "--store", "none.kgl"], Exit.NOT_FOUND, "there is no graph at none.kgl"),
        (["show", "Nobody at all", "--store", "graph.kgl"], Exit.NOT_FOUND, "no entity 'Nobody at all'"),
        (["check", "--store", "ftp://host/x"], Exit.STORE, "no store is known for 'ftp'"),
        (["check", "--store", "."], Exit.STORE, ". is a folder"),
        (["check", "--store", "bolt://127.0.0.1:1"], Exit.STORE, "cannot be reached"),
        (["query", "MATCH (", "--store", "graph.kgl"], Exit.BAD_INPUT, "error: "),
        (["query", "CREATE (:X)", "--store", "graph.kgl"], Exit.BAD_INPUT, "writes, but only reading"),
        (
            ["articles", "nowhere.txt", "-f", "jsonl"],
            Exit.BAD_INPUT,
            "nowhere.txt: there is no such file or folder",
        ),
        (["load", "nowhere.jsonl", "--store", "graph.kgl"], Exit.BAD_INPUT, "nowhere.jsonl: cannot be read"),
        (["export", "x.png", "--store", "graph.kgl"], Exit.USAGE, "should end in .html"),
        (["export", "no/x.csv", "--store", "graph.kgl"], Exit.BAD_INPUT, "no/x.csv cannot be written"),
        (["frobnicate"], Exit.USAGE, "frobnicate"),
        (["why"], Exit.USAGE, "Missing argument"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else None,
)
def test_exit_codes(
    words: list[str], code: Exit, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEO4J_PASSWORD", "invented-for-tests")
    import kg.graph

    kg.graph.open("graph.kgl").close()
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code
    assert says in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the roof is off")

    monkeypatch.setattr("kg.graph.open", fail)


@pytest.mark.usefixtures("broken")
def test_a_bug_is_called_one(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check"])
    assert ended.value.code == Exit.BUG
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("bug: RuntimeError: the roof is off\n")
    assert "kg --debug" in said.err
    assert "Traceback" not in said.err + caplog.text


@pytest.mark.usefixtures("broken")
def test_debug_shows_where(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--debug", "check"])
    assert ended.value.code == Exit.BUG
    assert "Traceback" in caplog.text
    assert "the roof is off" in caplog.text


def test_ctrl_c(tmp_path: Path) -> None:
    store = tmp_path / "graph.kgl"
    program = subprocess.Popen(
        [KG, "add", "-", "--store", store], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while (
        not list(tmp_path.iterdir()) and time.monotonic() < deadline
    ):  # the graph is open: its lock is there
        time.sleep(0.05)
    time.sleep(0.2)
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=60)
    assert program.returncode == Exit.INTERRUPTED
    assert said == "interrupted\n"


def test_a_reader_that_stops_early_is_no_bug(tmp_path: Path) -> None:
    """As in `kg articles ... | head -1`."""
    lines = tmp_path / "many.jsonl"
    line = '{"text": "Number %d: the desk has nothing new to tell about anybody on this quiet day of the year."}\n'
    lines.write_text("".join(line % n for n in range(2000)), encoding="utf-8")
    program = subprocess.Popen(
        [KG, "articles", lines, "-f", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout
    assert program.stdout.readline()
    program.stdout.close()
    assert program.stderr
    said = program.stderr.read()
    program.wait(timeout=60)
    program.stderr.close()
    assert "bug:" not in said
    assert "Traceback" not in said


def test_chinese_comes_through_an_ascii_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "钴心智能表示，已同意向深测云租用四千块加速卡，租期三年，双方未披露金额。", encoding="utf-8"
    )
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    run = subprocess.run(
        [KG, "articles", page, "-f", "jsonl"], capture_output=True, check=True, timeout=60, env=environment
    )
    assert "钴心智能" in run.stdout.decode("utf-8")
