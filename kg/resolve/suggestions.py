"""Pairs of entities that may be one, for people to judge."""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import msgspec

from kg.model import Entity, EntityType
from kg.resolve.judgements import Judged, Judgement
from kg.resolve.listed import index_of, key_of, simplified

#: Spellings at least this alike (difflib's ratio) are suggested, from this length on. They are never merged.
_ALIKE, _LONG_ENOUGH = 0.88, 5

_UNITS = re.compile(r"\d+(?:\.\d+)*|[a-z\u00c0-\u024f]+|[\u3400-\u9fff\uf900-\ufaff]")
_PARTS = re.compile(r"[\s·•・]+")


class Suggestion(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Two entities that may be one, for a person to judge."""

    left: str
    right: str
    left_name: str
    right_name: str
    reason: str


def suggest(known: Iterable[Entity], *, judgements: Iterable[Judgement] | None = None) -> list[Suggestion]:
    """Pairs of entities that may be one, by id, without those that somebody judged already.

    Numbers in names must agree: GPT-4 is never suggested as GPT-5. Two listed entities are suggested
    only where they share a name: somebody chose to list both.
    """
    known = sorted(known, key=lambda entity: entity.id)
    listed = {entity.id: entity for entity in known if not entity.id.startswith("x_")}
    judged = Judged(judgements, listed=listed, index=index_of(listed))
    found: dict[tuple[str, str], Suggestion] = {}
    for one, other, reason in _pairs(known):
        left, right = sorted((one, other), key=lambda entity: entity.id)
        if left.id == right.id or (left.id, right.id) in found or judged.decided(left, right):
            continue
        found[left.id, right.id] = Suggestion(
            left=left.id, right=right.id, left_name=left.name, right_name=right.name, reason=reason
        )
    return [found[pair] for pair in sorted(found)]


def _pairs(known: Sequence[Entity]) -> Iterator[tuple[Entity, Entity, str]]:
    """Pairs that look alike, the strongest reason first; both orders and doubles may come."""
    same: dict[str, dict[str, Entity]] = defaultdict(dict)
    block: dict[tuple[EntityType, str], dict[str, Entity]] = defaultdict(dict)
    for entity in known:
        for key in _keys(entity):
            same[key][entity.id] = entity
            block[entity.type, key[:2]][entity.id] = entity
    for sharing in same.values():
        for one, other in combinations(sharing.values(), 2):
            yield one, other, "same name" if one.type is other.type else "same name, other type"
    by_last: dict[str, dict[str, Entity]] = defaultdict(dict)
    for entity in known:
        if entity.type is EntityType.PERSON:
            by_last[_last_name(entity.name)][entity.id] = entity
    for namesakes in by_last.values():
        for one, other in combinations(namesakes.values(), 2):
            if _unlisted(one, other) and 1 in {len(_PARTS.split(e.name)) for e in (one, other)}:
                yield one, other, "last name"
    for near in block.values():
        for one, other in combinations(near.values(), 2):
            if _unlisted(one, other) and (reason := _likeness(one, other)):
                yield one, other, reason


def _keys(entity: Entity) -> set[str]:
    return {key_of(name) for name in entity.spellings}


def _unlisted(one: Entity, other: Entity) -> bool:
    return one.id.startswith("x_") or other.id.startswith("x_")


def _last_name(name: str) -> str:
    return key_of(_PARTS.split(name.strip())[-1])


def _likeness(one: Entity, other: Entity) -> str | None:
    """Why two names look alike, None if they do not or if their numbers differ."""
    left, right = (_UNITS.findall(simplified(entity.name).casefold()) for entity in (one, other))
    if Counter(u for u in left if u[0].isdigit()) != Counter(u for u in right if u[0].isdigit()):
        return None
    short, long = sorted((left, right), key=len)
    if short and len("".join(short)) > 1 and long[: len(short)] == short:
        return "one name begins the other"
    keys = key_of(one.name), key_of(other.name)
    if min(map(len, keys)) >= _LONG_ENOUGH and difflib.SequenceMatcher(None, *keys).ratio() >= _ALIKE:
        return "alike spelling"
    return None
