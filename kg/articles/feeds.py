"""RSS and Atom: every entry that carries a text is an article."""

import io
from collections.abc import Callable, Iterator
from typing import Any

from kg.articles.draft import Draft, plain
from kg.articles.text import normalize
from kg.articles.webpage import fragment_paragraphs
from kg.model import ArticleError

#: Entries beyond this are not read: no feed lists so many.
MAX_ENTRIES = 5_000


def read_feed(
    raw: bytes, *, source: str, url: str | None = None, on_error: Callable[[ArticleError], None]
) -> Iterator[Draft]:
    """One draft for each entry, in the order of the feed; links are not followed.

    Raises ArticleError where `raw` is no feed; entries without a text go to `on_error`.
    """
    import feedparser

    # A stream, never text: feedparser would open a text that looks like an address.
    try:
        feed = feedparser.parse(io.BytesIO(raw), response_headers={"content-location": url or ""})
    except (ValueError, LookupError, OverflowError, AttributeError) as error:  # feedparser trips over some
        raise ArticleError(source, f"is a damaged feed ({error}); save its articles one by one") from error
    if not feed.entries:
        why = f" ({feed.bozo_exception})" if feed.get("bozo") else ""
        raise ArticleError(source, f"is a feed without entries, or no feed{why}")
    publisher = normalize(str(feed.feed.get("title") or "")) or None
    for number, entry in enumerate(feed.entries[:MAX_ENTRIES], start=1):
        place = f"{source}: entry {number}"
        paragraphs = fragment_paragraphs(_text(entry))
        if not paragraphs:
            title = normalize(str(entry.get("title") or ""))[:60]
            reason = f"{title!r} has no text of its own; read the page it links to"
            on_error(ArticleError(place, reason))
            continue
        yield Draft(
            source=place,
            url=entry.get("link"),
            title=" ".join(fragment_paragraphs(str(entry.get("title") or ""))) or None,
            published=_day(entry),
            publisher=publisher,
            paragraphs=plain(paragraphs),
        )


def _text(entry: Any) -> str:
    """The longest of an entry's contents, else its summary."""
    contents = [str(content.get("value") or "") for content in entry.get("content") or []]
    return max((*contents, str(entry.get("summary") or "")), key=len)


def _day(entry: Any) -> str | None:
    # dict.get: feedparser's own warns where it has to take one date for the other.
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}" if moment else None
