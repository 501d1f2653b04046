"""Names told in another script: 凯尔·沃格特（Kyle Vogt） is one person, known by the English name.

A Chinese text gives the original once, in brackets behind the name. That name is what an English text calls the same person, so that what both
say comes together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from kg.model import EntityType, unlisted_id

_HAN = re.compile("[\u4e00-\u9fff]")
_GLOSS = re.compile(r"[”」》]? ?[（(]\s*(?P<gloss>[A-Za-z0-9][^（()）]{1,60}?)\s*[）)]")
#: What a person, and what anything else, is called in Latin letters; and short forms, which are no name by themselves.
_PERSON = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: [\w.'’“”\"-]+){1,4}")
_THING = re.compile(r"[A-Za-z0-9À-Þ][\w.&'’+/-]*(?: [\w.&'’+/-]+){0,6}")
_SHORT = re.compile(r"[A-Z0-9&.-]{1,9}")

#: The `entity_id` and `canonical` of what a name stands for.
Meant = Mapping[str, str]


class Spoken(Protocol):
    """A name as it stands in a text, with the entity that it names."""

    @property
    def start(self) -> int:
        """Its first character in the text."""
        ...

    @property
    def end(self) -> int:
        """The character behind its last."""
        ...

    @property
    def type(self) -> EntityType:
        """What kind of entity it names."""
        ...

    @property
    def entity_id(self) -> str:
        """A listed slug or `x_…`."""
        ...

    @property
    def canonical(self) -> str:
        """What the entity is called."""
        ...

    @property
    def is_listed(self) -> bool:
        """True where entities.yaml has the entity."""
        ...


def glossed(text: str, names: Sequence[Spoken]) -> Mapping[str, Meant]:
    """Which entities of a text are others, by their ids: those whose name is told in Latin letters, and those told in brackets.

    Of two unlisted names the Latin one counts, of a listed and an unlisted one the listed. Two of different types are two entities.
    What they are comes as the fields of a name that change.
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
            if found is None or one is None or one.is_listed:
                continue
            if one.entity_id != found["entity_id"]:
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
    listed = [one for one in (name, inside) if one is not None and one.is_listed]
    if len(listed) > 1:
        return None
    if listed or _SHORT.fullmatch(words):
        known = listed[0] if listed else name
        return {"entity_id": known.entity_id, "canonical": known.canonical}
    return {"entity_id": unlisted_id(name.type, words), "canonical": words}
