"""The whole way of an article into a store: read, extract, resolve, load."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import cast

import msgspec

from kg import load
from kg.articles import read_all
from kg.extraction import DEFAULT, Extractor, extract
from kg.model import Article, ArticleError, Claim, Entity
from kg.stores import Store

#: What articles come from: a file, folder, address or `-`, an article that is there already, or several.
Sources = str | Path | Article | Iterable[str | Path | Article]


class AddReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `Graph.add` did: articles and claims written, and every article that could not be read."""

    articles: int = 0
    claims: int = 0
    failures: tuple[ArticleError, ...] = ()


def add(
    store: Store,
    sources: Sources,
    *,
    entities: Mapping[str, Entity],
    published: str | None = None,
    lang: str | None = None,
    allow_private: bool = False,
    extractor: str | Extractor = DEFAULT,
    on_article: Callable[[Article, Sequence[Claim]], None] | None = None,
    on_error: Callable[[ArticleError], None] | None = None,
) -> AddReport:
    """Read, extract, resolve and load; see `Graph.add`."""
    failures: list[ArticleError] = []

    def fail(error: ArticleError) -> None:
        failures.append(error)
        if on_error is not None:
            on_error(error)

    found = _articles(sources, on_error=fail, published=published, lang=lang, allow_private=allow_private)
    read = extract(found, extractor=extractor, listed=entities, on_error=fail)
    report = load.load(store, _watched(read, on_article), entities=entities)
    return AddReport(articles=report.articles, claims=report.claims, failures=tuple(failures))


def _articles(
    sources: Sources,
    *,
    on_error: Callable[[ArticleError], None],
    published: str | None,
    lang: str | None,
    allow_private: bool,
) -> Iterator[Article]:
    """The articles of sources, in order; those that are articles already as they are."""
    several = [sources] if isinstance(sources, str | Path | Article) else sources
    for is_read, group in groupby(several, key=lambda source: isinstance(source, Article)):
        if is_read:
            yield from cast("Iterator[Article]", group)
        else:
            yield from read_all(
                cast("Iterator[str | Path]", group),
                on_error=on_error,
                published=published,
                lang=lang,
                allow_private=allow_private,
            )


def _watched(
    read: Iterable[tuple[Article, list[Claim]]],
    on_article: Callable[[Article, Sequence[Claim]], None] | None,
) -> Iterator[tuple[Article, list[Claim]]]:
    for article, claims in read:
        if on_article is not None:
            on_article(article, claims)
        yield article, claims
