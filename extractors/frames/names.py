"""What a name says by itself: "the ChatGPT maker" makes ChatGPT, "the $5 trillion company" is worth that, the Acme Watch is Acme's."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.frames.draft import Draft
from extractors.mentions import Mention, Reference
from extractors.passage import Passage
from kg.model import Entity, EntityType, entities

#: The frame of a product called by its maker, which says nothing of when; and all frames of this module.
OWN_NAME = "own-name"
BY_NAME = frozenset({"descriptor", "sum", OWN_NAME})
#: What says in a descriptor that its product is made by whom it means; "the Windows giant" does not.
_MAKING = re.compile(
    r"mak|develop|creat|behind|parent|own|制造|开发|研发|创造|母公司|厂商|背后|运营", re.IGNORECASE
)


def match_names(passage: Passage) -> Iterator[Draft]:
    """DEVELOPS for each descriptor with a product of the entity that it means, VALUED_AT for each that begins with a sum, both in text order.

    Then DEVELOPS for each product called by a firm that the passage names by itself too, where the product is named first.
    """
    sums = {money.cue_start for money in passage.values.money}
    for mention in passage.mentions:
        if mention.reference is Reference.ANAPHOR and mention.start in sums:
            yield _said(passage, "VALUED_AT", "sum", mention, value=(mention.start, mention.end))
        if mention.reference is not Reference.DESCRIPTOR or mention.type is not EntityType.ORGANIZATION:
            continue
        named = _product_in(mention) if _MAKING.search(mention.text) else None
        if named is None:
            continue
        (start, end), product = named
        made = _part(mention, (start, end), EntityType.PRODUCT, product.id, product.name)
        yield _said(passage, "DEVELOPS", "descriptor", mention, made)
    yield from _own_names(passage)


def _own_names(passage: Passage) -> Iterator[Draft]:
    named = [one for one in passage.mentions if one.reference is Reference.NAME]
    makers = {one.text: one for one in named if one.type is EntityType.ORGANIZATION}
    longest = sorted(makers, key=lambda name: (-len(name), name))
    seen = set()
    for product in named:
        if product.type is not EntityType.PRODUCT or product.entity_id in seen:
            continue
        seen.add(product.entity_id)
        name = next((name for name in longest if _begins(product.text, name)), None)
        if name is not None:
            maker = makers[name]
            firm = _part(product, (0, len(name)), maker.type, maker.entity_id, maker.canonical)
            yield _said(passage, "DEVELOPS", OWN_NAME, firm, product)


def _begins(name: str, maker: str) -> bool:
    """Whether a product's name is that of its maker and more.

    >>> _begins("Acme Watch", "Acme"), _begins("小米15", "小米"), _begins("Acme", "Acme"), _begins("Acmeist", "Acme")
    (True, True, False, False)
    """
    rest = name.removeprefix(maker)
    glued = maker[-1].isascii() and rest[:1].isascii() and rest[:1].isalnum()
    return name.startswith(maker) and bool(rest) and not glued


def _part(
    whole: Mention, within: tuple[int, int], type_: EntityType, entity_id: str, canonical: str
) -> Mention:
    """The mention of another entity in the words of a mention, between two of its characters."""
    start, end = within
    return Mention(
        first=whole.first,
        last=whole.last,
        start=whole.start + start,
        end=whole.start + end,
        text=whole.text[start:end],
        type=type_,
        entity_id=entity_id,
        canonical=canonical,
    )


def _said(
    passage: Passage,
    relation: str,
    frame: str,
    subject: Mention,
    object_: Mention | None = None,
    *,
    value: tuple[int, int] | None = None,
) -> Draft:
    words = subject if object_ is None or len(object_.text) < len(subject.text) else object_
    sentence = passage.doc[words.first].sent
    return Draft(
        relation=relation,
        frame=frame,
        subject=subject,
        object=object_,
        trigger=words.last - 1,
        sentence=(sentence.start_char, sentence.end_char),
        clause=(words.start, words.end),
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
