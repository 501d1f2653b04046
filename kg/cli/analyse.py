"""`kg analyse`: the analyses of `kg.analysis` on a stored graph."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from kg.analysis import Analysis, Kind, Parameter, analyses, find_analysis
from kg.cli.app import Format, FormatOption, StoreOption
from kg.cli.output import print_rows

#: How many rows a table shows unless told otherwise. Other formats are for programs, which want all.
_SCREENFUL = 20


def analyse(
    name: Annotated[
        str | None, typer.Argument(help="Which analysis; without one, they are listed.", show_default=False)
    ] = None,
    entities: Annotated[
        list[str] | None,
        typer.Argument(help="Entities it asks for, by name or id, in its order.", show_default=False),
    ] = None,
    *,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - named as the option is
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=0,
            help="At most so many rows, 0 for all. A table shows 20, other formats all.",
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Only what held on this day (2026-04-27).")
    ] = None,
    hops: Annotated[
        bool | None, typer.Option("--hops/--no-hops", help="A line for each hop of a loop, path or chain.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="What else it takes.")
    ] = None,
) -> None:
    """Ask the whole graph: who matters, whose money comes back, who owns whom, how two are connected.

    Example: kg analyse paths SoftBank Nvidia -p k=3 --as-of 2026-04-27
    """
    if name is None:
        print_rows(_listed(), format=format)
        return
    analysis = find_analysis(name)
    arguments = _arguments(name, analysis, entities or [], parameters or [], as_of=as_of)
    rows = analysis.load()(_networkx(store), **arguments)
    most = limit if limit is not None else _SCREENFUL if format is Format.TABLE else 0
    _print(
        rows[:most] if most else rows, analysis, format=format, hops=analysis.by_hop if hops is None else hops
    )
    if not rows:
        typer.echo(f"{name}: nothing found", err=True)
    elif 0 < most < len(rows):
        typer.echo(f"{most} of {len(rows):,} rows; --limit 0 shows all", err=True)


def _networkx(store: str | None) -> Any:
    from kg import graph

    with graph.open(store) as opened:
        return opened.to_networkx()


def _print(rows: Sequence[Any], analysis: Analysis, *, format: Format, hops: bool) -> None:  # noqa: A002
    from kg.analysis import nested, table

    if format in (Format.JSON, Format.JSONL):
        print_rows(nested(rows), format=format)
        return
    flat = table(rows, hops=hops)
    chosen = analysis.hop_columns if hops else analysis.columns
    print_rows(flat, format=format, columns=chosen if chosen and format is Format.TABLE else None)


def _listed() -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "what": analysis.help,
            "entities": " ".join(_shown(entity) for entity in _entities(analysis)),
            "parameters": ", ".join(p.name for p in analysis.parameters if p.kind is not Kind.ENTITY),
        }
        for name, analysis in analyses().items()
    ]


def _shown(parameter: Parameter) -> str:
    return parameter.name.upper() if parameter.required else f"[{parameter.name.upper()}]"


def _entities(analysis: Analysis) -> list[Parameter]:
    return [parameter for parameter in analysis.parameters if parameter.kind is Kind.ENTITY]


def _arguments(
    name: str, analysis: Analysis, entities: Sequence[str], given: Sequence[str], *, as_of: str | None
) -> dict[str, Any]:
    """The keywords for the function, out of all that was typed."""
    takes = _entities(analysis)
    if len(entities) > len(takes):
        asks = " ".join(map(_shown, takes)) or "no entity"
        raise typer.BadParameter(f"{name} takes {asks}, not {len(entities)} names; quote names with blanks")
    arguments: dict[str, Any] = {entity.name: text for entity, text in zip(takes, entities, strict=False)}
    texts = [text.partition("=") for text in given]
    if as_of is not None:
        texts.append(("as_of", "=", as_of))
    for key, equals, text in texts:
        parameter = analysis.parameter(key.replace("-", "_"))
        if parameter is None or not equals:
            known = ", ".join(known.name for known in analysis.parameters)
            raise typer.BadParameter(f"{key!r} is no parameter of {name}: write KEY=VALUE, with {known}")
        arguments[parameter.name] = _value(parameter, text)
    missing = [
        parameter
        for parameter in analysis.parameters
        if parameter.required and parameter.name not in arguments
    ]
    if missing:
        raise typer.BadParameter(f"{name} needs {' '.join(map(_shown, missing))}")
    return arguments


def _value(parameter: Parameter, text: str) -> Any:
    """The value that a text stands for."""
    try:
        match parameter.kind:
            case Kind.COUNT:
                return int(text)
            case Kind.NUMBER:
                return float(text)
            case Kind.FLAG:
                return {"true": True, "false": False}[text.lower()]
            case Kind.WORDS:
                return [word.strip() for word in text.split(",") if word.strip()]
            case Kind.ENTITY | Kind.DAY:
                return text
    except (ValueError, KeyError):
        raise typer.BadParameter(
            f"{parameter.name}={text}: give a {parameter.kind} ({parameter.help})"
        ) from None
