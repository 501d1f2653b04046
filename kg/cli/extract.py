"""`kg extract`: articles to claims, without a graph."""

import sys

import typer

from kg.cli.add import (
    ExtractorOption,
    LangOption,
    PathsArgument,
    PrivateOption,
    PublishedOption,
    check_day,
)
from kg.cli.app import Exit
from kg.cli.progress import ArticleProgress, print_report
from kg.model import ArticleError


def extract(
    paths: PathsArgument,
    *,
    published: PublishedOption = None,
    lang: LangOption = None,
    allow_private: PrivateOption = False,
    extractor: ExtractorOption = "frames",
) -> None:
    """Print the claims of articles as JSON lines, each with the sentence it was read in.

    Denied and merely considered claims are there too, marked as such. No graph is read or written.

    Example: kg extract page.txt | jq -r .quote
    """
    import msgspec

    from kg.articles import read_all
    from kg.extraction import extract as extracted
    from kg.extraction import find_extractor

    check_day(published)
    reader = find_extractor(extractor)
    failures: list[ArticleError] = []
    n_articles = n_claims = 0
    with ArticleProgress() as progress:

        def report(error: ArticleError) -> None:
            failures.append(error)
            progress.error(error)

        found = read_all(paths, on_error=report, published=published, lang=lang, allow_private=allow_private)
        for article, claims in extracted(found, extractor=reader, on_error=report):
            progress.article(article, claims)
            sys.stdout.writelines(f"{msgspec.json.encode(claim).decode()}\n" for claim in claims)
            n_articles += 1
            n_claims += len(claims)
    typer.echo(f"{n_claims:,} claims in {n_articles:,} articles, {len(failures):,} failed", err=True)
    print_report(reader)
    if failures:
        raise typer.Exit(Exit.BAD_INPUT)
