"""`kg doctor`: is everything here that kg needs, and what to do about what is not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from importlib import metadata
from typing import Annotated

import msgspec
import typer

from kg.cli.app import Exit, Format, FormatOption
from kg.cli.output import print_rows
from kg.model import KGError, to_row

_OLDEST = (3, 11)
#: One sentence a language, and the relation that it should be read as. Both are invented.
_SENTENCES = {
    "en": ("Microsoft holds about 27 percent of OpenAI.", "HOLDS_STAKE_IN"),
    "zh": ("微软持有OpenAI约27%的股份。", "HOLDS_STAKE_IN"),
}


class State(StrEnum):
    """How a part is."""

    OK = "ok"
    MISSING = "missing"
    OPTIONAL = "not here (optional)"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at; `way_out` says what to do about it."""

    part: str
    state: State
    found: str
    way_out: str | None = None


def doctor(
    *,
    format: FormatOption = Format.TABLE,  # noqa: A002 - named as the option is
    quick: Annotated[bool, typer.Option("--quick", help="Do not load the language models.")] = False,
) -> None:
    """Look whether all parts are here: Python, packages, language models, stores, and what is optional.

    Exits 3 if something that is needed is missing.

    Example: kg doctor --quick
    """
    parts = list(_parts(quick=quick))
    print_rows([to_row(part) for part in parts], format=format, columns=("part", "state", "found", "way_out"))
    missing = [part for part in parts if part.state is State.MISSING]
    typer.echo(f"{len(missing)} missing" if missing else "all that is needed is here", err=True)
    if missing:
        raise typer.Exit(Exit.BAD_INPUT)


def _parts(*, quick: bool) -> Iterator[Part]:
    yield _python()
    yield _packages()
    if not quick:
        yield from (_model(lang) for lang in sorted(_SENTENCES))
    yield _embedded()
    yield _neo4j()
    yield _program("Java", ("java",), "starts a local Neo4j: apt-get install default-jre-headless")
    yield _program("Maven", ("mvn",), "fetches a local Neo4j: apt-get install maven")
    yield _program(
        "Chromium",
        (os.environ.get("KG_CHROMIUM") or "chromium", "chromium-browser", "google-chrome", "chrome"),
        "tests of the page need it: apt-get install chromium; any browser shows the page",
    )
    yield _fonts()


def _python() -> Part:
    version = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info >= _OLDEST
    return Part(
        part="Python",
        state=State.OK if fine else State.MISSING,
        found=f"{version} ({sys.executable})",
        way_out=None if fine else "install Python 3.11 or later",
    )


def _packages() -> Part:
    """Whether every package that this one requires is installed."""
    own = metadata.distribution("ai-industry-kg")
    needed = sorted(_name(line) for line in own.requires or () if "extra ==" not in line)
    missing = [name for name in needed if not _installed(name)]
    return Part(
        part="packages",
        state=State.MISSING if missing else State.OK,
        found=f"ai-industry-kg {own.version}; "
        + (f"without {', '.join(missing)}" if missing else f"{len(needed)} required ones"),
        way_out=f"pip install {' '.join(missing)}" if missing else None,
    )


def _name(requirement: str) -> str:
    """The name in a requirement.

    >>> _name("kglite<0.22,>=0.21.2"), _name("spacy-pkuseg (>=1.0)")
    ('kglite', 'spacy-pkuseg')
    """
    end = next((n for n, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), len(requirement))
    return requirement[:end]


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _model(lang: str) -> Part:
    """Whether the pipeline of a language loads and reads a sentence."""
    from kg.extraction import extract
    from kg.model import Article

    text, relation = _SENTENCES[lang]
    name = f"language model {lang}"
    way_out = "install this package again; from a checkout without extractors/models: make models"
    try:
        [(_, claims)] = extract([Article(id="a_doctor", text=text, lang=lang)])
    except (KGError, OSError, ImportError) as error:
        return Part(part=name, state=State.MISSING, found=str(error).splitlines()[0], way_out=way_out)
    read = [claim for claim in claims if claim.relation == relation and claim.percent == 27]
    return Part(
        part=name,
        state=State.OK if read else State.MISSING,
        found=f"{'reads' if read else 'cannot read'} {text!r}",
        way_out=None if read else way_out,
    )


def _embedded() -> Part:
    from kg.stores import open_store

    try:
        store = open_store(":memory:")
        store.execute([("CREATE (:Person {id: 'doctor', name: $name})", {"name": "陆敏"})])
        rows = store.query("MATCH (n:Person) RETURN n.name AS name")
        store.close()
    except (KGError, ImportError) as error:
        return Part(
            part="embedded store",
            state=State.MISSING,
            found=str(error),
            way_out="pip install 'kglite>=0.21.2,<0.22'",
        )
    fine = rows == [{"name": "陆敏"}]
    return Part(
        part="embedded store",
        state=State.OK if fine else State.MISSING,
        found=f"kglite {metadata.version('kglite')}",
        way_out=None if fine else "pip install 'kglite>=0.21.2,<0.22'",
    )


def _neo4j() -> Part:
    """Whether the server that the environment names answers; none needs to be named."""
    from kg.stores import open_store

    named = [os.environ.get(name, "") for name in ("KG_STORE", "NEO4J_URI")]
    place = next((one for one in named if one.startswith(("bolt", "neo4j"))), None)
    if place is None:
        return Part(
            part="Neo4j",
            state=State.OPTIONAL,
            found="NEO4J_URI is not set",
            way_out="kg neo4j start, or docker compose up -d neo4j",
        )
    try:
        store = open_store(place)
        version = store.query("CALL dbms.components() YIELD name, versions RETURN versions[0] AS v")[0]["v"]
        store.close()
    except KGError as error:
        return Part(
            part="Neo4j",
            state=State.MISSING,
            found=str(error),
            way_out="start it, or unset NEO4J_URI and KG_STORE",
        )
    return Part(part="Neo4j", state=State.OK, found=f"{version} at {place}")


def _program(name: str, commands: tuple[str, ...], way_out: str) -> Part:
    found = next(filter(None, map(shutil.which, commands)), None)
    if found is None:
        return Part(part=name, state=State.OPTIONAL, found=f"no {commands[0]}", way_out=way_out)
    return Part(part=name, state=State.OK, found=found)


def _fonts() -> Part:
    """Whether a font for Chinese is here, as far as fontconfig tells."""
    if shutil.which("fc-list") is None:
        return Part(part="Chinese font", state=State.OPTIONAL, found="not known: there is no fc-list")
    run = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    families = sorted({line.split(",")[0].strip() for line in run.stdout.splitlines() if line.strip()})
    if families:
        return Part(part="Chinese font", state=State.OK, found=families[0])
    way_out = "Chinese names may show as boxes: apt-get install fonts-noto-cjk"
    return Part(part="Chinese font", state=State.OPTIONAL, found="none", way_out=way_out)
