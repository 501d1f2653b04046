"""Transcripts: JSON segments with start times, alone or inside a capture, joined into paragraphs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from kg.articles.text import ends_sentence, join_lines, normalize
from kg.model import ArticleError

#: Where a capture's player wrote its transcript.
_OPENING = re.compile(
    r'\{\s*"(?:text|segments|transcript|captions)"\s*:\s*\[[\s\[]*\{\s*"(?:start|text|end|id)"'
)
_KEYS = ("text", "segments", "transcript", "captions")
#: Paragraphs of a transcript that has no groups end with the first sentence after so many characters.
_PARAGRAPH_CHARS = 400


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """The paragraphs of a transcript, and the address of the sound it belongs to."""

    paragraphs: list[str]
    media: str | None = None


def cut_transcript(text: str, *, source: str) -> tuple[str, Transcript, str] | None:
    """The text before, the transcript and the text after, or None where a capture holds none.

    Raises ArticleError where the JSON breaks off: half an article must not pass for one.
    """
    opening = _OPENING.search(text)
    if opening is None:
        return None
    try:
        found, end = json.JSONDecoder(strict=False).raw_decode(text, opening.start())
    except (ValueError, RecursionError):
        reason = "the JSON of its transcript breaks off or is damaged; capture the page again"
        raise ArticleError(source, reason) from None
    transcript = read_transcript(found)
    return None if transcript is None else (text[: opening.start()], transcript, text[end:])


def read_transcript(found: Any) -> Transcript | None:
    """The transcript in a JSON value, or None where it is something else."""
    media = found.get("url") if isinstance(found, dict) else None
    if isinstance(found, dict):
        found = next((found[key] for key in _KEYS if isinstance(found.get(key), list)), None)
    if not isinstance(found, list):
        return None
    groups = [[s for s in group if _is_segment(s)] for group in _groups(found)]
    if not any(groups):
        return None
    paragraphs = _paragraphs(groups, grouped=any(isinstance(item, list) for item in found))
    return Transcript(paragraphs=paragraphs, media=media if isinstance(media, str) else None)


def _groups(items: list[Any]) -> Iterator[list[Any]]:
    for item in items:
        yield item if isinstance(item, list) else [item]


def _is_segment(segment: object) -> bool:
    return (
        isinstance(segment, dict)
        and isinstance(segment.get("text"), str)
        and isinstance(segment.get("start"), int | float)
    )


def _paragraphs(groups: list[list[Any]], *, grouped: bool) -> list[str]:
    paragraphs, open_ = [], ""
    for group in groups:
        open_ = join_lines([open_, *(normalize(segment["text"]).replace("\n", " ") for segment in group)])
        if ends_sentence(open_) and (grouped or len(open_) >= _PARAGRAPH_CHARS):
            paragraphs.append(open_)
            open_ = ""
    return [*paragraphs, open_] if open_ else paragraphs
