"""Chinese text cut into characters, with Latin words and digits whole: the units on which names are recognized."""

import re
from functools import cache

from spacy.tokens import Doc
from spacy.vocab import Vocab

_UNIT = re.compile(r"[A-Za-z\u00c0-\u024f]+|[0-9]+|\s+|.", re.DOTALL)


@cache
def _simplified() -> dict[str, str]:
    """Traditional characters to simplified ones, one to one, so that offsets stay."""
    import opencc  # slow to load its dictionaries, so only once a Chinese text comes

    converter = opencc.OpenCC("t2s")
    hanzi = [chr(code) for code in range(0x4E00, 0xA000)]
    return {old: new for old in hanzi if (new := converter.convert(old)) != old and len(new) == 1}


@cache
def _translation() -> dict[int, str]:
    return str.maketrans(_simplified())


def simplify(text: str) -> str:
    """`text` in simplified characters, of the same length.

    >>> simplify("輝達與OpenAI")
    '辉达与OpenAI'
    """
    return text.translate(_translation())


def character_doc(vocab: Vocab, text: str) -> Doc:
    """A Doc of characters (Latin words and digits whole); its norms are simplified and lower case."""
    words: list[str] = []
    spaces: list[bool] = []
    for unit in _UNIT.findall(text):
        if unit.isspace():
            if unit[0] == " " and words and not spaces[-1]:
                spaces[-1] = True
                unit = unit[1:]
            if not unit:
                continue
        words.append(unit)
        spaces.append(False)
    doc = Doc(vocab, words=words, spaces=spaces)
    norms = simplify("\0".join(words).lower()).split("\0")
    for token, norm in zip(doc, norms, strict=True):
        if norm != token.norm_:
            token.norm_ = norm
    return doc
