"""`kg add`: articles into the graph."""

from typing import Annotated

import typer

from kg.cli.app import Exit, StoreOption
from kg.cli.progress import ArticleProgress, print_report
from kg.model import InvalidRecord, check_edtf

PathsArgument = Annotated[
    list[str], typer.Argument(help="Files, folders, http(s) addresses, feeds, or - for stdin.")
]
PublishedOption = Annotated[
    str | None,
    typer.Option(
        "--published", help="Day of publication of all these articles: 2026-04-27, 2026-04 or 2026."
    ),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="Language of all these articles (en, zh), not to be detected.")
]
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="Read addresses of private networks, such as localhost, too.")
]
ExtractorOption = Annotated[
    str,
    typer.Option("--extractor", help="Which installed extractor reads them (entry points kg.extractors)."),
]


def add(
    paths: PathsArgument,
    *,
    store: StoreOption = None,
    published: PublishedOption = None,
    lang: LangOption = None,
    allow_private: PrivateOption = False,
    extractor: ExtractorOption = "frames",
) -> None:
    """Read articles, and put what they say into the graph. Adding them again changes nothing.

    What cannot be read is listed, the others go on, and the exit code is 3.

    Example: kg add news/ page.html https://example.org/feed.xml --store graph.kgl
    """
    from kg import graph
    from kg.extraction import find_extractor

    check_day(published)
    with graph.open(store) as opened:
        reader = find_extractor(extractor)
        with ArticleProgress() as progress:
            report = opened.add(
                paths,
                published=published,
                lang=lang,
                allow_private=allow_private,
                extractor=reader,
                on_article=progress.article,
                on_error=progress.error,
            )
        counts = opened.counts()
    typer.echo(
        f"{report.articles:,} articles with {report.claims:,} claims added, {len(report.failures):,} failed; "
        f"{opened.store.location} holds " + ", ".join(f"{count:,} {what}" for what, count in counts.items()),
        err=True,
    )
    print_report(reader)
    if report.failures:
        raise typer.Exit(Exit.BAD_INPUT)


def check_day(published: str | None) -> None:
    """Refuse a `--published` that is no date, before anything is read."""
    if published is None:
        return
    try:
        check_edtf(published)
    except InvalidRecord as error:
        raise typer.BadParameter(str(error), param_hint="--published") from error
