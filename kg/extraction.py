"""Articles to claims, by whatever extractor is installed.

`kg` imports no extractor. It finds them through the entry point group `kg.extractors`: a name, and a class
that is called without arguments and follows `Extractor`. The built-in one is called "frames".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from kg.model import Article, ArticleError, Claim, Entity, Explanation, KGError, NotFound
from kg.resolve import resolve

GROUP = "kg.extractors"
DEFAULT = "frames"


class Extractor(Protocol):
    """What an extractor must do; all it needs of this project is `kg.model`."""

    def languages(self) -> tuple[str, ...]:
        """The languages that it reads, as in `Article.lang`."""
        ...

    def extract(self, article: Article) -> list[Claim]:
        """The claims of an article, their quotes as they stand in its text. Raises KGError."""
        ...


@runtime_checkable
class Explainer(Protocol):
    """What an extractor may do besides: say how it came to its claims. `kg evaluate --html` shows it."""

    def explain(self, article: Article) -> Explanation:
        """The claims as `extract` gives them, with the words, names and readings of every sentence. Raises KGError."""
        ...


@runtime_checkable
class Reporter(Protocol):
    """What an extractor may do besides: say what its reading took, as requests, tokens and cost."""

    def report(self) -> str | None:
        """A few lines for the person who ran it, or None if there is nothing to say."""
        ...


def report_of(extractor: Extractor) -> str | None:
    """What an extractor reports of all that it has read, None from one that is no `Reporter`."""
    return extractor.report() if isinstance(extractor, Reporter) else None


def find_extractor(name: str = DEFAULT) -> Extractor:
    """The installed extractor of that name, ready to read.

    Raises NotFound with the names that are known.
    """
    installed = entry_points(group=GROUP)
    if name not in installed.names:
        known = ", ".join(sorted(installed.names)) or "none: install this package with pip"
        raise NotFound(f"no extractor {name!r} is installed; known: {known}")
    made: Extractor = installed[name].load()()
    return made


def extract(
    articles: Iterable[Article],
    *,
    extractor: str | Extractor = DEFAULT,
    listed: Mapping[str, Entity] | None = None,
    on_error: Callable[[ArticleError], None] | None = None,
) -> Iterator[tuple[Article, list[Claim]]]:
    """Each article with its claims, whose subjects and objects are resolved to entities.

    One at a time, in order, so that any number of articles fits in memory. `on_error` receives the error
    of an article that cannot be read, for example for its language, and the others go on; without it
    the first error is raised. `listed` replaces the curated entities of this package.
    """
    reader = find_extractor(extractor) if isinstance(extractor, str) else extractor
    for article, claims, _ in _each(articles, reader, explainer=None, listed=listed, on_error=on_error):
        yield article, claims


def explain(
    articles: Iterable[Article],
    *,
    extractor: str | Extractor = DEFAULT,
    listed: Mapping[str, Entity] | None = None,
    on_error: Callable[[ArticleError], None] | None = None,
) -> Iterator[tuple[Article, list[Claim], Explanation | None]]:
    """As `extract`, with how each article was read; None from an extractor that is no `Explainer`.

    The claims of the explanation are those of the extractor, before their names are resolved.
    """
    reader = find_extractor(extractor) if isinstance(extractor, str) else extractor
    explainer = reader if isinstance(reader, Explainer) else None
    yield from _each(articles, reader, explainer=explainer, listed=listed, on_error=on_error)


def _each(
    articles: Iterable[Article],
    reader: Extractor,
    *,
    explainer: Explainer | None,
    listed: Mapping[str, Entity] | None,
    on_error: Callable[[ArticleError], None] | None,
) -> Iterator[tuple[Article, list[Claim], Explanation | None]]:
    languages = reader.languages()
    for article in articles:
        try:
            if article.lang not in languages:
                known = ", ".join(languages)
                raise ArticleError(
                    article.source or article.id,
                    f"is in {article.lang!r}, which no pipeline reads ({known} are read); if that is wrong, give --lang",
                )
            explanation = explainer.explain(article) if explainer is not None else None
            found = explanation.claims if explanation is not None else reader.extract(article)
            claims = resolve(found, listed=listed)
        except KGError as error:
            failure = _of_article(article, error)
            if on_error is None:
                raise failure from error
            on_error(failure)
            continue
        yield article, claims, explanation


def _of_article(article: Article, error: KGError) -> ArticleError:
    if isinstance(error, ArticleError):
        return error
    return ArticleError(article.source or article.id, str(error))
