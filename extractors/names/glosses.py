"""Names told in another script: 凯尔·沃格特（Kyle Vogt） is one person, known by the English name.

A Chinese text gives the original once, in brackets behind the name. That name is what an English text calls the same person, so that what both
say comes together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.model import EntityType, unlisted_id

_HAN = re.compile("[\u4e00-\u9fff]")
_GLOSS = re.compile(r"[”」》]? ?[（(]\s*(?P<gloss>[A-Za-z0-9][^（()）]{1,60}?)\s*[）)]")
#: What a person, and what anything else, is called in Latin letters; and short forms, which are no name by themselves.
_PERSON = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: [\w.'’“”\"-]+){1,4}")
_THING = re.compile(r"[A-Za-z0-9À-Þ][\w.&'’+/-]*(?: [\w.&'’+/-]+){0,6}")
_SHORT = re.compile(r"[A-Z0-9&.-]{1,9}")


class Spoken(NamedTuple):
    """A name as it stands in a text, with the entity that it names."""

    start: int
    end: int
    type: EntityType
    entity_id: str
    canonical: str
    listed: bool


class Meant(NamedTuple):
    """The entity that a name stands for."""

    entity_id: str
    canonical: str
    listed: bool


def glossed(text: str, names: Sequence[Spoken]) -> Mapping[str, Meant]:
    """Which entities of a text are others, by their ids: those whose name is told in Latin letters, and those told in brackets.

    Of two unlisted names the Latin one counts, of a listed and an unlisted one the listed. Two of different types are two entities.
    """
    at = {name.start: name for name in names}
    meant: dict[str, Meant] = {}
    for name, start, words in _told(text, names):
        inside = at.get(start)
        if inside is not None and text[inside.start : inside.end] != words:
            continue  # more than a name, or less
        if inside is not None and inside.type is not name.type:
            continue
        found = _one(name, words, inside)
        for one in (name, inside):
            if found is not None and one is not None and not one.listed and one.entity_id != found.entity_id:
                meant.setdefault(one.entity_id, found)
    return meant


def _told(text: str, names: Sequence[Spoken]) -> Iterator[tuple[Spoken, int, str]]:
    """The names in Chinese characters that are told in brackets, with where and how."""
    for name in names:
        gloss = _GLOSS.match(text, name.end) if _HAN.search(text, name.start, name.end) else None
        if gloss is not None:
            shape = _PERSON if name.type is EntityType.PERSON else _THING
            if shape.fullmatch(gloss["gloss"]):
                yield name, gloss.start("gloss"), gloss["gloss"]


def _one(name: Spoken, words: str, inside: Spoken | None) -> Meant | None:
    """The entity that both are; None for two that entities.yaml tells apart."""
    if name.listed or (inside is not None and inside.listed):
        if name.listed and inside is not None and inside.listed:
            return None
        known = name if name.listed or inside is None else inside
        return Meant(known.entity_id, known.canonical, listed=True)
    if _SHORT.fullmatch(words):
        return Meant(name.entity_id, name.canonical, listed=False)
    return Meant(unlisted_id(name.type, words), words, listed=False)
