"""From a draft to articles: split into versions, cleaned, dated, named."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from kg.articles.capture import read_markers
from kg.articles.clean import clean, drop_foreign_edges
from kg.articles.draft import Draft, Paragraph, Reading, Reason
from kg.articles.language import UNDETERMINED, main_language, script_language
from kg.articles.origin import (
    canonical_url,
    date_in_text,
    date_in_url,
    has_path,
    is_dateline,
    publisher_name,
    title_from_url,
)
from kg.articles.text import normalize
from kg.articles.versions import split_versions
from kg.model import Article, ArticleError, ArticleKind, InvalidRecord, content_id

#: Longer texts are not one article, and more than language pipelines take.
MAX_ARTICLE_CHARS = 1_000_000
#: Date lines within so many paragraphs of the top are metadata, further down headings of a timeline.
_DATELINES = 4


class Given(NamedTuple):
    """What the user says about every article of a source; it wins over what the source says."""

    published: str | None = None
    lang: str | None = None


def assemble(draft: Draft, *, given: Given) -> Iterator[Reading]:
    """The readings of one draft, one for each language and kind, all of one story.

    Raises ArticleError for a text that is empty, too long or in no known language. A draft whose
    paragraphs are all boilerplate gives one reading without an article.
    """
    length = sum(len(p.text) for p in draft.paragraphs)
    if length > MAX_ARTICLE_CHARS:
        reason = f"holds {length:,} characters, more than one article ({MAX_ARTICLE_CHARS:,}); split it, or use JSON lines"
        raise ArticleError(draft.source, reason)
    if not any(p.kept and any(map(str.isalnum, p.text)) for p in draft.paragraphs):
        raise ArticleError(draft.source, "holds no text")
    draft = msgspec.structs.replace(draft, url=canonical_url(draft.url) if draft.url else None)
    parts = _versions(draft, given=given)
    story = _story(draft, parts)
    for part in _distinct(parts):
        yield Reading(
            source=part.source, article=_article(part, story=story, given=given), paragraphs=part.paragraphs
        )


def _versions(draft: Draft, *, given: Given) -> list[Draft]:
    """The cleaned versions of a draft that have text left; the draft itself where none has."""
    parts = read_markers(draft) if draft.bare else [draft]
    cleaned = [msgspec.structs.replace(part, paragraphs=_cleaned(part)) for part in parts]
    if len(cleaned) == 1 and not draft.whole and not draft.lang and not given.lang:
        cleaned = split_versions(cleaned[0])
    if not draft.whole and not given.lang:
        cleaned = [msgspec.structs.replace(p, paragraphs=drop_foreign_edges(p.paragraphs)) for p in cleaned]
    return cleaned


def _cleaned(draft: Draft) -> tuple[Paragraph, ...]:
    kept = [p for p in draft.paragraphs if p.kept]
    datelines = {id(p) for p in kept[:_DATELINES] if is_dateline(p.text)} if len(kept) > 1 else set()
    return clean([Paragraph(p.text, Reason.HEADER) if id(p) in datelines else p for p in draft.paragraphs])


def _distinct(parts: list[Draft]) -> Iterator[Draft]:
    """Versions of one language and kind are one article."""
    groups: dict[tuple[str | None, ArticleKind], list[Draft]] = {}
    for part in parts:
        groups.setdefault((main_language(_kept(part)), part.kind), []).append(part)
    for same in groups.values():
        paragraphs = tuple(p for part in same for p in part.paragraphs)
        yield same[0] if len(same) == 1 else msgspec.structs.replace(same[0], paragraphs=clean(paragraphs))


def _kept(draft: Draft) -> list[str]:
    return [p.text for p in draft.paragraphs if p.kept]


def _story(draft: Draft, parts: list[Draft]) -> str:
    """One id for all versions: by address where it names a page, else by their texts."""
    if draft.story:
        return draft.story
    url = parts[0].url
    if url and has_path(url):
        return content_id("s", url)
    return content_id("s", *("\n\n".join(_kept(part)) for part in parts))


def _article(draft: Draft, *, story: str, given: Given) -> Article | None:
    texts = _kept(draft)
    if not any(any(map(str.isalnum, text)) for text in texts):
        return None
    text = "\n\n".join(texts)
    lang = given.lang or _primary(draft.lang) or main_language(texts)
    if lang is None or lang == UNDETERMINED:
        reason = "is in no language known here (English and Chinese are); name it with lang (--lang)"
        raise ArticleError(draft.source, reason)
    url = draft.url
    place = url if url and has_path(url) else text
    try:
        return Article(
            id=draft.id or content_id("a", place, lang, str(draft.kind)),
            text=text,
            lang=lang,
            title=_title(draft, lang=lang, url=url, text=text),
            url=url,
            published=given.published or _published(draft, url=url),
            publisher=publisher_name(url, said=_line(draft.publisher)),
            story=story,
            kind=draft.kind,
            source=draft.source,
        )
    except InvalidRecord as error:
        raise ArticleError(draft.source, str(error)) from error


def _title(draft: Draft, *, lang: str, url: str | None, text: str) -> str | None:
    """The headline; a capture's is in one language and names only the version in that language."""
    title = _line(draft.title)
    if not draft.bare or (title and script_language(title) in {lang, None}):
        return title
    return title_from_url(url, text) if url and lang == "en" else None


def _line(text: str | None) -> str | None:
    return normalize(text or "").replace("\n", " ") or None


def _primary(lang: str | None) -> str | None:
    """`zh-CN`, `en_US` as `zh`, `en`."""
    return re.split("[-_]", lang.strip().lower())[0] or None if lang else None


def _published(draft: Draft, *, url: str | None) -> str | None:
    """By what the source says, its address, its dateline, at last by its recording; never the clock."""
    texts = [p.text for p in draft.paragraphs if p.reason in {None, Reason.HEADER}]
    by_url = date_in_url(url) if url else None
    by_text = date_in_text(texts)
    if by_url and by_text and by_text.startswith(by_url):
        by_url = by_text  # an address that gives only the month
    return draft.published or by_url or by_text or draft.recorded


def why_nothing(reading: Reading) -> str:
    """Why a reading has no article: what its paragraphs were dropped for."""
    counts = Counter(str(p.reason) for p in reading.paragraphs if p.reason)
    drops = ", ".join(f"{n} {reason}" for reason, n in sorted(counts.items()))
    return f"holds nothing but boilerplate ({drops}); see kg articles --explain"
