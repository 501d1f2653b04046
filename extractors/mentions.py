"""A name, or what stands for one, in a Doc: the party of a claim."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec
from spacy.tokens import Token

from kg.model import Entity, EntityType, firm_called, unlisted_id


class Reference(StrEnum):
    """How a mention names its entity."""

    NAME = "name"
    DESCRIPTOR = "descriptor"
    ANAPHOR = "anaphor"


class Mention(msgspec.Struct, frozen=True):
    """An entity as named at one place: token span, half-open, and what it stands for."""

    first: int
    last: int
    start: int
    end: int
    text: str
    type: EntityType
    entity_id: str
    canonical: str
    reference: Reference = Reference.NAME

    @property
    def is_listed(self) -> bool:
        """True where entities.yaml has the entity; its type is known then."""
        return not self.entity_id.startswith("x_")

    def retyped(self, type_: EntityType) -> "Mention":
        """The same words as another, unlisted entity: one of this type."""
        return msgspec.structs.replace(self, type=type_, entity_id=unlisted_id(type_, self.canonical))

    def as_firm(self) -> "Mention":
        """The same words as the firm that entities.yaml has under the name of this product; the mention itself where it has none."""
        firm = firm_called(self.entity_id)
        return self if firm is None else self.meaning(firm)

    def meaning(self, entity: Entity) -> "Mention":
        """The same words as this listed entity."""
        return msgspec.structs.replace(self, type=entity.type, entity_id=entity.id, canonical=entity.name)


class Mentions:
    """The mentions of a Doc in order, by the token they cover."""

    def __init__(self, found: Sequence[Mention]) -> None:
        self.all = tuple(sorted(found, key=lambda mention: mention.start))
        self._starts = [mention.start for mention in self.all]
        self._by_token = {i: mention for mention in self.all for i in range(mention.first, mention.last)}

    def at(self, token: Token) -> Mention | None:
        """The mention that covers a token."""
        return self._by_token.get(token.i)

    def within(self, start: int, end: int) -> Iterator[Mention]:
        """Mentions between two character offsets of the text."""
        at = bisect_left(self._starts, start)
        for mention in self.all[at : bisect_left(self._starts, end, at)]:
            if mention.end <= end:
                yield mention

    def any_within(self, start: int, end: int) -> bool:
        """True where a mention stands between two character offsets."""
        return next(self.within(start, end), None) is not None

    def __iter__(self) -> Iterator[Mention]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)
