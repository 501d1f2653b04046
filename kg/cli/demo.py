"""`kg demo`: the whole way, from the articles that ship with this package to a page in the browser."""

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.app import Exit, Format
from kg.cli.facts_in_words import fact_row
from kg.cli.output import print_rows
from kg.cli.progress import ArticleProgress
from kg.model import Claim, Fact, relations

if TYPE_CHECKING:
    from kg.graph import Graph

_STORE, _PAGE = "demo.kgl", "graph.html"
_HEADLINES = 10
_NOTICE = (
    "Made from the sample articles of this package. Those of the sample desk retell public news in our own words; "
    "those marked (invented) deal with companies that do not exist."
)


def demo(
    *,
    folder: Annotated[
        Path, typer.Option("--folder", file_okay=False, help=f"Where {_STORE} and {_PAGE} are written.")
    ] = Path(),
) -> None:
    """Make a graph out of the sample articles, show what was found, and write it as a page.

    Nothing leaves this machine.

    Example: kg demo --folder /tmp
    """
    from kg import graph

    folder.mkdir(parents=True, exist_ok=True)
    place, page = folder / _STORE, folder / _PAGE
    with (
        resources.as_file(resources.files("kg").joinpath("data", "samples")) as samples,
        graph.open(place) as opened,
    ):
        # Sorted, so that the demo is the same everywhere; the README tells about the others.
        files = sorted(file for file in samples.iterdir() if file.is_file() and file.stem != "README")
        with ArticleProgress() as progress:
            report = opened.add(files, on_article=progress.article, on_error=progress.error)
        _print_relations(opened)
        _print_headlines(opened)
        opened.render(page, title="AI industry graph: the samples", notice=_NOTICE)
        counts = opened.counts()
    typer.echo(
        f"{report.articles} articles -> {counts['claims']} claims -> {counts['facts']} facts between "
        f"{counts['entities']} entities, in {place}\n\n"
        f"Open {page} in a browser, and click an edge to read its sentences. Then try:\n"
        f"  kg why Microsoft OpenAI --store {place}\n"
        f"  kg query 'MATCH (i)-[r:INVESTS_IN]->(o) RETURN i.name, r.amount, r.currency, o.name' --store {place}\n"
        f"  kg add YOUR_ARTICLES/ --store mine.kgl"
    )
    if report.failures:
        raise typer.Exit(Exit.BAD_INPUT)


def _print_relations(opened: "Graph") -> None:
    """How many facts there are of each relation, and a sentence behind one of them."""
    rows: list[dict[str, Any]] = []
    for name in relations():
        facts = opened.facts(relation=name)
        if facts:
            best = max(facts, key=_weight)
            claim = _leader(opened, best)
            rows.append(
                {"relation": name, "facts": len(facts), "for example": f"{claim.quote} [{claim.lang}]"}
            )
    print_rows(rows, format=Format.TABLE, title="What the articles say")


def _print_headlines(opened: "Graph") -> None:
    """The facts about sums and shares that most sentences stand behind."""
    counted = [fact for fact in opened.facts() if fact.amount is not None or fact.percent is not None]
    facts = sorted(counted, key=_weight, reverse=True)[:_HEADLINES]
    rows = []
    for fact in facts:
        languages = sorted({claim.lang for claim in opened.claims(fact=fact.id)})
        row = fact_row(fact)
        rows.append(
            {key: row[key] for key in ("subject", "relation", "object", "terms")}
            | {"claims": row["claims"], "in": " ".join(languages), "disputed": row["disputed"]}
        )
    print_rows(rows, format=Format.TABLE, title="Sums and shares, the best attested")


def _weight(fact: Fact) -> tuple[object, ...]:
    """Better attested facts weigh more; equals are told apart by id."""
    return fact.n_claims, fact.n_publishers, fact.confidence, fact.id


def _leader(opened: "Graph", fact: Fact) -> Claim:
    return next(claim for claim in opened.claims(fact=fact.id) if claim.id == fact.leader)
