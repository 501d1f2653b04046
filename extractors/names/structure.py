"""Names that nobody listed and no recognizer found, read off the structure of the sentence that introduces them.

"Odyssey, a world model maker", "led by Lux Capital and Foxglove Ventures", 初创公司Odyssey: the words around say
that a name stands there and of what type. The wordings are in `lang/xx/structure.yaml`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from kg.model import load_table

_PIECE = re.compile(r"<(\w+)>")


class _Structures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`words` are spelled out in the patterns where `<word>` stands. A pattern has a group `name`, or a group
    `list` of names parted by `parting`. `never` are words that no name begins with or is. With `overrides`, a name
    that was recognized as part of such a one, or as of another type, gives way.
    """

    words: dict[str, str]
    patterns: list[dict[str, str]]
    parting: str
    never: str
    overrides: bool


class Structures(msgspec.Struct, frozen=True):
    """The wordings of a language, compiled: label and pattern."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    item: re.Pattern[str]
    parting: re.Pattern[str]
    never: re.Pattern[str]
    overrides: bool


@cache
def structures(lang: str) -> Structures:
    """The wordings of a language; each pattern of the file is `label: regular expression`."""
    file = load_table("extractors", f"lang/{lang}/structure.yaml", _Structures)

    def spelled(pattern: str) -> str:
        return _PIECE.sub(
            lambda found: f"(?:{spelled(file.words[found[1]])})" if found[1] in file.words else found[0],
            pattern,
        )

    return Structures(
        patterns=tuple(
            (label, re.compile(spelled(pattern))) for one in file.patterns for label, pattern in one.items()
        ),
        item=re.compile(spelled("<cap>")),
        parting=re.compile(file.parting),
        never=re.compile(file.never),
        overrides=file.overrides,
    )


def propose(
    text: str, recognized: Sequence[tuple[int, int, str]], *, lang: str
) -> Iterator[tuple[int, int, str]]:
    """Names that the structure of a sentence gives away: (start, end, label), not overlapping each other.

    A recognized name that lies within such a one gives way where the language says so; one that reaches beyond it
    never does.
    """
    rules = structures(lang)
    known = set(recognized)
    taken: list[tuple[int, int]] = []
    for label, pattern in rules.patterns:
        for found in pattern.finditer(text):
            for start, end in _named(found, rules):
                if rules.never.match(text, start) or (start, end, label) in known:
                    continue
                rivals = [(s, e) for s, e, _ in recognized if s < end and start < e]
                if any(not (rules.overrides and start <= s and e <= end) for s, e in rivals):
                    continue
                if any(s < end and start < e for s, e in taken):
                    continue
                taken.append((start, end))
                yield start, end, label


def _named(found: re.Match[str], rules: Structures) -> Iterator[tuple[int, int]]:
    """Where the names of a match stand: its one name, or each member of its list."""
    if found.groupdict().get("name") is not None:
        yield found.span("name")
    elif found.groupdict().get("list") is not None:
        at, listed = found.start("list"), found.group("list")
        edges = [0]
        for parting in rules.parting.finditer(listed):
            edges += parting.span()
        edges.append(len(listed))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end > start and rules.item.fullmatch(listed, start, end):
                yield at + start, at + end
