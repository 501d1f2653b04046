"""`kg query`: one Cypher text, rows out."""

import json
import sys
from typing import Annotated, Any

import typer

from kg.cli.app import Format, StoreOption
from kg.cli.output import print_rows


def query(
    cypher: Annotated[str, typer.Argument(help="A Cypher text; - reads it from stdin.")],
    *,
    store: StoreOption = None,
    format: Annotated[  # noqa: A002 - named as the option is
        Format | None,
        typer.Option("--format", "-f", help="How rows are printed; a table to a terminal, else JSON lines."),
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter",
            "-p",
            metavar="NAME=VALUE",
            help="$NAME in the text. A value that is JSON is read as such.",
        ),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Let the text change the graph.")] = False,
) -> None:
    """Ask the graph in Cypher. Only reading, unless --write.

    Example: kg query 'MATCH (i)-[r:INVESTS_IN]->(o) RETURN i.name, o.name, r.amount' -p x=1
    """
    from kg import graph

    text = sys.stdin.read() if cypher == "-" else cypher
    params = dict(_parameter(given) for given in parameters or ())
    with graph.open(store, create=write) as opened:
        rows = opened.store.execute([(text, params)])[0] if write else opened.store.query(text, **params)
    chosen = format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)
    print_rows(rows, format=chosen, columns=rows.columns)
    if chosen is Format.TABLE:
        typer.echo(f"{len(rows):,} rows" if len(rows) != 1 else "1 row", err=True)


def _parameter(given: str) -> tuple[str, Any]:
    """A parameter and its value, as JSON where it is some.

    >>> _parameter("n=3"), _parameter('names=["微软"]'), _parameter("name=OpenAI")
    (('n', 3), ('names', ['微软']), ('name', 'OpenAI'))
    """
    name, equals, value = given.partition("=")
    if not equals or not name.isidentifier():
        raise typer.BadParameter(f"{given!r} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value
