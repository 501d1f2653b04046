"""What every command shares: the app, exit codes, output formats, options for store and quietness."""

from enum import IntEnum, StrEnum
from typing import Annotated

import typer

from kg.model import KGError, NotFound, QueryError, StoreError


class Exit(IntEnum):
    """Exit codes of `kg`, also in docs/reference/cli.md."""

    OK = 0
    BUG = 1
    USAGE = 2
    BAD_INPUT = 3
    NOT_FOUND = 4
    STORE = 5
    INTERRUPTED = 130


def exit_code(error: KGError) -> Exit:
    """How `kg` exits for an error: a refused query is bad input, not trouble with the store.

    >>> exit_code(NotFound("x")), exit_code(StoreError("x")), exit_code(QueryError("x"))
    (<Exit.NOT_FOUND: 4>, <Exit.STORE: 5>, <Exit.BAD_INPUT: 3>)
    """
    match error:
        case NotFound():
            return Exit.NOT_FOUND
        case QueryError():
            return Exit.BAD_INPUT
        case StoreError():
            return Exit.STORE
        case _:
            return Exit.BAD_INPUT


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="KG_STORE",
        help="Where the graph is: a file such as graph.kgl (embedded), or bolt:// or neo4j:// and a host. "
        "Without it, NEO4J_URI if set, else graph.kgl in this folder.",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How rows are printed.")]
