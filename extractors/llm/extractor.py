"""Articles to claims by a model behind an OpenAI-compatible address."""

import logging
import time
from collections.abc import Callable, Iterator

from extractors.llm import cache
from extractors.llm.answer import Malformed, Said, read_answer
from extractors.llm.cache import Answer
from extractors.llm.checks import check
from extractors.llm.client import Client
from extractors.llm.prompt import again, messages, schema, wording
from extractors.llm.settings import Settings, settings
from extractors.llm.tally import Tally
from kg.model import Article, ArticleError, Claim

log = logging.getLogger(__name__)

#: Written into every claim before the name of the model.
VERSION = "llm/0.1"
#: A piece that is answered at more length than the server allows is not cut below this.
_MIN_PIECE = 400


class LlmExtractor:
    """Asks a model about each article, and keeps what the article itself bears out.

    Without `settings`, those of the environment (KG_LLM_URL and so on) hold; raises KGError where they do
    not say whom to ask. `sleep` waits between attempts.
    """

    def __init__(self, given: Settings | None = None, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings() if given is None else given
        self._tally = Tally()
        self._client = Client(self._settings, self._tally, sleep=sleep)
        self._name = f"{VERSION}:{self._settings.model}"

    def languages(self) -> tuple[str, ...]:
        """Languages in which its answers can be checked."""
        return tuple(wording().languages)

    def extract(self, article: Article) -> list[Claim]:
        """The claims of an article in text order.

        Raises ArticleError where the model cannot be asked, or twice answers something that cannot be read. An
        article is read whole or not at all; answers about its other pieces stay in the cache.
        """
        answers = [
            (start, start + len(piece), said)
            for offset, paragraphs in pieces(article.text, size=self._settings.piece)
            for start, piece, said in self._read(article, offset, paragraphs)
        ]
        return check(article, answers, extractor=self._name, tally=self._tally)

    def report(self) -> str:
        """Requests, tokens, cost, and what was kept and dropped since this extractor was made."""
        return self._tally.report(
            self._name, price_in=self._settings.price_in, price_out=self._settings.price_out
        )

    def _read(
        self, article: Article, offset: int, piece: str
    ) -> Iterator[tuple[int, str, list[Said | None]]]:
        """What is said about a piece; in two halves where the answer would become too long."""
        if not piece.strip():
            return
        answer = self._answer(article, piece)
        if not answer.cut:
            yield offset, piece, read_answer(answer.content)
            return
        middle = _middle(piece)
        if middle is None:
            source = article.source or article.id
            reason = "the model's answer is cut off by its server; let it answer at more length (max tokens, context)"
            raise ArticleError(source, reason)
        yield from self._read(article, offset, piece[:middle])
        yield from self._read(article, offset + middle, piece[middle:])

    def _answer(self, article: Article, piece: str) -> Answer:
        """A readable or cut answer about a piece, out of the cache if the same was asked before."""
        asked = messages(article, piece)
        key = cache.key_of(VERSION, self._settings.model, asked, schema())
        kept = cache.load(self._settings.cache, key)
        if kept is not None and _complaint(kept) is None:
            self._tally.cached += 1
            return kept
        source = article.source or article.id
        answer = self._client.ask(asked, schema=schema(), source=source)
        complaint = _complaint(answer)
        if complaint is not None:
            log.info("%s: asked again: %s", article.id, complaint)
            answer = self._client.ask(again(asked, answer.content, complaint), schema=schema(), source=source)
            complaint = _complaint(answer)
        if complaint is not None:
            raise ArticleError(
                source, f"the model {self._settings.model} twice gave no usable answer: {complaint}"
            )
        try:
            cache.keep(self._settings.cache, key, answer)
        except OSError as error:
            self._tally.note(
                f"answers could not be kept in {self._settings.cache}: {error.strerror}; set KG_LLM_CACHE"
            )
        return answer


def _complaint(answer: Answer) -> str | None:
    """Why an answer cannot be read; None if it can be, or is cut off, which asking again would not mend."""
    if answer.cut:
        return None
    try:
        read_answer(answer.content)
    except Malformed as reason:
        return str(reason)
    return None


def pieces(text: str, *, size: int) -> Iterator[tuple[int, str]]:
    r"""`text` in pieces of whole paragraphs of at most `size` characters where paragraphs allow, with offsets.

    >>> list(pieces("One.\n\nTwo.\n\nThree.", size=12))
    [(0, 'One.\n\nTwo.'), (10, '\n\nThree.')]
    """
    start = 0
    while len(text) - start > size:
        end = text.rfind("\n\n", start + 1, start + size)
        end = end if end > start else start + (_middle(text[start : start + size], at=size) or size)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _middle(text: str, *, at: int | None = None) -> int | None:
    """Where to part a text: between paragraphs, lines or sentences, nearest to `at` (its middle); None if nowhere."""
    if len(text) < _MIN_PIECE:
        return None
    at = len(text) // 2 if at is None else at
    for mark in ("\n\n", "\n", "。", ". "):
        before, after = text.rfind(mark, 1, at), text.find(mark, at, -len(mark))
        found = [place + (0 if mark[0] == "\n" else len(mark)) for place in (before, after) if place > 0]
        if found:
            return min(found, key=lambda place: abs(place - at))
    return None
