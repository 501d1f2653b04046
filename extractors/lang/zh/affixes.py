"""Affixes of Chinese words as features: one character at each end.

spaCy takes the last three characters of a word as its suffix, which for Chinese is nearly always the whole word; the last
character is what tells a company (公司, 分公司) from a person or a place among words never seen.
"""

from collections.abc import Callable

from spacy.attrs import PREFIX, SUFFIX  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.util import registry


def first_character(word: str) -> str:
    """The first character of a word."""
    return word[:1]


def last_character(word: str) -> str:
    """The last character of a word."""
    return word[-1:]


@registry.callbacks("kg.ChineseAffixes.v1")  # type: ignore[untyped-decorator]
def chinese_affixes() -> Callable[[Language], Language]:
    """A callback for `nlp.after_creation`: this pipeline's words get affixes of one character."""

    def with_affixes(nlp: Language) -> Language:
        nlp.vocab.lex_attr_getters.update(  # type: ignore[attr-defined]
            {PREFIX: first_character, SUFFIX: last_character}
        )
        return nlp

    return with_affixes
