"""`kg neo4j`: a real Neo4j on this machine without Docker."""

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Exit

if TYPE_CHECKING:
    from kg.server import LocalNeo4j

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="NEO4J_HOME",
        help="An installed Neo4j. Without it, 125 MB are fetched through Maven, once.",
    ),
]
PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="Bolt's port on 127.0.0.1.")]
DataOption = Annotated[Path | None, typer.Option("--data", help="Folder of its databases and logs.")]


def start(
    *,
    home: HomeOption = None,
    port: PortOption = 7687,
    data: DataOption = None,
    foreground: Annotated[bool, typer.Option("--foreground", help="Run until interrupted.")] = False,
) -> None:
    """Start the server, and say how to use it. The password is NEO4J_PASSWORD, else a new one is made.

    Example: kg neo4j start --port 7688
    """
    server = _server(home, port, data)
    if foreground:
        raise typer.Exit(server.run())
    password = _password(server)
    if not server.status().running:
        typer.echo("starting Neo4j (the first time its programs are fetched) ...", err=True)
    status = server.start(password=password)
    typer.echo(
        f"export NEO4J_URI={status.uri}\nexport NEO4J_USERNAME=neo4j\nexport NEO4J_PASSWORD={password}"
    )
    if sys.stdout.isatty():
        typer.echo('Type these lines, or: eval "$(kg neo4j start)"; `kg neo4j stop` ends it.', err=True)


def stop(*, home: HomeOption = None, port: PortOption = 7687, data: DataOption = None) -> None:
    """Stop the server. Its data stay.

    Example: kg neo4j stop
    """
    server = _server(home, port, data)
    typer.echo("stopped" if server.stop() else f"no server of `kg neo4j` runs at {server.uri}", err=True)


def status(*, home: HomeOption = None, port: PortOption = 7687, data: DataOption = None) -> None:
    """Say whether the server runs; exits 4 if not.

    Example: kg neo4j status
    """
    found = _server(home, port, data).status()
    typer.echo(
        f"{found.uri}: "
        + (f"runs (process {found.pid}, log {found.log})" if found.running else "does not run")
    )
    if not found.running:
        raise typer.Exit(Exit.NOT_FOUND)


def _server(home: Path | None, port: int, data: Path | None) -> "LocalNeo4j":
    from kg.server import LocalNeo4j

    return LocalNeo4j(home, port=port, data=data)


def _password(server: "LocalNeo4j") -> str:
    """NEO4J_PASSWORD, else the one made at the first start, kept where only this user can read it."""
    if given := os.environ.get("NEO4J_PASSWORD"):
        return given
    kept = server.data / "password"
    if not kept.is_file():
        server.data.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(18), encoding="utf-8")
    return kept.read_text(encoding="utf-8")
