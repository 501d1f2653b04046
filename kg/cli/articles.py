"""`kg articles`: what is read out of files, folders, feeds and pages, before any claim is."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.app import Exit, Format, FormatOption
from kg.cli.output import print_rows
from kg.model import Article, ArticleError, InvalidRecord, to_row

if TYPE_CHECKING:
    from kg.articles import Reading

_COLUMNS = ("id", "lang", "kind", "published", "publisher", "title", "paragraphs", "characters")


def articles(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, http(s) addresses, feeds, or - for stdin.")
    ],
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every paragraph: kept, or dropped and why.")
    ] = False,
    published: Annotated[
        str | None,
        typer.Option(
            "--published", help="Day of publication of all these articles: 2026-04-27, 2026-04 or 2026."
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="Language of all these articles (en, zh), not to be detected."),
    ] = None,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="Read addresses of private networks, such as localhost, too."),
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - named as the option is
) -> None:
    """List the articles found in PATHS. With --format jsonl, print them as JSON lines that kg reads again.

    Example: kg articles page.txt --explain
    """
    from kg.articles import explain_all, notice, read_all

    errors: list[ArticleError] = []

    def report(error: ArticleError) -> None:
        errors.append(error)
        typer.echo(f"error: {error}", err=True)

    options: dict[str, Any] = {"published": published, "lang": lang, "allow_private": allow_private}
    count = 0
    try:
        if explain:
            _print_readings(explain_all(paths, on_error=report, **options), format=format)
        else:
            found = read_all(paths, on_error=report, **options)
            for article in _printed(found, format=format):
                count += 1
                if text := notice(article):
                    typer.echo(f"note: {text}", err=True)
    except InvalidRecord as error:
        typer.echo(f"error: --published: {error}", err=True)
        raise typer.Exit(Exit.USAGE) from error
    if not explain:
        typer.echo(f"{count:,} articles read, {len(errors):,} failed", err=True)
    if errors:
        raise typer.Exit(Exit.BAD_INPUT)


def _printed(found: Iterable[Article], *, format: Format) -> Iterable[Article]:  # noqa: A002
    """Print articles, and pass them on: JSON lines one by one, other formats at the end."""
    if format is Format.JSONL:
        for article in found:
            print_rows([to_row(article)], format=format)
            yield article
        return
    listed = []
    for article in found:
        listed.append(to_row(article) if format is Format.JSON else _row(article))
        yield article
    print_rows(listed, format=format, columns=None if format is Format.JSON else _COLUMNS)


def _row(article: Article) -> dict[str, Any]:
    row = {name: value for name, value in to_row(article).items() if name in _COLUMNS}
    return row | {
        "kind": str(article.kind),
        "paragraphs": article.text.count("\n\n") + 1,
        "characters": len(article.text),
    }


def _print_readings(readings: Iterable["Reading"], *, format: Format) -> None:  # noqa: A002
    if format is not Format.TABLE:
        rows = [
            {
                "article": reading.article.id if reading.article else None,
                "source": reading.source,
                "kept": paragraph.kept,
                "reason": paragraph.reason,
                "text": paragraph.text,
            }
            for reading in readings
            for paragraph in reading.paragraphs
        ]
        print_rows(rows, format=format)
        return
    from rich.console import Console

    # Without a terminal a table has no width of its own.
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    for reading in readings:
        _print_reading(reading, console=console)


def _print_reading(reading: "Reading", *, console: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    article = reading.article
    head = ["nothing left to read"]
    if article is not None:
        day, publisher = article.published or "no date", article.publisher or "no publisher"
        head = [article.id, article.lang, str(article.kind), day, publisher, article.title or "no headline"]
    kept = sum(paragraph.kept for paragraph in reading.paragraphs)
    console.print(Text(f"{reading.source}: {' · '.join(head)}", style="bold"))
    console.print(f"{kept} paragraphs kept, {len(reading.paragraphs) - kept} dropped")
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for paragraph in reading.paragraphs:
        style = "" if paragraph.kept else "dim"
        label = "kept" if paragraph.kept else f"dropped: {paragraph.reason}"
        # Text, not str: brackets in an article are words, not markup.
        table.add_row(Text(label, style=style), Text(_visible(paragraph.text), style=style))
    console.print(table)
    console.print()


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
