"""A whole graph as JSON lines, and back: each article, followed by its claims.

That is all a graph is made from: entities and facts follow. So such a file outlives every store, and loads
without any language model. An article's line is that of `vocabulary.md` and has a `text`; a claim's line
is what `kg extract` prints and has a `relation`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from kg import load
from kg.model import Article, ArticleError, Claim, KGError, ready
from kg.stores import Store

#: A longer line is no article of ours.
MAX_LINE_BYTES = 20_000_000


def lines(store: Store) -> Iterator[bytes]:
    """All articles and claims of a store as JSON lines, by article and place: equal for equal graphs."""
    found = store.query("MATCH (a:Article) RETURN a.id AS id ORDER BY id")
    for article, claims in load.stored(store, [row["id"] for row in found]):
        for record in (article, *claims):
            yield msgspec.json.encode(record) + b"\n"


def read_lines(stream: BinaryIO, *, source: str) -> Iterator[tuple[Article, list[Claim]]]:
    """The articles with their claims out of such lines, one article in memory at a time.

    Raises ArticleError with the number of the first line that is not valid, or whose claim stands under
    another article than its own.
    """
    article: Article | None = None
    claims: list[Claim] = []
    for place, record in _records(stream, source=source):
        if isinstance(record, Article):
            if article is not None:
                yield article, claims
            article, claims = record, []
        elif article is None or record.article != article.id:
            raise ArticleError(
                place,
                f"is a claim of article {record.article!r}, whose line is not above it; export the graph again",
            )
        else:
            claims.append(record)
    if article is not None:
        yield article, claims


def _records(stream: BinaryIO, *, source: str) -> Iterator[tuple[str, Article | Claim]]:
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        place = f"{source}:{number}"
        if len(line) > MAX_LINE_BYTES:
            raise ArticleError(place, f"is longer than {MAX_LINE_BYTES:,} bytes")
        if line.strip():
            yield place, _record(line, place=place)


def _record(line: bytes, *, place: str) -> Article | Claim:
    try:
        row: Any = msgspec.json.decode(line)
        if isinstance(row, dict) and "relation" in row:
            return msgspec.convert(row, ready(Claim))
        return msgspec.convert(row, ready(Article))
    except (msgspec.DecodeError, UnicodeDecodeError, KGError) as error:
        raise ArticleError(place, f"is no article or claim of an exported graph: {error}") from error


def from_files(paths: Iterable[str]) -> Iterator[tuple[Article, list[Claim]]]:
    """The articles with their claims of exported files, in order. Raises ArticleError; see `read_lines`."""
    for path in paths:
        try:
            with Path(path).open("rb") as stream:
                yield from read_lines(stream, source=path)
        except OSError as error:
            raise ArticleError(path, f"cannot be read: {error.strerror}") from error
