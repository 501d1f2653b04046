"""A read text with all that the later steps ask of it: the Doc, its plain text, mentions and values."""

import re

import msgspec
from spacy.tokens import Doc, Span

from extractors.mentions import Mentions
from extractors.text import text_of
from extractors.values import Date, ValueSpan
from kg.model import Money, Percent

#: Marks that end a clause, in either language.
CLAUSE_END = re.compile("[，,。；;]")


class Values(msgspec.Struct, frozen=True):
    """All values of a text, in order."""

    money: tuple[ValueSpan[Money], ...]
    percents: tuple[ValueSpan[Percent], ...]
    dates: tuple[ValueSpan[Date], ...]

    def spans(self) -> list[tuple[int, int, str]]:
        """(start, end, kind) of sums and shares with their bounding words, then of dates; for surface patterns."""
        found = [(v.cue_start, v.cue_end, "money") for v in self.money]
        found += [(v.cue_start, v.cue_end, "percent") for v in self.percents]
        taken = list(found)
        for date in self.dates:
            if not any(date.cue_start < end and start < date.cue_end for start, end, _ in taken):
                found.append((date.start, date.end, "date"))
        return sorted(found)


class Passage(msgspec.Struct, frozen=True):
    """One Doc on its way from names to claims. `text` and `sentences` are kept, since a Doc makes them anew at each use."""

    doc: Doc
    text: str
    lang: str
    mentions: Mentions
    values: Values
    sentences: tuple[Span, ...]

    @classmethod
    def of(cls, doc: Doc, *, lang: str) -> "Passage":
        """A Doc whose names and values have been found."""
        return cls(doc, text_of(doc), lang, doc._.kg_mentions, doc._.kg_values, tuple(doc.sents))
