"""Markdown: front matter, headings, links, lists; marks are taken off, words stay."""

import datetime as dt
import re

import msgspec
import yaml

from kg.articles.draft import Draft, Paragraph, Reason, plain
from kg.articles.origin import parse_day
from kg.articles.text import join_lines, normalize
from kg.model import ArticleError, ArticleKind

_FRONT_MATTER = re.compile(r"\A---[ ]*\n(.*?)\n(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_FENCE = re.compile(r"(```+|~~~+)")
#: Longer paragraphs keep their marks: no person wrote them.
_MAX_INLINE_CHARS = 20_000
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"(=+|-{2,})$")
_RULE = re.compile(r"(?:[-*_] ?){3,}$")
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+")
#: Spans are bounded: a search for a mark that never closes must not run through the text at each mark.
_INLINE = (
    (re.compile(r"!\[[^\]\[]{0,300}\]\([^)]{0,1000}\)"), ""),
    (re.compile(r"\[([^\]\[]{1,500})\](?:\([^)]{0,1000}\)|\[[^\]\[]{0,100}\])"), r"\1"),
    (re.compile(r"<(https?://[^>\s]{1,1000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]{0,500}>"), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,300})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_]{1,300})(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"`([^`]{1,300})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)
#: Keys of front matter and the field of the draft that they give.
_KEYS = {"title": "title", "headline": "title", "url": "url", "link": "url", "canonical_url": "url",
         "source_url": "url", "date": "published", "published": "published", "lang": "lang",
         "language": "lang", "publisher": "publisher", "site": "publisher", "story": "story",
         "kind": "kind"}  # fmt: skip


def read_markdown(text: str, *, source: str, url: str | None = None) -> Draft:
    """The draft of a Markdown text; its first heading of level 1 is the title unless front matter gives one."""
    given: dict[str, str] = {}
    text = normalize(text)
    front = _FRONT_MATTER.match(text)
    if front is not None:
        given = _front_matter(front[1], source=source)
        text = text[front.end() :]
    title, texts = _blocks(_without_comments(_without_code(text)))
    headline = (Paragraph(title, Reason.TITLE),) if title else ()
    draft = Draft(source=source, url=url, title=title, paragraphs=(*headline, *plain(texts)), bare=True)
    kind = given.pop("kind", None)
    if kind in set(ArticleKind):
        draft = msgspec.structs.replace(draft, kind=ArticleKind(kind))
    return msgspec.structs.replace(draft, **given)


def _front_matter(text: str, *, source: str) -> dict[str, str]:
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ArticleError(
            source, f"has front matter that is not YAML ({error}); mend or remove it"
        ) from error
    if not isinstance(found, dict):
        return {}
    given = {
        _KEYS[key]: value.isoformat()[:10] if isinstance(value, dt.date) else str(value)
        for key, value in found.items()
        if isinstance(key, str)
        and key in _KEYS
        and isinstance(value, str | int | dt.date)
        and str(value).strip()
    }
    if "published" in given:
        given["published"] = parse_day(given["published"]) or given["published"]
    return given


def _without_code(text: str) -> str:
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and line.strip(fence[0]) == "" and len(line) >= len(fence) else fence
        elif mark:
            fence = mark[1]
        else:
            lines.append(line)
    return "\n".join(lines)


def _without_comments(text: str) -> str:
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join([*pieces, text[at:]])


def _blocks(text: str) -> tuple[str | None, list[str]]:
    title, paragraphs, lines = None, [], list[str]()

    def close() -> None:
        if lines:
            paragraphs.append(join_lines([_inline(line) for line in lines]))
            lines.clear()

    for raw in text.split("\n"):
        line = re.sub(r"^(?:> ?)+", "", raw)
        heading = _HEADING.match(line)
        if len(lines) == 1 and _UNDERLINE.match(line):
            heading, line = _HEADING.match(f"{'#' if line[0] == '=' else '##'} {lines.pop()}"), ""
        if heading is not None:
            close()
            words = _inline(heading[2])
            if title is None and heading[1] == "#":
                title = words
            else:
                paragraphs.append(words)
        elif not line or _RULE.match(line):
            close()
        else:
            if _ITEM.match(line):
                close()
            lines.append(re.sub(r"^[*+](?=\s)", "-", line))
    close()
    return title, paragraphs


def _inline(text: str) -> str:
    if len(text) > _MAX_INLINE_CHARS:
        return text
    for mark, words in _INLINE:
        text = mark.sub(words, text)
    return text.strip()
