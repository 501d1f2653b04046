"""What a person sees on stderr while articles are read: a bar on a terminal, and what fails as it fails."""

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

import typer

from kg.model import Article, ArticleError, Claim

if TYPE_CHECKING:
    from kg.extraction import Extractor

#: How many notes are printed in full; the others are counted.
_NOTES = 3


class ArticleProgress:
    """Counts articles, claims and failures. A context manager; nothing moves where stderr is no terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True, highlight=False)
        columns = (BarColumn(bar_width=20), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
        # How many articles there will be is not known: they are read one by one.
        self._task: Any = self._bar.add_task("reading the language models", total=None)
        self._articles = self._claims = self._failures = self._notes = 0

    def __enter__(self) -> "ArticleProgress":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
        if self._notes > _NOTES:
            typer.echo(f"note: {self._notes - _NOTES:,} more articles without a day of publication", err=True)

    def article(self, article: Article, claims: Sequence[Claim]) -> None:
        """One more article is read."""
        from kg.articles import notice

        self._articles += 1
        self._claims += len(claims)
        if text := notice(article):
            self._notes += 1
            if self._notes <= _NOTES:
                self._say(f"note: {text}")
        self._show()

    def error(self, error: ArticleError) -> None:
        """One more article cannot be read."""
        self._failures += 1
        self._say(f"error: {error}")
        self._show()

    def _show(self) -> None:
        failed = f", {self._failures:,} failed" if self._failures else ""
        self._bar.update(
            self._task, description=f"{self._articles:,} articles, {self._claims:,} claims{failed}"
        )

    def _say(self, line: str) -> None:
        if self._bar.disable:
            typer.echo(line, err=True)
            return
        from rich.text import Text

        # Above the bar, which would be torn otherwise. Text, not str: brackets are words, not markup.
        self._bar.console.print(
            Text("".join(c if c.isprintable() else "\ufffd" for c in line)), soft_wrap=True
        )


def print_report(extractor: "Extractor") -> None:
    """What an extractor says of its run, to stderr; nothing for one that reports nothing."""
    from kg.extraction import report_of

    report = report_of(extractor)
    if report:
        typer.echo(report, err=True)
