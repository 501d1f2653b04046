"""`kg evaluate`: claims measured against passages annotated by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.add import ExtractorOption
from kg.cli.app import Exit, Format, FormatOption
from kg.cli.output import print_rows
from kg.cli.progress import ArticleProgress, print_report
from kg.model import ArticleError

if TYPE_CHECKING:
    from kg.evaluation import Evaluation, Figures


def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="Annotated passages as JSON lines: FILE.jsonl.", dir_okay=False)
    ],
    *,
    extractor: ExtractorOption = "frames",
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions",
            help="Measure the claims in this file (JSON lines); nothing is extracted.",
            dir_okay=False,
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="Only the passages of this language (en, zh).")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write every mistake into this page, with its sentence.", dir_okay=False),
    ] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - named as the option is
) -> None:
    """Measure extraction on passages annotated by hand: precision, recall, F1, and every mistake.

    Figures are for all passages and for each language: claims, entity pairs, each relation, each qualifier of
    claims that were found, and what was found in passages marked as holding nothing.

    Example: kg evaluate gold.jsonl --html mistakes.html
    """
    from kg.extraction import find_extractor
    from kg.measuring import evaluate as measured

    reader = find_extractor(extractor) if predictions is None else None
    failures: list[ArticleError] = []
    with ArticleProgress() as progress:

        def report(error: ArticleError) -> None:
            failures.append(error)
            progress.error(error)

        evaluation = measured(
            gold,
            extractor=reader or extractor,
            predictions=predictions,
            lang=lang,
            show_mistakes=html is not None,
            on_article=progress.article,
            on_error=report,
        )
    if html is not None:
        _write(html, evaluation, title=f"Mistakes in {gold.name}")
    if format is Format.TABLE:
        for name, figures in evaluation.by_language():
            _print_tables(name, figures)
    else:
        rows = [row for name, figures in evaluation.by_language() for row in figures.rows(lang=name)]
        print_rows(rows, format=format)
    _say(evaluation, failed=len(failures))
    if reader is not None:
        print_report(reader)
    if failures:
        raise typer.Exit(Exit.BAD_INPUT)


def _print_tables(lang: str, figures: "Figures") -> None:
    rows = figures.rows(lang=lang)
    counted = [row for row in rows if row["of"] in {"claims", "pairs", "relation"}]
    shown = [_rounded({"of": row["name"] or row["of"], **_numbers(row)}) for row in counted]
    print_rows(shown, format=Format.TABLE, title=f"{lang}: {figures.passages:,} passages")
    qualifiers = [row for row in rows if row["of"] == "qualifier"]
    if qualifiers:
        print_rows(
            [_rounded({name: row[key] for name, key in _QUALIFIER_COLUMNS}) for row in qualifiers],
            format=Format.TABLE,
        )
    if figures.clean:
        found = {passage: n for passage, n in figures.clean.items() if n}
        typer.echo(
            f"false claims in {len(figures.clean):,} passages without claims: {sum(found.values()):,}"
            + "".join(f" {passage} ({n})" for passage, n in found.items())
            + "\n"
        )


_QUALIFIER_COLUMNS = (("qualifier", "name"), ("claims", "total"), ("right", "right"), ("share", "share"))


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    wanted = ("total", "right", "wrong", "missed", "precision", "recall", "f1")
    return {("to find" if name == "total" else name): row[name] for name in wanted}


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()}


def _write(path: Path, evaluation: "Evaluation", *, title: str) -> None:
    from kg.evaluation import write_mistakes

    try:
        write_mistakes(path, evaluation, title=title)
    except OSError as error:
        typer.echo(f"error: {path} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(Exit.BAD_INPUT) from error
    typer.echo(f"{path}: {len(evaluation.mistakes):,} mistakes, {path.stat().st_size:,} bytes", err=True)


def _say(evaluation: "Evaluation", *, failed: int) -> None:
    counts = evaluation.figures().claims
    unknown = f", {evaluation.unknown:,} claims of other articles passed over" if evaluation.unknown else ""
    typer.echo(
        f"{len(evaluation.passages):,} passages, {counts.right + counts.missed:,} claims to find, "
        f"{failed:,} lines or passages failed{unknown}",
        err=True,
    )
