"""Names that entities.yaml lists, found in raw text by exact match: the longest name at each place."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from extractors.lang.zh.characters import simplify
from kg.model import Entity, entities, load_table

#: How many leading characters of a name its index is keyed by.
_KEY = 2
#: The hyphens at which no line ends, or that look alike: firms write GPT‑5.5 so.
_HYPHENS = str.maketrans("\u2010\u2011", "--")
#: A number goes on: iOS 26.5 is not iOS 26.
DECIMALS = re.compile(r"\.\d")


class Hit(msgspec.Struct, frozen=True):
    """A listed name in a text. `sure` is False for names that are also ordinary words.

    `descriptor` is True for a phrase that means the entity without naming it ("ChatGPT maker").
    """

    start: int
    end: int
    entity: Entity
    sure: bool
    descriptor: bool


class _Entry(msgspec.Struct, frozen=True):
    name: str
    entity: Entity
    sure: bool
    descriptor: bool


class Gazetteer:
    """An index of names by their first characters; Latin names match whole words, in their own case."""

    def __init__(self, listed: Mapping[str, Entity]) -> None:
        index: dict[str, dict[str, _Entry]] = {}
        for entity in listed.values():
            descriptors = {
                phrase for phrases in entity.descriptors.values() for phrase in phrases
            } - entity.spellings
            shared = frozenset[str]() if entity.namesake is None else listed[entity.namesake].spellings
            for name in sorted((entity.spellings - shared) | descriptors):
                key = simplify(name)
                entry = _Entry(key, entity, name not in entity.ambiguous, name in descriptors)
                index.setdefault(key[:_KEY], {}).setdefault(key, entry)
        #: Longest names first, so that the first that fits is the longest.
        self._index = {
            key: sorted(entries.values(), key=lambda entry: (-len(entry.name), entry.name))
            for key, entries in index.items()
        }

    def find(self, text: str) -> Iterator[Hit]:
        """Listed names in `text` in order, not overlapping."""
        plain = simplify(text).translate(_HYPHENS)
        inside = {i for word in _longer_words().finditer(plain) for i in range(*word.span())}
        index = self._index
        after = 0
        for at in [at for at in range(len(plain)) if plain[at : at + _KEY] in index]:
            if at < after:
                continue
            entry = next((e for e in index[plain[at : at + _KEY]] if _stands(plain, at, e.name)), None)
            if entry is None or (at in inside or at + len(entry.name) - 1 in inside):
                continue
            after = at + len(entry.name)
            yield Hit(at, after, entry.entity, entry.sure, entry.descriptor)


def _stands(text: str, at: int, name: str) -> bool:
    """True if `name` stands at `at`, not as a piece of a longer Latin word or number."""
    if not text.startswith(name, at):
        return False
    before = text[at - 1 : at]
    after = text[at + len(name) : at + len(name) + 1]
    if "·" in (before, after):  # 阿里·汗 is a person, not Alibaba
        return False
    if name[-1].isdigit() and DECIMALS.match(text, at + len(name)):
        return False
    return not (_is_latin(before) and _is_latin(name[0])) and not (_is_latin(after) and _is_latin(name[-1]))


def _is_latin(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"


@cache
def _longer_words() -> re.Pattern[str]:
    """Ordinary words of a language without blanks that hold a listed name: 高通量 is not 高通."""
    return re.compile("|".join(load_table("extractors", "lang/zh/longer_words.yaml", list[str])))


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of entities.yaml, built once a process."""
    return Gazetteer(entities())
