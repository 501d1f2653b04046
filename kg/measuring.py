"""Claims measured against passages annotated by hand: `kg.evaluate`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kg.articles import read_all
from kg.evaluation import (
    Evaluation,
    Mistake,
    Passage,
    PassageScore,
    Predicted,
    mistakes,
    predicted,
    read_gold,
    read_predictions,
    score,
)
from kg.extraction import DEFAULT, Extractor, explain, extract
from kg.model import Article, ArticleError, Claim, Explanation

OnError = Callable[[ArticleError], None]
OnArticle = Callable[[Article, list[Claim]], None]
_SUFFIXES = frozenset({".jsonl", ".ndjson"})


def evaluate(
    gold: Path | str,
    *,
    extractor: str | Extractor = DEFAULT,
    predictions: Path | str | None = None,
    lang: str | None = None,
    show_mistakes: bool = False,
    on_article: OnArticle | None = None,
    on_error: OnError | None = None,
) -> Evaluation:
    """Measure an extractor, or the claims in a file, against a file of annotated passages.

    `gold` is JSON lines of passages with their claims (docs/how-to/measure.md), `predictions` JSON lines as
    `kg extract` prints them; with it nothing is extracted. `lang` leaves only the passages of one language.
    `on_error` receives what is wrong with a line or a passage, and the others go on; without it the first
    error is raised. A passage that cannot be read counts as one in which nothing was found.
    """
    report = on_error or _raise
    if Path(gold).suffix.lower() not in _SUFFIXES:
        raise ArticleError(str(gold), "is not called .jsonl; annotated passages are JSON lines, one a line")
    read = read_gold(gold, on_error=report)
    passages = {passage.id: passage for passage in read if lang is None or passage.lang == lang}
    given: list[Predicted] = []
    if predictions is not None:
        given = read_predictions(predictions, on_error=report)
    claims: dict[str, list[Predicted]] = {}
    for claim in given:
        claims.setdefault(claim.article, []).append(claim)
    known = {passage.id for passage in read}

    scores: dict[str, PassageScore] = {}
    errors: dict[str, tuple[Mistake, ...]] = {}

    def measure(passage: Passage, text: str | None = None, explanation: Explanation | None = None) -> None:
        scores[passage.id] = result = score(passage, claims.get(passage.id, ()))
        if show_mistakes:
            errors[passage.id] = tuple(mistakes(passage, result, text=text, explanation=explanation))

    articles = _articles(gold, passages, report=report)
    if predictions is not None:
        for article in articles:
            measure(passages[article.id], article.text)
    else:
        for article, found, explanation in _found(
            articles, extractor, explained=show_mistakes, on_error=report
        ):
            if on_article is not None:
                on_article(article, found)
            claims[article.id] = [predicted(claim) for claim in found]
            measure(passages[article.id], article.text, explanation)
    for passage in passages.values():
        if passage.id not in scores:
            measure(passage)
    return Evaluation(
        passages=tuple(scores[id_] for id_ in passages),
        unknown=sum(claim.article not in known for claim in given),
        mistakes=tuple(mistake for id_ in passages for mistake in errors.get(id_, ())),
    )


def _articles(gold: Path | str, passages: Mapping[str, Passage], *, report: OnError) -> Iterator[Article]:
    """The passages as articles, cleaned as any others are; those that give none are reported at the end.

    Lines that are no passages at all are passed over here: `read_gold` has reported them.
    """
    missing = dict(passages)
    for article in read_all([gold], on_error=_ignore):
        if missing.pop(article.id, None) is not None:
            yield article
    for id_ in missing:
        reason = (
            f"nothing is left of passage {id_!r} once it is cleaned; `kg articles {gold} --explain` says why"
        )
        report(ArticleError(str(gold), reason))


def _found(
    articles: Iterator[Article], extractor: str | Extractor, *, explained: bool, on_error: OnError
) -> Iterator[tuple[Article, list[Claim], Explanation | None]]:
    if explained:
        yield from explain(articles, extractor=extractor, on_error=on_error)
        return
    for article, claims in extract(articles, extractor=extractor, on_error=on_error):
        yield article, claims, None


def _ignore(error: ArticleError) -> None:
    pass


def _raise(error: ArticleError) -> None:
    raise error
