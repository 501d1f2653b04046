"""The text of a Doc, kept: spaCy puts it together from its words anew at each use."""

from spacy.tokens import Doc

_KEPT = "kg_text"


def text_of(doc: Doc) -> str:
    """`doc.text`, put together once; a Doc's words never change after its tokenizer."""
    text: str | None = doc.user_data.get(_KEPT)
    if text is None:
        text = doc.user_data[_KEPT] = doc.text
    return text
