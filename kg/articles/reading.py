"""Sources to articles: which reader a source needs, and what is wrong with the others."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from kg.articles.assemble import Given, assemble, why_nothing
from kg.articles.capture import read_capture
from kg.articles.draft import Draft, Reading
from kg.articles.markdown import read_markdown
from kg.articles.text import decode
from kg.model import Article, ArticleError, check_edtf, content_id

#: Larger files are not one article; JSON lines may be of any size.
MAX_BYTES = 20_000_000
_HEAD_BYTES = 4096
_JSONL = frozenset({".jsonl", ".ndjson"})
_MARKDOWN = frozenset({".md", ".markdown"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
#: Files that say something about a folder rather than in it.
_NOTES = frozenset({"README", "LICENSE", "CHANGELOG", "NOTICE"})
#: What is read from a folder.
SUFFIXES = frozenset({".txt", ".text", ".json", ".xml", ".rss", ".atom", *_JSONL, *_MARKDOWN, *_HTML})

_FEED_HEAD = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HTML_HEAD = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.I | re.S,
)

OnError = Callable[[ArticleError], None]


class _Source(NamedTuple):
    """One opened source."""

    name: str
    stream: BinaryIO
    suffix: str = ""
    url: str | None = None
    charset: str | None = None


def read(
    source: str | Path,
    *,
    on_error: OnError | None = None,
    published: str | None = None,
    lang: str | None = None,
    allow_private: bool = False,
) -> Iterator[Article]:
    """The articles of one source; see `read_all`."""
    return read_all([source], on_error=on_error, published=published, lang=lang, allow_private=allow_private)


def read_all(
    sources: Iterable[str | Path],
    *,
    on_error: OnError | None = None,
    published: str | None = None,
    lang: str | None = None,
    allow_private: bool = False,
) -> Iterator[Article]:
    """The articles of files, folders, `-` (stdin) and http(s) addresses, in that order, each once.

    `on_error` receives the error of each article that cannot be read, and the others go on; without it
    the first error is raised. `published` and `lang` hold for every article, whatever the source says.
    `allow_private` lets addresses of private networks be read. Raises InvalidRecord for a `published`
    that is no date.
    """
    seen: dict[str, tuple[str, str | None]] = {}
    report = on_error or _raise
    for reading in explain_all(
        sources, on_error=report, published=published, lang=lang, allow_private=allow_private
    ):
        article = reading.article
        if article is None:
            report(ArticleError(reading.source, why_nothing(reading)))
            continue
        content = content_id("t", article.text)  # not the text: ten thousand articles come through here
        if article.id not in seen:
            seen[article.id] = (content, article.source)
            yield article
            continue
        known, where = seen[article.id]
        if content != known:
            reason = (
                f"has the id {article.id!r} of {where}, but another text; "
                "read only one of them, or give them ids of their own (JSON lines)"
            )
            report(ArticleError(reading.source, reason))


def explain(
    source: str | Path,
    *,
    on_error: OnError | None = None,
    published: str | None = None,
    lang: str | None = None,
    allow_private: bool = False,
) -> Iterator[Reading]:
    """The articles of one source with every paragraph, kept or dropped and why; see `read_all`."""
    return explain_all(
        [source], on_error=on_error, published=published, lang=lang, allow_private=allow_private
    )


def explain_all(
    sources: Iterable[str | Path],
    *,
    on_error: OnError | None = None,
    published: str | None = None,
    lang: str | None = None,
    allow_private: bool = False,
) -> Iterator[Reading]:
    """The readings of sources; see `read_all`. An article may come twice where sources hold it twice."""
    given = Given(None if published is None else check_edtf(published), lang)
    report = on_error or _raise
    for name in sources:
        try:
            for draft in _drafts_of(name, report=report, allow_private=allow_private):
                yield from _readings(draft, given=given, report=report)
        except ArticleError as error:
            report(error)


def _raise(error: ArticleError) -> None:
    raise error


def _readings(draft: Draft, *, given: Given, report: OnError) -> Iterator[Reading]:
    try:
        yield from assemble(draft, given=given)
    except ArticleError as error:
        report(error)


def _drafts_of(source: str | Path, *, report: OnError, allow_private: bool) -> Iterator[Draft]:
    if isinstance(source, str) and _is_address(source):
        yield from _drafts(_open_url(source, allow_private=allow_private), report=report)
    elif str(source) == "-":
        yield from _drafts(_Source("stdin", sys.stdin.buffer), report=report)
    else:
        for path in _files(Path(source)):
            try:
                with path.open("rb") as stream:
                    yield from _drafts(_Source(str(path), stream, path.suffix.lower()), report=report)
            except ArticleError as error:
                report(error)
            except OSError as error:
                report(ArticleError(str(path), f"cannot be read ({error.strerror}); check its permissions"))


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _files(path: Path) -> list[Path]:
    """The file itself, or the readable files of a folder and those below it, sorted; notes on the folder left out."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ArticleError(str(path), "there is no such file or folder")
    below = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    files = sorted(
        file
        for file in below
        if file.stem.upper() not in _NOTES
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not files:
        raise ArticleError(str(path), f"holds no file that is read ({' '.join(sorted(SUFFIXES))})")
    return files


def _open_url(url: str, *, allow_private: bool) -> _Source:
    from kg.articles.web import fetch

    page = fetch(url, allow_private=allow_private)
    suffix = {
        "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl", "text/markdown": ".md",
        "application/json": ".json", "text/html": ".html", "application/xhtml+xml": ".html",
    }.get(page.content_type, "")  # fmt: skip
    return _Source(url, BytesIO(page.content), suffix, page.url, page.charset)


def _drafts(source: _Source, *, report: OnError) -> Iterator[Draft]:
    """The drafts of an opened source, by its first bytes and its suffix."""
    from kg.articles import feeds, jsonlines, webpage

    stream = _buffered(source.stream)
    head = stream.peek(_HEAD_BYTES)[:_HEAD_BYTES]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if source.suffix in _JSONL or (not source.suffix and _is_jsonl(start)):
        yield from jsonlines.read_jsonl(stream, source=source.name, on_error=report)
        return
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        reason = f"is larger than {MAX_BYTES:,} bytes; split it, or write JSON lines into a .jsonl file"
        raise ArticleError(source.name, reason)
    if start.startswith(b"<") and _FEED_HEAD.search(head):
        yield from feeds.read_feed(raw, source=source.name, url=source.url, on_error=report)
        return
    is_html = source.suffix in _HTML or _HTML_HEAD.match(start) is not None
    charset = source.charset or (webpage.meta_charset(raw) if is_html else None)
    text = decode(raw, source=source.name, charset=charset)
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise ArticleError(source.name, "is empty")
    if is_html:
        yield webpage.read_html(text, source=source.name, url=source.url)
    elif source.suffix == ".json" or (not source.suffix and start[:1] in {b"{", b"["} and _is_json(start)):
        yield from jsonlines.read_json(text, source=source.name, on_error=report)
    elif source.suffix in _MARKDOWN:
        yield read_markdown(text, source=source.name, url=source.url)
    else:
        yield read_capture(text, source=source.name, url=source.url)


def _buffered(stream: BinaryIO) -> BufferedReader:
    return stream if isinstance(stream, BufferedReader) else BufferedReader(cast("RawIOBase", stream))


def _is_jsonl(start: bytes) -> bool:
    """True if the first line is a JSON object with a text, or is too long to see its end."""
    line = start.partition(b"\n")[0].rstrip()
    whole = line.endswith(b"}") or (b"\n" not in start and len(start) > _HEAD_BYTES // 2)
    return line.startswith(b'{"') and whole and b'"text":[' not in line


def _is_json(start: bytes) -> bool:
    return re.match(rb'[\[{\s]*"[\w ]+"\s*:|\[\s*\{', start) is not None


def notice(article: Article) -> str | None:
    """What an article lacks that its claims will miss, and what to do; None where nothing is missing."""
    if article.published is None:
        return (
            f"{article.source}: no day of publication was found; without it dates such as "
            '"last October" stay open; give it with published (--published 2026-04-27)'
        )
    return None
