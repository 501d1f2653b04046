"""Sentence boundaries that need no tree: line breaks, and final punctuation where it is sure."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

_FINAL = frozenset("。！？!?…")
_CLOSING = frozenset("”’」』）)》\"'")
_OPENING = frozenset("“‘\"'([")
#: After this no sentence begins: a word, and marks that go on.
_GOES_ON = re.compile(r"[\w,:$€£&+>#《→←↔—–-]$")

#: For each word 1 where a sentence starts, -1 where none does, 0 where the words do not tell.
Starts = NDArray[np.int64]


@Language.factory(
    "kg_sentences", assigns=["token.is_sent_start"], default_config={"final_punctuation": False}
)
def make_sentences(nlp: Language, name: str, final_punctuation: bool) -> Callable[[Doc], Doc]:  # noqa: ARG001
    """Start a sentence after each line break and, with `final_punctuation`, after 。！？ and nowhere else.

    Without, where a capital follows a full stop, and perhaps elsewhere, though not right after a word: a parser that is unsure
    else cuts names in two. Goes before the parser, which keeps what is known and adds its own.
    """

    def sentences(doc: Doc) -> Doc:
        words = [token.text for token in doc]
        starts = (
            _by_marks(words) if final_punctuation else _by_capitals(words, doc.to_array("SPACY").tolist())
        )
        for i, word in enumerate(words[:-1]):
            if word.isspace() and "\n" in word:
                starts[i + 1] = 1
        starts[:1] = 1
        doc.from_array(["SENT_START"], starts.astype(np.uint64).reshape(-1, 1))  # type: ignore[arg-type]
        return doc

    return sentences


def _by_marks(words: Sequence[str]) -> Starts:
    starts = np.full(len(words), -1)
    ended = False
    for i, word in enumerate(words):
        closing = word[0] in _CLOSING
        if ended and not closing:
            starts[i] = 1
        ended = (ended and closing) or word[0] in _FINAL
    return starts


def _by_capitals(words: Sequence[str], blanks: Sequence[int]) -> Starts:
    """`blanks` is true for words that a blank follows."""
    starts = np.zeros(len(words), dtype=np.int64)
    ended, before = False, "."
    for i, word in enumerate(words):
        if ended and blanks[i - 1]:
            starts[i] = word[0].isupper() or word[0] in _OPENING
        elif _GOES_ON.search(before):
            starts[i] = -1
        ended = (ended and not blanks[i - 1] and word[0] in _CLOSING) or (
            word in {".", "!", "?"} and not before.isdigit()  # "1." numbers what follows
        )
        if not (before == "," and word[0] in _CLOSING):  # “I agree,” she said
            before = word
    return starts
