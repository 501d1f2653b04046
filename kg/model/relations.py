"""The relations of the vocabulary, read from `kg/data/relations.yaml`."""

import difflib
from collections.abc import Mapping
from functools import cache

import msgspec

from kg.model.decoding import load_table
from kg.model.errors import UnknownRelation
from kg.model.vocabulary import EntityType, MoneyFlow, RelationKind


class Relation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One relation: which types it joins and how it lies in time. See the header of relations.yaml."""

    subject: frozenset[EntityType]
    object: frozenset[EntityType]
    kind: RelationKind
    money: MoneyFlow
    qualifiers: tuple[str, ...]
    label: str
    label_zh: str
    symmetric: bool = False
    same_type: bool = False

    @property
    def is_literal(self) -> bool:
        """True where the value is an amount and there is no object (VALUED_AT)."""
        return not self.object

    def allows(self, subject: EntityType, object_: EntityType | None) -> bool:
        """True if this relation may join the two types; `object_` is None for a literal."""
        if object_ is None or self.is_literal:
            return object_ is None and self.is_literal and subject in self.subject
        fits = subject in self.subject and object_ in self.object
        return fits and (subject == object_ or not self.same_type)


@cache
def relations() -> Mapping[str, Relation]:
    """All relations by name, in the order of relations.yaml."""
    return load_table("kg", "data/relations.yaml", dict[str, Relation])


def relation(name: str) -> Relation:
    """The relation of that name.

    Raises UnknownRelation, with the nearest name.

    >>> relation("HOLDS_STAKE_IN").label
    'holds a stake in'
    """
    try:
        return relations()[name]
    except KeyError:
        near = difflib.get_close_matches(name.upper(), relations(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(relations())}"
        raise UnknownRelation(f"{name!r} is not in relations.yaml{hint}") from None
