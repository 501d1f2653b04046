"""What a descriptor says by itself: whoever is called "the ChatGPT maker" makes ChatGPT, "the $5 trillion company" is worth that."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.frames.draft import Draft
from extractors.mentions import Mention, Reference
from extractors.passage import Passage
from kg.model import Entity, EntityType, entities

#: What says in a descriptor that its product is made by whom it means; "the Windows giant" does not.
_MAKING = re.compile(
    r"mak|develop|creat|behind|parent|own|制造|开发|研发|创造|母公司|厂商|背后|运营", re.IGNORECASE
)


def match_descriptors(passage: Passage) -> Iterator[Draft]:
    """DEVELOPS for each descriptor that names a product of the entity it stands for, VALUED_AT for each that begins with a sum; in text order."""
    sums = {money.cue_start for money in passage.values.money}
    for mention in passage.mentions:
        if mention.reference is Reference.ANAPHOR and mention.start in sums:
            yield _said(passage, mention, "VALUED_AT", "sum", value=(mention.start, mention.end))
        if mention.reference is not Reference.DESCRIPTOR or mention.type is not EntityType.ORGANIZATION:
            continue
        named = _product_in(mention) if _MAKING.search(mention.text) else None
        if named is None:
            continue
        at, product = named
        start, end = mention.start + at[0], mention.start + at[1]
        made = Mention(
            first=mention.first,
            last=mention.last,
            start=start,
            end=end,
            text=passage.text[start:end],
            type=EntityType.PRODUCT,
            entity_id=product.id,
            canonical=product.name,
        )
        yield _said(passage, mention, "DEVELOPS", "descriptor", object_=made)


def _said(
    passage: Passage,
    mention: Mention,
    relation: str,
    frame: str,
    *,
    object_: Mention | None = None,
    value: tuple[int, int] | None = None,
) -> Draft:
    sentence = passage.doc[mention.first].sent
    return Draft(
        relation=relation,
        frame=frame,
        subject=mention,
        object=object_,
        trigger=mention.last - 1,
        sentence=(sentence.start_char, sentence.end_char),
        clause=(mention.start, mention.end),
        value=value,
        fixed={"status": "current", "polarity": "affirmed"},
    )


def _product_in(descriptor: Mention) -> tuple[tuple[int, int], Entity] | None:
    """The product that a descriptor names, the longest name first, and where."""
    for name, product in _products().get(descriptor.entity_id, ()):
        found = re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", descriptor.text)
        if found is not None:
            return found.span(), product
    return None


@cache
def _products() -> dict[str, list[tuple[str, Entity]]]:
    """The names of the products of each maker, longest first."""
    by_maker: dict[str, list[tuple[str, Entity]]] = {}
    for entity in entities().values():
        if entity.type is EntityType.PRODUCT and entity.parent is not None:
            by_maker.setdefault(entity.parent, []).extend((name, entity) for name in sorted(entity.spellings))
    return {maker: sorted(named, key=lambda one: (-len(one[0]), one[0])) for maker, named in by_maker.items()}
