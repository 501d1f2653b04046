"""Sentence boundaries that need no tree: paragraphs everywhere, and in Chinese the final punctuation."""

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

_FINAL = frozenset("。！？!?…")
_CLOSING = frozenset("”’」』）)》\"'")
_WORD_END = re.compile(r"[\w,$€£&+-]$")


@Language.factory(
    "kg_sentences", assigns=["token.is_sent_start"], default_config={"final_punctuation": False}
)
def make_sentences(nlp: Language, name: str, final_punctuation: bool) -> Callable[[Doc], Doc]:  # noqa: ARG001
    """Start a sentence after each line break; with `final_punctuation`, after 。！？ and nowhere else.

    Goes before the parser, which keeps these starts and (in English) adds its own, though none between two words of a
    name or before a small letter: a parser that is unsure else cuts names in two.
    """

    def sentences(doc: Doc) -> Doc:
        words = [token.text for token in doc]
        starts = np.zeros(len(words), dtype=np.int64)
        after_break, after_final, before = True, False, ""
        for i, word in enumerate(words):
            if after_break or (after_final and word[0] not in _CLOSING):
                starts[i] = 1
                after_final = False
            elif final_punctuation or (before and _goes_on(before, word)):
                starts[i] = -1
            after_break = "\n" in word and word.isspace()
            if final_punctuation:
                after_final = (after_final and word[0] in _CLOSING) or word[0] in _FINAL
            before = word
        doc.from_array(["SENT_START"], starts.astype(np.uint64).reshape(-1, 1))  # type: ignore[arg-type]
        return doc

    return sentences


@lru_cache(maxsize=1 << 16)
def _goes_on(before: str, word: str) -> bool:
    """True where no sentence can begin with `word`: after a plain word, unless a capital follows a small letter."""
    if _WORD_END.search(before) is None:
        return False
    return not (word[0].isupper() and before[0].islower())
