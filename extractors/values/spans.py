"""A value and where it stands in a text."""

from typing import Generic, TypeVar

import msgspec

V = TypeVar("V")


class ValueSpan(msgspec.Struct, Generic[V], frozen=True, kw_only=True):
    """One value read out of a text.

    `start`, `end` span the value itself with its currency, magnitude or unit; `cue_start` <= `start` and
    `cue_end` >= `end` also take in the words that bound it ("up to", "a year", 以上). Code points,
    half-open. `text` is the text between `start` and `end`. `each` is the word that makes a sum the price
    of one of many ("per share", 每股), where there is one: such a sum is not what a deal is worth.
    """

    start: int
    end: int
    cue_start: int
    cue_end: int
    text: str
    value: V
    each: str | None = None


def without_overlaps(spans: list[ValueSpan[V]]) -> list[ValueSpan[V]]:
    """`spans` in order of start; of two that overlap the earlier stays, then the longer; cues never overlap."""
    kept: list[ValueSpan[V]] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        before = kept[-1] if kept else None
        if before is not None:
            if span.start < before.end:
                continue
            if span.cue_start < before.cue_end:
                edge = min(before.cue_end, span.start)
                kept[-1] = msgspec.structs.replace(before, cue_end=edge)
                span = msgspec.structs.replace(span, cue_start=edge)
        kept.append(span)
    return kept
