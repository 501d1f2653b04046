"""Brings what the documentation shows up to date: it is what the commands beside it print.

    python docs/refresh.py            run the commands of `<!-- output: COMMAND -->` and write what they print
    python docs/refresh.py --check    say what is out of date, and exit 1
    python docs/refresh.py models     the same for `<!-- table: models, COMMAND -->`, which may take minutes;
                                      there are bench, parts, models, quality, ablation, calibration
    python docs/refresh.py picture    docs/images/graph.png, by Chromium

An output is a block of text behind its mark, a table is Markdown between its mark and `<!-- end -->`. Outputs run
in an empty folder in which `kg demo` has just been run, tables at the root of the checkout.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "graph.png"
OUTPUT = re.compile(r"(<!-- output: (?P<command>.+?) -->\n```text\n)(?P<shown>.*?)(?P<end>```\n)", re.DOTALL)
TABLE = re.compile(
    r"(<!-- table: (?P<name>\w+), (?P<command>.+?) -->\n)(?P<shown>.*?)(?P<end><!-- end -->)", re.DOTALL
)


def pages() -> Iterator[Path]:
    """Every page that people read."""
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))


def environment() -> dict[str, str]:
    """As for a user who has set nothing: this Python's commands, no store, no colours, a wide terminal."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("KG_", "NEO4J_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), given.get("PATH", "")])
    return given | {"PATH": path, "NO_COLOR": "1", "PYTHONUTF8": "1"}


def run(command: str, *, folder: Path) -> str:
    """What a command prints on stdout; fails where it does."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{command}: exit code {done.returncode}\n{done.stderr}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.strip("\n").splitlines())


def rewrite(pattern: re.Pattern[str], printed: Callable[[re.Match[str]], str | None]) -> dict[Path, str]:
    """Pages whose marked parts are not what `printed` says (None: leave it), as they should be."""

    def replaced(part: re.Match[str]) -> str:
        new = printed(part)
        return part.group() if new is None else part[1] + new + part["end"]

    texts = {page: page.read_text("utf-8") for page in pages()}
    fresh = {page: pattern.sub(replaced, text) for page, text in texts.items()}
    return {page: fresh[page] for page in texts if fresh[page] != texts[page]}


def outputs() -> dict[Path, str]:
    """Pages whose shown outputs are out of date, as they should be."""
    with tempfile.TemporaryDirectory() as folder:
        run("kg demo", folder=Path(folder))
        return rewrite(OUTPUT, lambda part: run(part["command"], folder=Path(folder)))


def tables(names: set[str]) -> dict[Path, str]:
    """Pages with the tables of these names as they should be."""
    parts = [part for page in pages() for part in TABLE.finditer(page.read_text("utf-8"))]
    known = {part["name"] for part in parts}
    if unknown := names - known:
        sys.exit(f"no table is called {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    commands = {part["command"] for part in parts if part["name"] in names}
    # All run before any page is read to be written: it takes minutes, in which pages may be edited.
    printed = {command: run(command, folder=ROOT) for command in sorted(commands)}
    return rewrite(TABLE, lambda part: printed[part["command"]] if part["name"] in names else None)


def picture() -> None:
    """The page of `kg demo` as a browser shows it, with one edge opened to its sentences in both languages."""
    from playwright.sync_api import sync_playwright

    licence = "MATCH (:Organization {name: 'OpenAI'})-[r:LICENSES_TO]->({name: 'Microsoft'}) RETURN r.id"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        run("kg demo", folder=Path(folder))
        rows = run(f'kg query "{licence}" --store demo.kgl --format csv', folder=Path(folder))
        edge = rows.splitlines()[1]
        program = os.environ.get("KG_CHROMIUM") or "/usr/bin/chromium"
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 1280, "height": 760}, color_scheme="light")
        tab.goto(f"{(Path(folder) / 'graph.html').as_uri()}#open=e:{edge}")
        tab.wait_for_timeout(2500)
        tab.screenshot(path=PICTURE)
        chromium.close()


def main(arguments: list[str]) -> int:
    """Do what the arguments ask for."""
    names = {name for name in arguments if not name.startswith("-")}
    if "picture" in names:
        picture()
    wanted = names - {"picture"}
    stale = tables(wanted) if wanted else {} if names else outputs()
    for page, text in stale.items():
        sys.stdout.write(f"{page.relative_to(ROOT)}\n")
        if "--check" not in arguments:
            page.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
