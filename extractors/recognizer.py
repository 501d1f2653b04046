"""Names where there may be some: the trained recognizer for the stretches of a text that hold a capital letter which no rule asks for.

A fifth of the words of an English news page stand in sentences without. All others are read side by side.
"""

from collections.abc import Callable, Sequence
from typing import cast

from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span, Token

from extractors.stretches import apart, stretches

#: Parts of speech of a first word that is no name, and that no name begins with.
_NO_NAME = frozenset({"ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "PART", "PRON", "SCONJ"})
#: These have a capital wherever they stand.
_ALWAYS = frozenset({"I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll"})


@Language.factory(
    "kg_recognized",
    requires=["token.is_sent_start", "token.pos"],
    assigns=["doc.ents"],
    default_config={"recognizer": "ner"},
)
def make_recognized(nlp: Language, name: str, recognizer: str) -> Callable[[Doc], Doc]:  # noqa: ARG001
    """Use the pipeline's component `recognizer`, which is to be disabled, on what may hold a name; for languages with capitals."""

    def recognized(doc: Doc) -> Doc:
        worth = [one for one in stretches(doc) if may_name([*doc[one.first : one.last]])]
        if worth:
            component = cast("EntityRecognizer", nlp.get_pipe(recognizer))
            alone = apart(doc, worth)
            component.set_annotations(alone, component.predict(alone))
            doc.ents = [
                Span(doc, one.first + ent.start, one.first + ent.end, label=ent.label)
                for one, read in zip(worth, alone, strict=True)
                for ent in read.ents
            ]
        return doc

    return recognized


def may_name(words: Sequence[Token]) -> bool:
    """Whether a sentence may hold a name: its first word by what it is, the others by a capital.

    >>> from extractors import nlp
    >>> sentences = ["But it has raised its price.", "Acme has raised it.", "It has raised $3 for iPads."]
    >>> [may_name([*doc]) for doc in map(nlp.load("en"), sentences)]
    [False, True, True]
    """
    first = next((at for at, word in enumerate(words) if word.text[0].isalpha()), len(words) - 1)
    return words[first].pos_ not in _NO_NAME or any(
        not word.islower() and word not in _ALWAYS and any(letter.isupper() for letter in word)
        for word in (token.text for token in words[first + 1 :])
    )
