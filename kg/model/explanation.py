"""How an extractor came to its claims, sentence by sentence: what a person looks at who asks why one is missing."""

import msgspec

from kg.model.records import Claim
from kg.model.vocabulary import EntityType


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One word of a parsed sentence; `head` is the place of its head among the words, its own for the root."""

    text: str
    start: int
    pos: str = ""
    dep: str = ""
    head: int


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A name, or words that stand for one, where the extractor sees them.

    Offsets are code points of the article's text, half-open. `by` says how it is named: by a name, a
    descriptor ("the ChatGPT maker") or an anaphor ("it").
    """

    start: int
    end: int
    text: str
    type: EntityType
    canonical: str
    by: str = "name"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A relation that the extractor began to read in a sentence.

    `frame` names what read it, `trigger` the word that called it. `fell` says in a few words why no claim
    came of it; where one did it is None and `claim` is the id of that claim. A party that was not found is None.
    """

    relation: str
    frame: str
    trigger: str
    subject: Named | None = None
    object: Named | None = None
    fell: str | None = None
    claim: str | None = None


class ExplainedSentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence as the extractor saw it; offsets are code points of the article's text, half-open."""

    start: int
    end: int
    words: tuple[Word, ...] = ()
    names: tuple[Named, ...] = ()
    attempts: tuple[Attempt, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The claims of an article as `Extractor.extract` gives them, and its sentences in order."""

    claims: tuple[Claim, ...]
    sentences: tuple[ExplainedSentence, ...]
