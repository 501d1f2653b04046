"""The command `kg`: its verbs, and what becomes of an error.

A verb is a function in a module of its own, which imports nothing heavy at its top: `kg --help` and the
completion of a shell load all of them.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kg.cli import (
    add,
    analyse,
    articles,
    check,
    demo,
    doctor,
    evaluate,
    export,
    extract,
    load,
    neo4j,
    query,
    show,
    why,
)
from kg.cli.app import Exit, exit_code
from kg.model import KGError

log = logging.getLogger("kg")


class _Verbs(TyperGroup):
    """The verbs of `kg`, whose errors become a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except KGError as error:
            log.debug("where it was raised", exc_info=True)
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(exit_code(error)) from error
        except KeyboardInterrupt as error:
            typer.echo("interrupted", err=True)
            raise typer.Exit(Exit.INTERRUPTED) from error


app = typer.Typer(
    name="kg",
    cls=_Verbs,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 a bug, 2 wrong usage, 3 bad input, 4 not found, 5 the store, 130 interrupted.",
)


def _print_version(asked: bool) -> None:
    if not asked:
        return
    import kg

    typer.echo(f"kg {kg.__version__}")
    raise typer.Exit


@app.callback()
def _options(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="KG_DEBUG", help="Log what is done, and show tracebacks.")
    ] = False,
    version: Annotated[  # noqa: ARG001, typer calls _print_version
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """A knowledge graph of the AI industry out of English and Chinese news.

    Who invests in, owns, supplies, hosts, licenses, pays, hires and sues whom, and the sentences that say so.

    Begin with: kg demo
    """
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("kg", "extractors") if debug else ():
        logging.getLogger(name).setLevel(logging.DEBUG)


_MAKE, _ASK, _TEND = "Make a graph", "Ask it", "Tend it"

_PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    _MAKE: (demo.demo, add.add, load.load, articles.articles, extract.extract),
    _ASK: (show.show, why.why, query.query, analyse.analyse, export.export),
    _TEND: (check.check, evaluate.evaluate, doctor.doctor),
}
for _panel, _verbs in _PANELS.items():
    for _verb in _verbs:
        app.command(rich_help_panel=_panel)(_verb)

_server = typer.Typer(
    no_args_is_help=True, help="A real Neo4j on this machine without Docker. Example: kg neo4j start"
)
for _verb in (neo4j.start, neo4j.stop, neo4j.status):
    _server.command()(_verb)
app.add_typer(_server, name="neo4j", rich_help_panel=_TEND)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `kg` with these arguments, else those of the process, and exit with a code of `Exit`."""
    for stream in (sys.stdout, sys.stderr):
        # Chinese names must come through whatever the terminal's code page is.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(None if arguments is None else list(arguments))
    except Exception as error:
        log.debug("the traceback", exc_info=True)
        typer.echo(
            f"bug: {type(error).__name__}: {error}\n"
            "This is an error of kg, not yours. `kg --debug ...` shows where it happened: please report that, "
            "with what you typed and what `kg doctor` says.",
            err=True,
        )
        sys.exit(Exit.BUG)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
