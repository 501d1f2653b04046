"""`kg why`: the sentences behind what the graph says of two entities."""

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Exit, Format, FormatOption, StoreOption
from kg.cli.output import print_rows
from kg.model import to_row

if TYPE_CHECKING:
    from kg.graph import Evidence


def why(
    a: Annotated[str, typer.Argument(help="An entity: a name in any language, or an id.")],
    b: Annotated[str | None, typer.Argument(help="The other one; without it, all about the first.")] = None,
    *,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - named as the option is
) -> None:
    """Show every sentence about two entities: what supports an edge, what denies it, what is only considered.

    Example: kg why Microsoft OpenAI
    """
    from kg import graph

    with graph.open(store, create=False) as opened:
        found = opened.why(a, b)
    if format is Format.TABLE:
        _print_text(found)
    else:
        print_rows([_row(evidence) for evidence in found], format=format)
    if not found:
        typer.echo(f"nothing is said about {a}" + (f" and {b}" if b else ""), err=True)
        raise typer.Exit(Exit.NOT_FOUND)


def _print_text(found: "list[Evidence]") -> None:
    from kg.cli.facts_in_words import claim_line, fact_line

    for heading, evidence in groupby(found, lambda e: fact_line(e.fact) if e.fact else claim_line(e.claim)):
        some = list(evidence)
        typer.echo(_visible(heading))
        if fact := some[0].fact:
            typer.echo(f"  {_visible(fact.why)}")
        for each in some:
            article, claim = each.article, each.claim
            source = ", ".join(
                filter(None, (article.publisher, article.published, article.title, article.url))
            )
            mark = "!" if each.contests else "-"
            typer.echo(f"  {mark} {_visible(claim.quote)}")
            typer.echo(f"    {_visible(source or article.id)}")
        typer.echo()


def _row(evidence: "Evidence") -> dict[str, object]:
    article = evidence.article
    source = {"headline": article.title, "url": article.url, "published": article.published}
    fact = {"fact": evidence.fact.id if evidence.fact else None, "contests": evidence.contests}
    return {**to_row(evidence.claim), **source, "publisher": article.publisher, **fact}


def _visible(text: str) -> str:
    """On one line, with control characters shown instead of obeyed: the words come from strangers."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)
