"""Sentence boundaries that need no tree: paragraphs everywhere, and in Chinese the final punctuation."""

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

_FINAL = frozenset("。！？!?…")
_CLOSING = frozenset("”’」』）)》\"'")
_BREAK = re.compile(r"\n")
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
        after_break, after_final = True, False
        for token in doc:
            if after_break or (after_final and token.text[0] not in _CLOSING):
                token.is_sent_start = True
                after_final = False
            elif final_punctuation or (token.i and _goes_on(doc[token.i - 1].text, token.text)):
                token.is_sent_start = False
            after_break = token.is_space and _BREAK.search(token.text) is not None
            if final_punctuation:
                after_final = (after_final and token.text[0] in _CLOSING) or token.text[0] in _FINAL
        return doc

    return sentences


def _goes_on(before: str, word: str) -> bool:
    """True where no sentence can begin with `word`: after a plain word, unless a capital follows a small letter."""
    if _WORD_END.search(before) is None:
        return False
    return not (word[0].isupper() and before[0].islower())
