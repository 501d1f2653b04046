"""Where a claim is made in a text: its sentence, and its parties there."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kg.evaluation.gold import Predicted
from kg.evaluation.names import Names, key
from kg.evaluation.scoring import Triple
from kg.model import ExplainedSentence, Explanation, Named

_END = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])|\n+")


class Mark(msgspec.Struct, frozen=True):
    """Where a party stands in a sentence: code points, half-open. `role` is subject or object."""

    start: int
    end: int
    role: str


class Reading(msgspec.Struct, frozen=True):
    """A text in sentences: those of the extractor where it explains itself, else by punctuation."""

    text: str
    sentences: tuple[ExplainedSentence, ...]
    explained: bool

    def at(self, start: int, end: int) -> list[ExplainedSentence]:
        """The sentences that a part of the text touches."""
        return [one for one in self.sentences if one.start < end and start < one.end]

    def words(self, sentence: ExplainedSentence) -> tuple[str, int]:
        """A sentence without the blanks at its ends, and where it then begins."""
        raw = self.text[sentence.start : sentence.end]
        return raw.strip(), sentence.start + len(raw) - len(raw.lstrip())


def read(text: str, explanation: Explanation | None) -> Reading:
    """A text and what the extractor says of it, if it does."""
    sentences = tuple(_split(text)) if explanation is None else explanation.sentences
    return Reading(text, sentences, explanation is not None)


def _split(text: str) -> Iterator[ExplainedSentence]:
    start = 0
    for found in _END.finditer(text):
        if text[start : found.start()].strip():
            yield ExplainedSentence(start=start, end=found.start())
        start = found.end()
    if text[start:].strip():
        yield ExplainedSentence(start=start, end=len(text))


def place_of(triple: Triple, evidence: str | None, reading: Reading) -> ExplainedSentence | None:
    """The sentence that says a gold claim: among those of its evidence, or of the text, the first that names most
    parties. None where there is no evidence and no sentence names a party.
    """
    start = reading.text.find(evidence) if evidence else -1
    said = reading.at(start, start + len(evidence)) if evidence and start >= 0 else []
    places: Sequence[ExplainedSentence] = said or reading.sentences
    best = max(places, key=lambda place: len(marks_of(triple, place, reading)), default=None)
    if best is None or not (said or marks_of(triple, best, reading)):
        return None
    return best


def marks_of(triple: Triple, place: ExplainedSentence, reading: Reading) -> list[Mark]:
    """Where the parties of a gold claim stand: what the extractor takes for one of them, else one of their names."""
    words, begin = reading.words(place)
    marks = []
    for role, names, spellings in (
        ("subject", triple.subjects, triple.spellings(of_subject=True)),
        ("object", triple.objects, triple.spellings(of_subject=False)),
    ):
        named = next((one for one in place.names if names_one(one, names)), None)
        if named is not None:
            marks.append(Mark(named.start - begin, named.end - begin, role))
        elif (span := _spelled(words, spellings)) is not None:
            marks.append(Mark(*span, role))
    return _apart(marks)


def names_one(named: Named, names: Names) -> bool:
    """Whether the extractor's name is one of these, as it stands or by what it stands for."""
    return key(named.canonical) in names or key(named.text) in names


def _spelled(words: str, spellings: Iterable[str]) -> tuple[int, int] | None:
    """Where the first of these spellings stands that does, not within a longer Latin word."""
    for name in spellings:
        before = r"(?<![A-Za-z0-9])" if name[:1].isascii() else ""
        after = r"(?![A-Za-z0-9])" if name[-1:].isascii() else ""
        found = re.search(before + re.escape(name) + after, words, re.IGNORECASE)
        if found is not None and name.strip():
            return found.span()
    return None


def sentence_of(claim: Predicted, reading: Reading) -> ExplainedSentence | None:
    """The sentence that a claim was read in, by its offset, else by its quote."""
    quote = claim.quote or ""
    start = -1 if claim.start is None else claim.start
    if start < 0 or not reading.text.startswith(quote, start):
        start = reading.text.find(quote) if quote else -1
    return next(iter(reading.at(start, start + 1)), None) if start >= 0 else None


def marks_of_claim(claim: Predicted, place: ExplainedSentence, reading: Reading) -> list[Mark]:
    """Where the parties of a claim stand: at their offsets, else where their words first occur."""
    words, begin = reading.words(place)
    marks = []
    for role, text, start in (
        ("subject", claim.subject_text, claim.subject_start),
        ("object", claim.object_text, claim.object_start),
    ):
        at = -1 if start is None else start - begin
        if text and (at < 0 or not words.startswith(text, at)):
            at = words.find(text)
        if text and at >= 0:
            marks.append(Mark(at, at + len(text), role))
    return _apart(marks)


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in order, without those that overlap one before them."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start >= (kept[-1].end if kept else 0):
            kept.append(mark)
    return kept
