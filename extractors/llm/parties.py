"""The parties that a model names, as entities: listed ones by the gazetteer, others by the name as written."""

from collections.abc import Sequence

import msgspec

from extractors.llm.answer import Party
from extractors.llm.prompt import references
from extractors.llm.quotes import Folded, find
from extractors.llm.reasons import Rejected
from extractors.names.gazetteer import gazetteer
from extractors.names.recognize import LABELS, Name
from kg.model import EntityType, firm_called, unlisted_id

#: How far before its reference a name may stand: what "the company" means is not told pages before.
_REACH = 3_000

#: After a name, these end it even where another party was named by both ("Acme's scanner").
_POSSESSIVES = frozenset({"'s", "’s"})

Span = tuple[int, int]


class Placed(msgspec.Struct, frozen=True):
    """A party found in its quote: every place where it stands there, and where the name stands that it means.

    `named` is None where the words of the quote are the name themselves; `fuller` is where a longer form of
    it stands ("Sam Altman" for "Altman").
    """

    text: str
    type: EntityType
    places: tuple[Span, ...]
    named: Span | None = None
    fuller: Span | None = None

    @property
    def proposals(self) -> list[tuple[int, int, str]]:
        """The names as a recognizer would give them to `find_names`."""
        spans = (self.named or self.places[0], self.fuller)
        return [(*span, LABELS[self.type]) for span in spans if span is not None]


class End(msgspec.Struct, frozen=True):
    """One end of a claim: words of the quote with their place, and the entity."""

    text: str
    start: int
    end: int
    type: EntityType
    entity_id: str
    canonical: str


def place(party: Party, folded: Folded, *, quote: Span) -> Placed:
    """A party in its quote. Raises Rejected where it is not there, or refers to a name that is not before it."""
    try:
        kind = EntityType(party.type)
    except ValueError:
        raise Rejected("type not in the vocabulary") from None
    places = tuple(find(party.text, folded, start=quote[0], end=quote[1]))
    if not places:
        raise Rejected("party not in the quote")
    if references().fullmatch(party.text.strip()) is None or _is_listed(party.text):
        fuller = next(find(party.name, folded, start=0, end=quote[1]), None) if party.name else None
        return Placed(party.text, kind, places, fuller=fuller)
    if not party.name or references().fullmatch(party.name.strip()) is not None:
        raise Rejected("reference without a name")
    named = list(find(party.name, folded, start=max(places[0][0] - _REACH, 0), end=quote[1]))
    if not named:
        raise Rejected("name not before its reference")
    return Placed(party.text, kind, places, named[-1])


def _is_listed(words: str) -> bool:
    """True for what is listed, as "the ChatGPT maker" is: a reference by its form, but known."""
    return any(
        hit.end == len(words) and (hit.start == 0 or hit.descriptor) for hit in gazetteer().find(words)
    )


def settle(
    placed: Placed, names: Sequence[Name], text: str, *, beside: Span | None = None, may_begin: bool = False
) -> End:
    """The entity of a party, as the names of the whole article tell it.

    `beside` is where the other party stands: no name counts for both, but that with `may_begin` one may
    begin the other ("Amazon Prime Video" is of Amazon). Raises Rejected where the words are a piece of a
    longer name, or several names.
    """
    reason = "parties overlap in the quote"
    for at in placed.places:
        if beside is not None and at[0] < beside[1] and beside[0] < at[1]:
            if not (may_begin and at[0] == beside[0] and at[1] < beside[1]):
                continue
            return _meant(_alone(text, at, placed.type, names), placed.type)
        found = _settled(placed, at, names, text)
        if found is not None:
            return _meant(found, placed.type)
        reason = "party is not one whole name"
    raise Rejected(reason)


def _meant(end: End, kind: EntityType) -> End:
    """The firm, where the model means an organization by a name that a listed firm shares with its product."""
    firm = firm_called(end.entity_id) if kind is EntityType.ORGANIZATION else None
    if firm is None:
        return end
    return msgspec.structs.replace(end, type=firm.type, entity_id=firm.id, canonical=firm.name)


def _settled(placed: Placed, at: Span, names: Sequence[Name], text: str) -> End | None:
    """The entity of a party that stands `at` a place of its quote; None for a piece of a name, or several."""
    span = placed.named or at
    over = [name for name in names if name.start < span[1] and span[0] < name.end]
    if not over:
        written = text[slice(*span)]
        return End(text[slice(*at)], *at, placed.type, unlisted_id(placed.type, written), written)
    name = over[0]
    if len(over) > 1:
        return None
    if span[0] <= name.start and name.end <= span[1]:
        if placed.named is None and not name.descriptor:
            at = (name.start, name.end)
        return End(text[slice(*at)], *at, name.type, name.entity_id, name.canonical)
    if text[span[1] : span[1] + 2] in _POSSESSIVES:
        return _alone(text, at, placed.type, names)
    alone = _alone(text, at, placed.type, names)
    is_short = alone.entity_id == name.entity_id or (
        alone.entity_id.startswith("x_") and alone.type is name.type
    )
    begins = name.start == span[0] and name.end > span[1]
    return End(alone.text, *at, name.type, name.entity_id, name.canonical) if is_short and begins else None


def _alone(text: str, at: Span, kind: EntityType, names: Sequence[Name]) -> End:
    """The entity of these words by themselves, whatever longer name they stand in here."""
    words = text[slice(*at)]
    same = next((name for name in names if text[name.start : name.end] == words), None)
    if same is not None:
        return End(words, *at, same.type, same.entity_id, same.canonical)
    for hit in gazetteer().find(words):
        if (hit.start, hit.end) == (0, len(words)) and (hit.sure or hit.entity.type is kind):
            return End(words, *at, hit.entity.type, hit.entity.id, hit.entity.name)
    return End(words, *at, kind, unlisted_id(kind, words), words)
