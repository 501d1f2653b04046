"""`kg load`: a graph out of what `kg export` wrote."""

from typing import Annotated

import typer

from kg.cli.app import StoreOption


def load(
    files: Annotated[list[str], typer.Argument(help="Files that `kg export FILE.jsonl` wrote.")],
    *,
    store: StoreOption = None,
) -> None:
    """Load exported articles with their claims: a backup, or the way from one store to another.

    Needs no language model. Articles that the graph has already are replaced; the same file again
    changes nothing.

    Example: kg load graph.jsonl --store bolt://127.0.0.1:7687
    """
    from kg import archive, graph

    with graph.open(store) as opened:
        report = opened.load(archive.from_files(files))
    typer.echo(f"{report.articles:,} articles with {report.claims:,} claims loaded", err=True)
