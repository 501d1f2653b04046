"""Bytes to text, and text to paragraphs: encodings, Unicode, blanks, line breaks."""

import re
import unicodedata
from itertools import pairwise

from kg.model import ArticleError

#: Files of other kinds by their first bytes, and how to get text out of them.
_MAGIC = {
    b"%PDF": "a PDF; save it as text or HTML",
    b"PK\x03\x04": "a zip or office file; unpack it or save it as text",
    b"\x1f\x8b": "gzip; unpack it with gunzip",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an office file; save it as text",
    b"SQLite format 3": "a database",
}
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
#: Above this share of control characters a file is not text.
_MAX_CONTROLS = 0.01
#: Share of usual hanzi and punctuation that makes a reading as GB18030 plausible.
_MIN_USUAL = 0.9

_LINE_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’」』)\]）】]*$")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def decode(raw: bytes, *, source: str, charset: str | None = None) -> str:
    """The text of `raw`: UTF-8, UTF-16 with a byte order mark, `charset` if it fits, GB18030 if plausible.

    Raises ArticleError for binary files and other encodings.
    """
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise ArticleError(source, f"is not text but {what}")
    text = _decoded(raw, source=source, charset=charset)
    if len(_CONTROL.findall(text)) > _MAX_CONTROLS * len(text):
        raise ArticleError(source, "is binary, or UTF-16 without a byte order mark; save it as UTF-8 text")
    return text


def _decoded(raw: bytes, *, source: str, charset: str | None) -> str:
    for bom, encoding in _BOMS.items():
        if raw.startswith(bom):
            try:
                return raw[len(bom) :].decode(encoding)
            except UnicodeDecodeError as error:
                reason = f"breaks its encoding {encoding} at byte {error.start}; save it as UTF-8"
                raise ArticleError(source, reason) from None
    at = 0
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    for encoding in dict.fromkeys((_known(charset), "gb18030")):
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding != "gb18030" or _plausibly_chinese(text):
            return text
    reason = f"is neither UTF-8 (byte {at}) nor GB18030; convert it, as in: iconv -f WINDOWS-1252 -t UTF-8 IN > OUT"
    raise ArticleError(source, reason)


def _known(charset: str | None) -> str:
    """`charset` as its superset: pages that say gb2312 or gbk mean GB18030."""
    name = (charset or "").strip().strip("\"'").lower()
    return "gb18030" if name in {"", "gb2312", "gbk"} or not name.isascii() else name


def _plausibly_chinese(text: str) -> bool:
    """True if most characters beyond ASCII are usual hanzi (GB 2312, level 1) or punctuation."""
    beyond = [char for char in text[:20_000] if char > "\x7f"]
    lead = [char.encode("gb2312", errors="ignore")[:1] for char in beyond]
    usual = sum(b"\xa1" <= byte <= b"\xa3" or b"\xb0" <= byte <= b"\xd7" for byte in lead)
    return usual >= max(2, _MIN_USUAL * len(beyond))


def normalize(text: str) -> str:
    r"""`text` in NFC, with `\n` as the only line break and single blanks, without control characters.

    >>> normalize("\ufeffAcme\u00a0Inc.\tbuys\r\nit\x00")
    'Acme Inc. buys\nit'
    """
    text = _LINE_BREAK.sub("\n", text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    return "\n".join(line.strip() for line in text.split("\n")).strip("\n")


def paragraphs_of(text: str) -> list[str]:
    r"""The paragraphs of a normalized text: each line one, unless lines are wrapped at a column.

    >>> paragraphs_of("One.\nTwo.\n\nThree.")
    ['One.', 'Two.', 'Three.']
    """
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text)]
    if _is_wrapped(blocks):
        return [paragraph for block in blocks if (paragraph := join_lines(block))]
    return [line for block in blocks for line in block if line]


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """True if most lines that others follow are of like width and stop in mid-sentence."""
    pairs = [pair for block in blocks for pair in pairwise(block)]
    broken = [
        line
        for line, after in pairs
        if 50 <= len(line) <= 100
        and not ends_sentence(line)
        and bool(_WIDE.match(line[-1])) == bool(_WIDE.match(after[0]))
    ]
    return len(pairs) >= 3 and len(broken) > 0.6 * len(pairs)


def join_lines(lines: list[str]) -> str:
    """Lines or segments as one paragraph: with a blank between, but none beside hanzi.

    >>> join_lines(["Acme buys", "Apex."]), join_lines(["星图科技", "收购"])
    ('Acme buys Apex.', '星图科技收购')
    """
    joined = ""
    for line in (line.strip() for line in lines):
        tight = not joined or (line and (_WIDE.match(joined[-1]) or _WIDE.match(line[0])))
        joined += line if tight or not line else f" {line}"
    return joined


def ends_sentence(text: str) -> bool:
    """True if `text` ends with a full stop, question or exclamation mark, quotes aside."""
    return _SENTENCE_END.search(text[-12:]) is not None
