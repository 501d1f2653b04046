"""What a text must hold for a regular expression to find anything in it: one of a few plain words, which are sought far faster.

A sentence is put to some hundred patterns, nearly all of which find nothing.
"""

from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]  # no public name says how `re` reads an expression
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Words = frozenset[str]

#: So many starts of words are sought one by one sooner than all at once.
_FEW = 50


def needs(regex: str) -> Words:
    """Words in small letters of which any match of `regex` holds at least one, whatever the case; none where that is not known.

    Where there are several such sets, the one whose shortest word is longest.

    >>> sorted(needs("(?:bought|sold)(?: shares)? (?!in )of"))
    ['bought', 'sold']
    >>> sorted(needs("(?:bought)?"))
    []
    """
    return max(_sets(_parser.parse(regex)), key=_telling, default=frozenset())


def _sets(parsed: Iterable[tuple[Any, Any]]) -> list[Words]:
    """All sets of words of which a match holds one."""
    found: list[Words] = []
    run = ""
    for kind, value in [*parsed, (None, None)]:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if run:
            found.append(frozenset({run.lower()}))
            run = ""
        if kind is op.SUBPATTERN:
            found += _sets(value[-1])
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] > 0:
            found += _sets(value[2])
        elif kind is op.BRANCH:
            branches = [_sets(branch) for branch in value[1]]
            if all(branches):
                found.append(frozenset().union(*(max(sets, key=_telling) for sets in branches)))
    return found


class Wanted:
    """Many words, to find out which of them a text holds; made once, and fast."""

    def __init__(self, words: Iterable[str]) -> None:
        #: By the length of their start, at most three letters: the words by their start.
        self._by_start: dict[int, dict[str, list[str]]] = {}
        for word in sorted({*words}):
            start = word[:3]
            self._by_start.setdefault(len(start), {}).setdefault(start, []).append(word)

    def held_by(self, text: str) -> set[str]:
        """Those of the words that stand in `text`, letter by letter.

        >>> sorted(Wanted({"buy", "buyout", "sold", "to"}).held_by("a buyout today"))
        ['buy', 'buyout', 'to']
        """
        held: set[str] = set()
        for length, words in self._by_start.items():
            if len(words) > _FEW:
                starts: Iterable[str] = words.keys() & {
                    text[i : i + length] for i in range(len(text) - length + 1)
                }
            else:
                starts = [start for start in words if start in text]
            for start in starts:
                held.update([word for word in words[start] if word in text])
        return held


def _telling(words: Words) -> tuple[int, int]:
    return min(len(word.strip()) for word in words), -len(words)
