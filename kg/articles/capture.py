"""Plain-text captures: what their lines say about themselves, and where one version ends and the next begins."""

import re
from collections.abc import Sequence

import msgspec

from kg.articles.cues import field_marker, fields, section_marker, sections
from kg.articles.draft import Draft, Paragraph, Reason, plain
from kg.articles.language import script_language, units
from kg.articles.origin import (
    Publisher,
    canonical_url,
    day_of_recording,
    parse_day,
    publisher_at,
    publisher_named,
    split_title,
)
from kg.articles.text import ends_sentence, normalize, paragraphs_of
from kg.articles.transcript import cut_transcript
from kg.model import ArticleKind

_HEADING_MARK = re.compile(r"^#{1,6} +", re.MULTILINE)
#: Lines of metadata stand among so many paragraphs at the beginning and the end, or side by side.
_FIELD_LINES = 3
#: A section marker is a line of its own, and short.
_MAX_SECTION_CHARS = 40
_MAX_FIELD_UNITS = 60
_MAX_HEADLINE_UNITS = {"en": 25, "zh": 45}


def read_capture(text: str, *, source: str, url: str | None = None) -> Draft:
    """The draft of a page saved as text; a transcript in it takes the place of its JSON."""
    cut = cut_transcript(text, source=source)
    if cut is None:
        lines = _HEADING_MARK.sub("", normalize(text))
        return Draft(source=source, url=url, paragraphs=plain(paragraphs_of(lines)), bare=True)
    before, transcript, after = cut
    paragraphs = [
        *paragraphs_of(normalize(before)),
        *transcript.paragraphs,
        *paragraphs_of(normalize(after)),
    ]
    recorded = day_of_recording(transcript.media) if transcript.media else None
    return Draft(source=source, url=url, paragraphs=plain(paragraphs), recorded=recorded, bare=True)


class _Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What marker lines say."""

    url: str | None = None
    link: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None


def read_markers(draft: Draft) -> list[Draft]:
    """A bare draft, its marker lines read, as one draft for each section that they announce."""
    found, paragraphs = _read_fields(draft.paragraphs)
    draft = msgspec.structs.replace(
        draft,
        url=found.url or draft.url or found.link,
        title=draft.title or found.title,
        published=draft.published or found.published,
        publisher=draft.publisher or found.publisher,
    )
    parts = _sections(paragraphs)
    if len(parts) > 2 or (len(parts) == 2 and found != _Fields()):
        return [
            _read_title(msgspec.structs.replace(draft, kind=kind, paragraphs=tuple(part)))
            for kind, part in _merged(parts)
        ]
    return [_read_title(msgspec.structs.replace(draft, paragraphs=paragraphs))]


def _read_fields(paragraphs: Sequence[Paragraph]) -> tuple[_Fields, tuple[Paragraph, ...]]:
    """Marker lines count at the beginning and end, and beside other marker lines: not in running text."""
    read = [_field(p.text) if p.kept else (None, "") for p in paragraphs]
    marks = [
        name is not None or _is_section_marker(p.text) for (name, _), p in zip(read, paragraphs, strict=True)
    ]
    found: dict[str, str] = {}
    judged = list(paragraphs)
    for at, (name, value) in enumerate(read):
        edge = at < _FIELD_LINES or at >= len(judged) - _FIELD_LINES
        if name is not None and (edge or marks[at - 1] or marks[at + 1]):
            judged[at] = Paragraph(judged[at].text, Reason.HEADER)
            found.setdefault(name, value)
    return _Fields(**found), tuple(judged)


def _is_section_marker(line: str) -> bool:
    return len(line) <= _MAX_SECTION_CHARS and section_marker().fullmatch(line) is not None


def _field(line: str) -> tuple[str | None, str]:
    """The field that a marker line gives and its value; no field where the value is not of its kind."""
    match = field_marker().fullmatch(line) if units(line) <= _MAX_FIELD_UNITS else None
    if match is None:
        return None, ""
    name, value = fields()[match[1].lower()], match[2].strip()
    address = canonical_url(value)
    if name in {"url", "link"} or address:
        return ("url" if name == "publisher" else name, address) if address else (None, "")
    if name == "published":
        day = parse_day(value)
        return (name, day) if day else (None, "")
    if name == "publisher":
        known = publisher_named(value)
        return (name, known.name) if known else (None, "")
    return (name, value) if value else (None, "")


def _sections(paragraphs: Sequence[Paragraph]) -> list[tuple[ArticleKind, list[Paragraph]]]:
    """The paragraphs cut at section markers; first those before any marker."""
    parts: list[tuple[ArticleKind, list[Paragraph]]] = [(ArticleKind.ORIGINAL, [])]
    for paragraph in paragraphs:
        match = section_marker().fullmatch(paragraph.text)
        if match is None or not _is_section_marker(paragraph.text):
            parts[-1][1].append(paragraph)
        else:
            header = Paragraph(paragraph.text, Reason.HEADER)
            parts.append((sections()[match[1].lower()], [header]))
    return parts


def _merged(
    parts: list[tuple[ArticleKind, list[Paragraph]]],
) -> list[tuple[ArticleKind, list[Paragraph]]]:
    """Sections that hold text; what stands before the first, and empty ones, go to the next with text."""
    merged = []
    before: list[Paragraph] = []
    for at, (kind, part) in enumerate(parts):
        before += part
        if at and any(p.kept for p in part):
            merged.append((kind, before))
            before = []
    if not merged:
        return [(ArticleKind.ORIGINAL, before)]
    merged[-1][1].extend(before)
    return merged


def _read_title(draft: Draft) -> Draft:
    """The draft with its headline as `title`, and the lines that repeat it marked."""
    title, publisher = (draft.title, None) if draft.title else _headline(draft.paragraphs)
    if title is None:
        return draft
    title = split_title(title)[0]
    judged = tuple(
        Paragraph(p.text, Reason.TITLE) if p.kept and split_title(p.text)[0] == title else p
        for p in draft.paragraphs
    )
    if not any(p.kept for p in judged):
        return draft
    named = publisher.name if publisher else None
    return msgspec.structs.replace(draft, title=title, paragraphs=judged, publisher=draft.publisher or named)


def _headline(paragraphs: Sequence[Paragraph]) -> tuple[str | None, Publisher | None]:
    kept = [p.text for p in paragraphs if p.kept]
    for line in kept[:3]:
        title, publisher = split_title(line)
        if publisher is not None:
            return title, publisher
    if len(kept) < 2 or not _is_headline(kept[0], kept[1:]):
        return None, None
    return kept[0], None


def _is_headline(line: str, after: list[str]) -> bool:
    lang = script_language(line)
    if lang not in _MAX_HEADLINE_UNITS or not 3 <= units(line) <= _MAX_HEADLINE_UNITS[lang]:
        return False
    if ends_sentence(line) and line[-1] not in "?？!！":
        return False
    return (
        line[-1] not in ":：,，;；"
        and not line.startswith(("-", "•", "*", "·"))
        and any(map(ends_sentence, after))
    )


def language_of_publisher(url: str | None, publisher: str | None) -> str | None:
    """The language a publisher mainly writes in; None where it is not known."""
    known = (publisher_at(url) if url else None) or (publisher_named(publisher) if publisher else None)
    return known.lang if known else None
