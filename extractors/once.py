"""What has been worked out of a sentence, kept for another look at the same text."""

from collections.abc import Callable
from typing import Generic, TypeVar

from spacy.tokens import Span

Result = TypeVar("Result")


class Once(Generic[Result]):
    """The results of one kind of work on the sentences of one Doc: done again only where something else is given.

    Names are put right after the first look at a text (`extractors.names.reconsider`), in a few of its sentences.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, Result]] = {}

    def of(self, sentence: Span, given: object, work: Callable[[], Result]) -> Result:
        """What `work` makes of `sentence`, all of which follows from the sentence and from `given`."""
        kept = self._kept.get(sentence.start)
        if kept is not None and kept[0] == given:
            return kept[1]
        result = work()
        self._kept[sentence.start] = given, result
        return result
