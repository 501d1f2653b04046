"""JSON lines and JSON files: articles as vocabulary.md writes them, and transcripts."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from kg.articles.draft import Draft, plain
from kg.articles.origin import day_of_recording
from kg.articles.text import normalize, paragraphs_of
from kg.articles.transcript import read_transcript
from kg.model import ArticleError, ArticleKind, InvalidRecord, check_edtf, ready

#: A longer line of JSON lines is reported and passed over; files of any length are read line by line.
MAX_LINE_BYTES = 8_000_000
_CHUNK = 1_000_000
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:.*")


class _Line(msgspec.Struct, frozen=True):
    """One article as a JSON object; other keys are passed over."""

    text: str | None = None
    id: str | int | None = None
    url: str | None = None
    title: str | None = None
    published: str | int | None = None
    lang: str | None = None
    publisher: str | None = None
    story: str | None = None
    kind: str | None = None
    source: str | None = None


def read_jsonl(stream: BinaryIO, *, source: str, on_error: Callable[[ArticleError], None]) -> Iterator[Draft]:
    """One draft for each line; what is wrong with a line goes to `on_error` with its number."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        place = f"{source}:{number}"
        try:
            if len(line) > MAX_LINE_BYTES:
                _skip_line(stream, line)
                reason = f"is longer than {MAX_LINE_BYTES:,} bytes; is it JSON with one article a line?"
                on_error(ArticleError(place, reason))
            elif line := line.removeprefix(b"\xef\xbb\xbf").strip():
                yield _draft(_decoded(line, place=place), place=place)
        except ArticleError as error:
            on_error(error)


def _skip_line(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(_CHUNK)


def _decoded(line: bytes, *, place: str) -> _Line:
    try:
        return msgspec.json.decode(line, type=ready(_Line))
    except msgspec.ValidationError as error:
        reason = f'is not an article ({error}); write {{"text": "...", "published": "2026-04-27"}}'
        raise ArticleError(place, reason) from None
    except msgspec.DecodeError as error:
        raise ArticleError(place, f"is not JSON ({error}); is the line cut off?") from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise ArticleError(place, f"is not JSON in UTF-8 ({error}); convert it with iconv") from None


def read_json(text: str, *, source: str, on_error: Callable[[ArticleError], None]) -> Iterator[Draft]:
    """The drafts of a JSON file: one article, a list of articles, or a transcript.

    Raises ArticleError where it is neither.
    """
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ArticleError(source, f"is not JSON ({error}); is the file cut off?") from None
    transcript = read_transcript(found)
    if transcript is not None:
        recorded = day_of_recording(transcript.media) if transcript.media else None
        title = found.get("title") if isinstance(found, dict) else None
        yield Draft(
            source=source,
            title=title if isinstance(title, str) else None,
            paragraphs=plain(transcript.paragraphs),
            recorded=recorded,
        )
        return
    items = found if isinstance(found, list) else [found]
    for number, item in enumerate(items, start=1):
        place = f"{source}: item {number}" if isinstance(found, list) else source
        try:
            yield _draft(_converted(item, place=place), place=place)
        except ArticleError as error:
            on_error(error)


def _converted(item: object, *, place: str) -> _Line:
    try:
        return msgspec.convert(item, type=ready(_Line))
    except msgspec.ValidationError as error:
        reason = f'is not an article ({error}); write {{"text": "...", "published": "2026-04-27"}}'
        raise ArticleError(place, reason) from None


def _draft(line: _Line, *, place: str) -> Draft:
    if line.text is None or not line.text.strip():
        raise ArticleError(place, 'has no text; every article needs {"text": "..."}')
    known = line.kind in set(ArticleKind)
    return Draft(
        source=line.source if line.source and line.id else place,
        paragraphs=plain(paragraphs_of(normalize(line.text))),
        id=None if line.id is None else str(line.id).strip() or None,
        url=line.url or None,
        title=line.title or None,
        published=_day(line.published, place=place),
        publisher=line.publisher or None,
        lang=line.lang or None,
        story=line.story or None,
        kind=ArticleKind(line.kind) if known and line.kind else ArticleKind.ORIGINAL,
        whole=line.id is not None or line.lang is not None,
    )


def _day(published: str | int | None, *, place: str) -> str | None:
    if published is None or published == "":
        return None
    moment = _MOMENT.fullmatch(str(published))
    try:
        return check_edtf(moment[1] if moment else str(published))
    except InvalidRecord as error:
        raise ArticleError(place, f"published: {error}, or null") from None
