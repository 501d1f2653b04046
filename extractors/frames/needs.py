"""What a text must hold for a regular expression to find anything in it: one of a few plain words, which are sought far faster.

A sentence is put to some hundred patterns, nearly all of which find nothing.
"""

from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]  # no public name says how `re` reads an expression
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Words = frozenset[str]


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


def _telling(words: Words) -> tuple[int, int]:
    return min(len(word.strip()) for word in words), -len(words)
