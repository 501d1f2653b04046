"""A corpus reader that keeps gold tokens and whole documents.

spaCy's own reader either tokenizes the raw text anew (the Chinese parser would then be trained on the segmenter's
mistakes) or, with `gold_preproc`, cuts documents into sentences (the parser would never see a sentence boundary).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example


@spacy.registry.readers("kg.GoldTokens.v1")
def gold_tokens(path: Path) -> Callable[[Language], Iterator[Example]]:
    def read(nlp: Language) -> Iterator[Example]:
        for reference in DocBin().from_disk(path).get_docs(nlp.vocab):
            words = [token.text for token in reference]
            spaces = [bool(token.whitespace_) for token in reference]
            yield Example(Doc(nlp.vocab, words=words, spaces=spaces), reference)

    return read
