"""`kg check`: is the graph what its claims say?"""

from typing import Annotated

import typer

from kg.cli.app import Exit, Format, FormatOption, StoreOption
from kg.cli.output import print_rows
from kg.model import to_row


def check(
    *,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - named as the option is
    repair: Annotated[
        bool, typer.Option("--repair", help="Make entities and facts anew out of the articles and claims.")
    ] = False,
) -> None:
    """Audit the graph: offsets, ids, arrows and facts. Exits 3 if something is wrong.

    Example: kg check --repair
    """
    from kg import graph

    with graph.open(store, create=False) as opened:
        if repair:
            report = opened.rebuild()
            typer.echo(f"rebuilt {report.facts:,} facts out of {report.claims:,} claims", err=True)
        findings = opened.check()
        counts = opened.query(
            "OPTIONAL MATCH (a:Article) WITH count(a) AS articles OPTIONAL MATCH (c:Claim) "
            "RETURN articles, count(c) AS claims"
        )[0]
    print_rows([to_row(finding) for finding in findings], format=format, columns=("check", "id", "message"))
    said = f"{counts['articles']:,} articles, {counts['claims']:,} claims: "
    typer.echo(said + (f"{len(findings):,} findings" if findings else "all is well"), err=True)
    if findings:
        raise typer.Exit(Exit.BAD_INPUT)
