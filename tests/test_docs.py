"""What the documentation says is so: its commands, queries and snippets run, its outputs are true, its links lead somewhere."""

import importlib.util
import json
import re
import shlex
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
import typer.main

import kg
import kg.cli
from kg.analysis import ANALYSES
from kg.cli.app import Exit
from kg.graph import Graph
from kg.model import Article, Claim, errors, relations
from kg.resolve import Judgement
from kg.stores import Store

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\((?P<to>[^)\s]+)\)")


def _refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_refresh", ROOT / "docs" / "refresh.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


refresh = _refresh()
PAGES = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in refresh.pages()}
CLI = PAGES["docs/reference/cli.md"]


def blocks(kind: str) -> list[Any]:
    """Blocks of a kind, each with its page and number as id."""
    return [
        pytest.param(block["text"], id=f"{page}-{number}")
        for page, text in PAGES.items()
        for number, block in enumerate(
            (block for block in BLOCK.finditer(text) if block["kind"] == kind), start=1
        )
    ]


def python_pages() -> list[Any]:
    """The Python of each page, which reads from top to bottom."""
    codes = {
        page: "\n".join(block["text"] for block in BLOCK.finditer(text) if block["kind"] == "python")
        for page, text in PAGES.items()
    }
    return [pytest.param(code, id=page) for page, code in codes.items() if code]


def verbs(command: Any = None, name: str = "") -> dict[str, Any]:
    """Every verb of `kg` by its words, those of `kg neo4j` too."""
    command = command or typer.main.get_command(kg.cli.app)
    found = {}
    for word, verb in command.commands.items():
        deeper = hasattr(verb, "commands")
        found |= verbs(verb, f"{word} ") if deeper else {f"{name}{word}": verb}
    return found


VERBS = verbs()


def options(verb: Any) -> set[str]:
    return {
        option
        for parameter in verb.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `kg demo` has been run."""
    folder = tmp_path_factory.mktemp("demo")
    refresh.run("kg demo", folder=folder)
    return folder


@pytest.fixture
def here(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it as the current folder, with nothing set in the environment."""
    for file in demo.iterdir():
        shutil.copy(file, tmp_path)
    for name in ("KG_STORE", "NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The command line


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_and_option_is_documented(name: str) -> None:
    assert VERBS[name].help, "has a help text"
    section = CLI.partition(f"\n### kg {name}\n")[2].partition("\n### ")[0]
    assert section, "has a section in docs/reference/cli.md"
    missing = {option for option in options(VERBS[name]) if f"`{option}`" not in section}
    assert missing <= {"--help", "-h"}


def test_no_verb_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^### kg (.+)$", CLI, re.MULTILINE)) == set(VERBS)


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_documented(code: Exit) -> None:
    assert f"\n| {int(code)} | " in CLI


@pytest.mark.parametrize("block", [*blocks("sh"), *blocks("sh skip")])
def test_commands_are_spelled_right(block: str) -> None:
    lines = re.sub(r"\\\n", " ", block).splitlines()
    commands = [line for line in lines if re.match(r"(\.venv/bin/)?kg ", line)]
    for line in commands:
        words = shlex.split(line.partition(" | ")[0], comments=True)[1:]
        name = next((name for name in VERBS if words[: len(name.split())] == name.split()), None)
        assert name, line
        used = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert used <= options(VERBS[name]), line


@pytest.mark.model
@pytest.mark.parametrize("block", blocks("sh"))
def test_commands_run(block: str, here: Path) -> None:
    before = set(here.iterdir())
    printed = refresh.run(f"set -e\n{block}", folder=here)
    assert printed or set(here.iterdir()) > before


@pytest.mark.model
def test_shown_outputs_are_what_the_commands_print(here: Path) -> None:
    stale = refresh.rewrite(refresh.OUTPUT, lambda part: refresh.run(part["command"], folder=here))
    assert [page.name for page in stale] == [], "run: python docs/refresh.py"


def test_every_output_has_a_block_and_every_table_an_end() -> None:
    for page, text in PAGES.items():
        assert len(refresh.OUTPUT.findall(text)) == text.count("\n<!-- output: "), page
        assert len(refresh.TABLE.findall(text)) == text.count("\n<!-- table: "), page


@pytest.mark.parametrize(
    ("page", "name", "heads"),
    [
        ("README.md", "quality", 1),
        ("docs/reference/quality.md", "quality", 6),  # sets, names, and four sets by relation
        ("docs/reference/quality.md", "ablation", 2),  # a language each
        ("docs/reference/quality.md", "calibration", 2),  # by set, by tenths
    ],
)
def test_measured_tables_are_there(page: str, name: str, heads: int) -> None:
    (part,) = (part for part in refresh.TABLE.finditer(PAGES[page]) if part["name"] == name)
    script = ROOT / part["command"].split()[1]
    assert script.is_file()
    tables = re.findall(r"(?:^\|.*\|\n)+", part["shown"], re.MULTILINE)
    assert len(tables) == heads
    for table in tables:
        head, rule, *rows = table.splitlines()
        assert re.fullmatch(r"\| --- \|( ---: \|)+", rule)
        assert rows
        assert {row.count("|") for row in rows} == {head.count("|")}


def test_the_calibration_plot_is_drawn_and_shown() -> None:
    plot = ROOT / "docs" / "images" / "calibration.svg"
    tree = ElementTree.parse(plot).getroot()
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    names = [text.text for text in tree.iter(f"{tree.tag[:-3]}text") if text.get("class") == "name"]
    assert names == ["English", "Chinese"]
    assert len(list(tree.iter(f"{tree.tag[:-3]}circle"))) >= 4
    page = PAGES["docs/reference/quality.md"]
    assert "(../images/calibration.svg)" in page
    assert "--plot docs/images/calibration.svg -->" in page


def test_a_table_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "run", lambda *_, **__: pytest.fail("nothing is run"))
    with pytest.raises(SystemExit, match="no table is called qualty; there are ablation, bench"):
        refresh.tables({"qualty"})


def test_a_page_edited_while_tables_are_measured_keeps_its_edits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n\n<!-- table: heat, measure -->\nold\n<!-- end -->\n", encoding="utf-8")

    def measured(command: str, *, folder: Path) -> str:
        page.write_text(page.read_text("utf-8").replace("One", "Two"), encoding="utf-8")
        return f"of {command}\n"

    monkeypatch.setattr(refresh, "pages", lambda: iter([page]))
    monkeypatch.setattr(refresh, "run", measured)
    assert refresh.tables({"heat"}) == {
        page: "# Two\n\n<!-- table: heat, measure -->\nof measure\n<!-- end -->\n"
    }


# Python and Cypher


@pytest.mark.model
@pytest.mark.parametrize("code", python_pages())
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_python_runs(code: str, here: Path) -> None:
    exec(compile(code, "docs", "exec"), {"__name__": "docs", "kg": kg})


@pytest.mark.model
@pytest.mark.parametrize("cypher", blocks("cypher"))
def test_queries_find_something(cypher: str, here: Path) -> None:
    with kg.open("demo.kgl") as graph:
        assert len(graph.query(cypher)) > 0


@pytest.mark.model
@pytest.mark.neo4j
def test_queries_find_the_same_in_neo4j(here: Path, neo4j_store: Store) -> None:
    from kg import archive

    with kg.open("demo.kgl") as embedded:
        Path("graph.jsonl").write_bytes(b"".join(archive.lines(embedded.store)))
        server = Graph(neo4j_store)
        server.load(archive.from_files(["graph.jsonl"]))
        for block in blocks("cypher"):
            (cypher,) = block.values
            one, other = embedded.query(cypher), server.query(cypher)
            assert one.columns == other.columns, block.id
            assert sorted(map(str, one)) == sorted(map(str, other)), block.id


# Names


@pytest.mark.parametrize("name", relations())
def test_every_relation_is_documented_with_its_ends(name: str) -> None:
    relation = relations()[name]
    row = re.search(rf"^\| `{name}` \|(.*)\|$", PAGES["docs/reference/graph.md"], re.MULTILINE)
    assert row
    subject, object_, kind, _, qualifiers = (cell.strip() for cell in row[1].split("|"))
    assert subject.split(", ") == sorted(relation.subject)
    assert re.findall(r"Organization|Person|Product", object_) == sorted(relation.object)
    assert kind.startswith(relation.kind)
    assert ("symmetric" in kind) == relation.symmetric
    assert re.findall(r"`(\w+)`", qualifiers) == list(relation.qualifiers)


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_is_documented_with_its_parameters(name: str) -> None:
    row = re.search(rf"^\| `{name}` \|(.*)\|$", PAGES["docs/reference/analyses.md"], re.MULTILINE)
    assert row
    shown = row[1].replace("filters", "`relations`, `statuses`, `as_of`, `disputed`")
    for parameter in ANALYSES[name].parameters:
        assert parameter.name.upper() in shown or f"`{parameter.name}`" in shown


def test_every_method_of_a_graph_is_documented() -> None:
    page = PAGES["docs/reference/python.md"]
    public = [name for name in vars(Graph) if not name.startswith("_") and callable(getattr(Graph, name))]
    assert [name for name in public if f"`{name}(" not in page and f".{name}(" not in page] == []


def test_every_error_is_documented() -> None:
    page = PAGES["docs/reference/python.md"]
    known = [
        name
        for name, found in vars(errors).items()
        if isinstance(found, type) and issubclass(found, errors.KGError)
    ]
    assert [name for name in known if name not in page] == []


@pytest.mark.parametrize("block", blocks("json"))
def test_json_is_of_a_record(block: str) -> None:
    row = json.loads(block)
    kind = Claim if "relation" in row else Judgement if "judgement" in row else Article
    assert msgspec.convert({"lang": "en", **row} if kind is Article else row, kind)


# Links


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    broken = []
    for to in LINK.findall(BLOCK.sub("", PAGES[page])):
        if to.startswith(("http://", "https://")):
            continue
        file, _, anchor = to.partition("#")
        target = (ROOT / page).parent / file if file else ROOT / page
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text("utf-8"))):
            broken.append(to)
    assert broken == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.startswith("docs/") and page != "docs/index.md"]
)
def test_every_page_is_in_the_index(page: str) -> None:
    assert f"({page.removeprefix('docs/')})" in PAGES["docs/index.md"]


def test_the_picture_is_small() -> None:
    assert refresh.PICTURE.stat().st_size < 300_000


def test_the_notice_names_every_treebank() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    scripts = (ROOT / "training" / "scripts" / "convert.py").read_text("utf-8")
    banks = set(re.findall(r'"(en|zh)_(ewt|gum|pud|gsd)_', scripts))
    assert banks == {("en", "ewt"), ("en", "gum"), ("en", "pud"), ("zh", "gsd"), ("zh", "pud")}
    language = {"en": "English", "zh": "Chinese"}
    assert all(f"UD_{language[lang]}-{bank.upper()}" in notice for lang, bank in banks)
