"""`kg export`: the graph as a page, for other graph tools, as JSON lines, or as a table."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.app import Exit, Format, StoreOption
from kg.cli.output import print_rows

if TYPE_CHECKING:
    from kg.graph import Graph


def export(
    file: Annotated[
        Path,
        typer.Argument(help="Where to: FILE.html, FILE.graphml, FILE.jsonl or FILE.csv.", dir_okay=False),
    ],
    *,
    store: StoreOption = None,
    title: Annotated[str, typer.Option("--title", help="Heading of the page (html).")] = "AI industry graph",
    lang: Annotated[str, typer.Option("--lang", help="Language the page opens in (html): en or zh.")] = "en",
    max_nodes: Annotated[
        int, typer.Option("--max-nodes", min=1, max=10_000, help="The best connected so many (html).")
    ] = 2_000,
) -> None:
    """Write the graph into a file; its ending says what as.

    html: one page that needs no network, every edge opens to its sentences. graphml: entities and facts
    for Gephi, Cytoscape, yEd. jsonl: each article and its claims, from which `kg load` makes the same graph
    in any store. csv: one line a fact, for a spreadsheet.

    Example: kg export graph.html --title 'Who pays whom'
    """
    from kg import graph

    writers: dict[str, Callable[[Graph], Any]] = {
        ".html": lambda opened: opened.render(file, title=title, lang=_lang(lang), max_nodes=max_nodes),
        ".graphml": lambda opened: _write_graphml(opened, file),
        ".jsonl": lambda opened: _write_jsonl(opened, file),
        ".csv": lambda opened: _write_csv(opened, file),
    }
    write = writers.get(file.suffix.lower())
    if write is None:
        raise typer.BadParameter(f"{str(file)!r} should end in {', '.join(writers)}", param_hint="FILE")
    with graph.open(store, create=False) as opened:
        try:
            write(opened)
        except OSError as error:
            typer.echo(f"error: {file} cannot be written: {error.strerror}", err=True)
            raise typer.Exit(Exit.BAD_INPUT) from error
    typer.echo(f"{file}: {file.stat().st_size:,} bytes", err=True)


def _lang(lang: str) -> Any:
    if lang not in {"en", "zh"}:
        raise typer.BadParameter(f"{lang!r} is neither en nor zh", param_hint="--lang")
    return lang


def _write_jsonl(opened: "Graph", file: Path) -> None:
    from kg import archive

    with file.open("wb") as out:
        out.writelines(archive.lines(opened.store))


def _write_csv(opened: "Graph", file: Path) -> None:
    from kg.model import Fact, to_row

    # Spreadsheets take a file without this mark for one in the system's old code page: Chinese breaks.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = [to_row(fact) for fact in opened.facts()]
        print_rows(rows, format=Format.CSV, columns=Fact.__struct_fields__, file=out)


def _write_graphml(opened: "Graph", file: Path) -> None:
    from kg.graphml import write_graphml

    write_graphml(opened.to_networkx(), file)
