"""Words of a model found in the article, exactly but for blanks and the shape of quotation marks."""

import re
import unicodedata
from collections.abc import Iterator

import msgspec

_MARKS = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』＂", '"') | dict.fromkeys("‘’‚‛＇", "'")  # 1:1, so that offsets stay
)
_BLANKS = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"\n\s*\n")
#: More characters are no quote, and slow to look for.
MAX_WORDS = 4_000
#: Beside these, a blank or none is a matter of taste.
_FIRST_WIDE = "\u2e80"


class Folded(msgspec.Struct, frozen=True):
    r"""A text with every run of blanks as one, none beside Chinese, "\n" between paragraphs, and plain quotes.

    `offsets[i]` is where its character i stands in the text itself.
    """

    text: str
    offsets: tuple[int, ...]


def fold(text: str) -> Folded:
    """`text` in the form in which quotes are compared.

    >>> fold("“AI”  与 Azure").text
    '"AI"与Azure'
    """
    characters: list[str] = []
    offsets: list[int] = []

    def add(words: str, at: int) -> None:
        characters.append(words.translate(_MARKS))
        offsets.extend(range(at, at + len(words)))

    at = 0
    for blank in _BLANKS.finditer(text):
        add(text[at : blank.start()], at)
        before, after = text[blank.start() - 1 : blank.start()], text[blank.end() : blank.end() + 1]
        if _PARAGRAPH.search(blank.group()):
            characters.append("\n")
            offsets.append(blank.start())
        elif before < _FIRST_WIDE and after < _FIRST_WIDE:
            characters.append(" ")
            offsets.append(blank.start())
        at = blank.end()
    add(text[at:], at)
    return Folded("".join(characters), tuple(offsets))


def find(words: str, folded: Folded, *, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where `words` stand in the text behind `folded` between two offsets, as whole words where they are Latin.

    >>> list(find("it's", fold("Sit, it’s  late"), start=0, end=15))
    [(5, 9)]
    """
    wanted = fold(unicodedata.normalize("NFC", words).strip()).text
    if not wanted or len(wanted) > MAX_WORDS:
        return
    for found in re.finditer(_whole(wanted), folded.text):
        first, last = folded.offsets[found.start()], folded.offsets[found.end() - 1] + 1
        if start <= first and last <= end:
            yield first, last


def _whole(words: str) -> str:
    before = r"(?<![A-Za-z0-9])" if words[0].isascii() and words[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if words[-1].isascii() and words[-1].isalnum() else ""
    return before + re.escape(words) + after
