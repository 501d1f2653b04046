"""The curated entities of `kg/data/entities.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from kg.model.errors import InvalidRecord
from kg.model.records import Entity


@cache
def entities() -> Mapping[str, Entity]:
    """All curated entities by id, in the order of the file."""
    raw = resources.files("kg").joinpath("data/entities.yaml").read_bytes()
    return load_entities(raw)


def load_entities(yaml: bytes) -> Mapping[str, Entity]:
    """Entities by id out of a YAML list; raises InvalidRecord for a double id or an unknown parent."""
    listed = msgspec.yaml.decode(yaml, type=list[Entity])
    by_id = {entity.id: entity for entity in listed}
    if len(by_id) != len(listed):
        seen: set[str] = set()
        double = next(e.id for e in listed if e.id in seen or seen.add(e.id))  # type: ignore[func-returns-value]
        raise InvalidRecord(f"entities.yaml lists {double!r} twice")
    for entity in listed:
        if entity.parent is not None and entity.parent not in by_id:
            raise InvalidRecord(f"entities.yaml: the parent {entity.parent!r} of {entity.id!r} is not listed")
    return by_id
