"""Articles to claims, by whatever extractor is installed.

`kg` imports no extractor. It finds them through the entry point group `kg.extractors`: a name, and a class
that is called without arguments and follows `Extractor`. The built-in one is called "frames".
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from threadpoolctl import threadpool_limits

from kg.model import Article, ArticleError, Claim, Entity, Explanation, KGError, NotFound
from kg.resolve import resolve

GROUP = "kg.extractors"
DEFAULT = "frames"

#: The claims of an article, with how it was read where that was asked for.
_Read = tuple[list[Claim], Explanation | None]


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
class Concurrent(Protocol):
    """What an extractor may do besides: read several articles at once, each in a thread of its own."""

    def threads(self) -> int:
        """How many articles at once; with one, each is read when the one before is done."""
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

    In order, and with a few articles at most in memory, however many there are: an extractor that can (`Concurrent`) reads
    ahead in threads. `on_error` receives the error of an article that cannot be read, for example for its language,
    and the others go on; without it the first error is raised. `listed` replaces the curated entities of this package.
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

    def read(article: Article) -> _Read | ArticleError:
        try:
            if article.lang not in languages:
                known = ", ".join(languages)
                raise ArticleError(
                    article.source or article.id,
                    f"is in {article.lang!r}, which no pipeline reads ({known} are read); if that is wrong, give --lang",
                )
            explanation = explainer.explain(article) if explainer is not None else None
            found = explanation.claims if explanation is not None else reader.extract(article)
            return resolve(found, listed=listed), explanation
        except KGError as error:
            failure = _of_article(article, error)
            failure.__cause__ = None if failure is error else error
            return failure

    threads = reader.threads() if isinstance(reader, Concurrent) else 1
    for article, found in _in_order(articles, read, threads=threads):
        if not isinstance(found, ArticleError):
            yield article, *found
        elif on_error is None:
            raise found
        else:
            on_error(found)


def _in_order(
    articles: Iterable[Article], read: Callable[[Article], _Read | ArticleError], *, threads: int
) -> Iterator[tuple[Article, _Read | ArticleError]]:
    """Each article with what reading it gave; `threads` articles are read at once, no more than that ahead of the one that is wanted."""
    if threads < 2:
        for article in articles:
            yield article, read(article)
        return
    waiting: deque[tuple[Article, Future[_Read | ArticleError]]] = deque()
    remaining = iter(articles)
    failed: Exception | None = None
    # numpy would spread each product of matrices over all processors, by threads that spin between two of them: for the small products
    # of a sentence that gains nothing, and takes the processor of the article that is read beside
    with (
        threadpool_limits(1, user_api="blas"),
        ThreadPoolExecutor(threads, thread_name_prefix="kg-extract") as pool,
    ):
        try:
            while True:
                try:
                    while failed is None and len(waiting) <= threads:
                        article = next(remaining)
                        waiting.append((article, pool.submit(read, article)))
                except StopIteration:
                    remaining = iter(())
                except Exception as error:  # noqa: BLE001, raised again when those before have been given out
                    failed = error
                if not waiting:
                    break
                article, future = waiting.popleft()
                yield article, future.result()
        finally:
            for _, future in waiting:
                future.cancel()
    if failed is not None:
        raise failed


def _of_article(article: Article, error: KGError) -> ArticleError:
    if isinstance(error, ArticleError):
        return error
    return ArticleError(article.source or article.id, str(error))
