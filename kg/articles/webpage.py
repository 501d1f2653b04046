"""HTML: trafilatura finds the article on the page and its metadata."""

import re

from kg.articles.draft import Draft, Paragraph, Reason
from kg.articles.origin import canonical_url, parse_day, split_title
from kg.articles.text import normalize, paragraphs_of
from kg.model import ArticleError

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset(
    "p div li h1 h2 h3 h4 h5 h6 blockquote td th section article header footer nav aside form ul ol table tr "
    "figure figcaption button label option main body br hr dt dd pre".split()
)
_SILENT = frozenset("script style noscript template svg head iframe".split())
#: Dates are looked for up to this day, so that the clock plays no part.
_LAST_DAY = "2999-12-31"
#: Elements nested deeper than this are not read.
_MAX_DEPTH = 200
#: Blocks of a page that are compared with its article.
_MAX_BLOCKS = 2_000


def meta_charset(raw: bytes) -> str | None:
    """The encoding that a page says it is in."""
    found = _META_CHARSET.search(raw[:4096])
    return found[1].decode("ascii", errors="ignore") if found else None


def read_html(text: str, *, source: str, url: str | None = None) -> Draft:
    """The draft of a page; what trafilatura leaves out follows with the reason `page`.

    Raises ArticleError where no article is found.
    """
    from trafilatura import extract, extract_metadata, load_html

    text = _XML_DECLARATION.sub("", text.replace("\x00", ""))
    tree = load_html(text)
    if tree is None:
        raise ArticleError(source, "is not HTML that can be read; save the page again")
    found = extract(text, url=url, include_comments=False, include_tables=True, output_format="txt")
    date_config = {"original_date": True, "extensive_search": False, "max_date": _LAST_DAY}
    said = extract_metadata(text, default_url=url, date_config=date_config)
    kept = paragraphs_of(normalize(found or ""))
    if not kept:
        raise ArticleError(
            source, "holds no article that can be told from the page around it; save it as text"
        )
    title, publisher = split_title(normalize(said.title or ""))
    site = publisher.name if publisher else said.sitename
    return Draft(
        source=source,
        url=(canonical_url(said.url) if said.url else None) or url,
        title=title or None,
        published=parse_day(said.date) if said.date else None,
        publisher=None if site and "." in site else site,
        paragraphs=(*_without_title(kept, title), *_around(tree, kept)),
    )


def _without_title(texts: list[str], title: str) -> list[Paragraph]:
    return [Paragraph(text, Reason.TITLE if title and text == title else None) for text in texts]


def _around(tree: object, kept: list[str]) -> list[Paragraph]:
    """The blocks of the page that are not part of the article."""
    article = " ".join(re.sub(r"^[-–|]\s*", "", text) for text in kept)
    blocks = [block for block in blocks_of(tree)[:_MAX_BLOCKS] if block not in article]
    return [Paragraph(block, Reason.PAGE) for block in dict.fromkeys(blocks)]


def fragment_paragraphs(html: str) -> list[str]:
    """The paragraphs of a piece of HTML such as a feed's summary; plain text passes as it is.

    >>> fragment_paragraphs("<p>Acme buys <b>Apex</b>.</p><p>No price.</p>")
    ['Acme buys Apex.', 'No price.']
    """
    from trafilatura import load_html

    if "<" not in html and "&" not in html:
        return paragraphs_of(normalize(html))
    tree = load_html(f"<html><body><div>{html}</div></body></html>")
    return [] if tree is None else blocks_of(tree)


def blocks_of(tree: object) -> list[str]:
    """The texts of the block elements of a tree, in order of the page."""
    pieces: list[str] = []
    _walk(tree, pieces, depth=0)
    lines = "".join(pieces).split("\x00")
    return [line for raw in lines if (line := normalize(re.sub(r"\s+", " ", raw)))]


def _walk(element: object, pieces: list[str], *, depth: int) -> None:
    tag = getattr(element, "tag", None)
    if not isinstance(tag, str) or tag in _SILENT or depth > _MAX_DEPTH:
        return
    edge = "\x00" if tag in _BLOCKS else ""
    pieces.append(edge + (getattr(element, "text", None) or ""))
    for child in element:  # type: ignore[attr-defined]
        _walk(child, pieces, depth=depth + 1)
        pieces.append(getattr(child, "tail", None) or "")
    pieces.append(edge)
