"""Names to listed entities, in any language and either Chinese script."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from kg.model import Entity, EntityType, entities, normalize_name

_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


class Spelling(msgspec.Struct, frozen=True):
    """One name of a listed entity; `lang` is None for one of any language."""

    name: str
    lang: str | None
    entity: Entity
    sure: bool


Index = Mapping[str, Sequence[Spelling]]


def index_of(listed: Mapping[str, Entity] | None) -> Index:
    """The names of these entities, or of those of this package, by key."""
    return _packaged_index() if listed is None else _build_index(listed)


@cache
def _packaged_index() -> Index:
    return _build_index(entities())


def _build_index(listed: Mapping[str, Entity]) -> Index:
    index: dict[str, list[Spelling]] = defaultdict(list)
    for entity in listed.values():
        named: list[tuple[str | None, str]] = [(None, name) for name in (entity.name, *entity.aliases)]
        named += [(lang, name) for lang, names in entity.names.items() for name in names]
        for lang, name in named:
            spelling = Spelling(name, lang, entity, name not in entity.ambiguous)
            index[normalize_name(name)].append(spelling)
    return index


def fitting(
    name: str, *, index: Index, type_: EntityType | None = None, lang: str | None = None, sure: bool = False
) -> list[Entity]:
    """Listed entities of that name, by id; only those that spell it exactly so, if any does.

    Of a product and the firm that goes by its name it is the product, unless `type_` asks for the firm.
    `sure` leaves out names that are ordinary words too: the extractor, which saw their sentence, decided.
    """
    spelled = index.get(normalize_name(name)) or index.get(key_of(name), ())
    spelled = [
        s for s in spelled if type_ in {None, s.entity.type} and (lang is None or s.lang in {None, lang})
    ]
    spelled = [s for s in spelled if s.name == name] or spelled
    doubtful = {s.entity.id for s in spelled if not s.sure} if sure else set()
    found = {s.entity.id: s.entity for s in spelled if s.entity.id not in doubtful}
    return [found[id_] for id_ in sorted(found) if found[id_].namesake not in found]


def key_of(name: str) -> str:
    """`normalize_name` across the two Chinese scripts."""
    return normalize_name(simplified(name))


def simplified(name: str) -> str:
    """A name in simplified characters; Latin ones stay."""
    return str(_converter().convert(name)) if _HANZI.search(name) else name


@cache
def _converter() -> Any:
    import opencc  # only where a Chinese name comes that is not listed as it stands

    return opencc.OpenCC("t2s")


def entity_for(
    name: str,
    type: EntityType | None = None,  # noqa: A002 - as in the records
    lang: str | None = None,
    *,
    listed: Mapping[str, Entity] | None = None,
) -> Entity | None:
    """The listed entity of that id, name, alias or ticker; None if there is none, or several that fit.

    >>> [entity_for(name).name for name in ("nvidia", "NVIDIA Corp.", "輝達", "NVDA")]
    ['Nvidia', 'Nvidia', 'Nvidia', 'Nvidia']
    """
    known = entities() if listed is None else listed
    if (found := known.get(name)) and type in {None, found.type}:
        return found
    found_by_name = fitting(name, index=index_of(listed), type_=type, lang=lang)
    found_by_name = found_by_name or [
        e for e in known.values() if name in e.tickers and type in {None, e.type}
    ]
    return found_by_name[0] if len(found_by_name) == 1 else None
