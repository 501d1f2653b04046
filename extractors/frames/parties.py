"""Whom the slots of a matched pattern mean: the names there, makers behind products, and parties left unsaid."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

import msgspec

from extractors.frames.register import BETWEEN_STRANGERS, are_kin, maker, makes
from extractors.frames.signs import Signed, Signing
from extractors.mentions import Mention, Mentions, Reference
from kg.model import EntityType, Relation, entities, unlisted_id

#: Kinds of product on which others run, so that they are not what "the technology" means.
_HOSTS = frozenset({"cloud", "internet"})
#: Within how many characters a text speaks of two names together.
_BESIDE = 16
_SENTENCE_END = frozenset("。！？；.!?;\n")
#: Words for all that a firm makes, and how its line of products is called.
_LINES = {
    "模型": "models",
    "大模型": "models",
    "models": "models",
    "产品": "products",
    "products": "products",
}


def parties(
    found: re.Match[str], signed: Signed, mentions: Mentions, signature: Relation, *, signing: Signing
) -> tuple[Sequence[Mention], Sequence[Mention | None]]:
    """Subjects and objects of a match; the object of a literal is None.

    Of a topic left unsaid, `mentions` are the candidates, and `signing` says how many characters back it must be named.
    """
    subjects = fitting(found, "s", signed, signature.subject)
    objects: Sequence[Mention | None] = (
        [None] if signature.is_literal else fitting(found, "o", signed, signature.object)
    )
    if found.groupdict().get("topic") is None:
        return subjects, objects
    wanted = signature.object if subjects else signature.subject
    others = [*subjects, *(o for o in objects if o is not None)]
    topic = _topic(found, signed, mentions, wanted, others, signing=signing)
    return (topic, objects) if not subjects else (subjects, topic)


def units(found: re.Match[str], group: str, signed: Signed) -> list[Mention]:
    """The mentions behind the signs of a group; in a list not whose firm it is: "Accel, Matt Miller's Evantic and Index"."""
    if group not in found.groupdict():
        return []
    span = range(found.start(group), found.end(group))
    owners = {i for i in span if signed.text.startswith("'s ", i + 1, span.stop)}
    return [unit for i in span if i not in owners and (unit := signed.units[i]) is not None]


def fitting(found: re.Match[str], group: str, signed: Signed, types: frozenset[EntityType]) -> list[Mention]:
    """The mentions of a group as the types that the relation joins."""
    line = _LINES.get(found.groupdict().get("line") or "")
    fit: list[Mention] = []
    listed = units(found, group, signed)
    alike = _common_type(listed) if len(listed) > 2 else None
    for unit in listed:
        if group == "s" and line is not None and unit.type is EntityType.ORGANIZATION:
            fit.append(_line_of(unit, line))
        elif unit.type in types:
            fit.append(unit)
        elif alike in types and alike is not None and not unit.is_listed:
            fit.append(unit.retyped(alike))
        elif len(listed) == 1 and (behind := maker(unit.entity_id)) is not None and behind.type in types:
            fit.append(msgspec.structs.replace(unit.meaning(behind), reference=Reference.DESCRIPTOR))
    return fit


def _common_type(listed: Sequence[Mention]) -> EntityType | None:
    """The type that most names of a list have: in "A、B、C和D" the recognizer may take B for a product, but not we."""
    [(kind, count)] = Counter(mention.type for mention in listed).most_common(1)
    return kind if 2 * count > len(listed) else None


def is_reflexive(found: re.Match[str], signed: Signed, relation: str) -> bool:
    """True where both parties are one entity or firm: "微软…据其披露，持有…" must look further for its subject."""
    if not {"s", "o"} <= found.groupdict().keys():
        return False
    one, other = ({unit.entity_id for unit in units(found, slot, signed)} for slot in ("s", "o"))
    if len(one) != 1 or len(other) != 1:
        return False
    return one == other or (relation in BETWEEN_STRANGERS and are_kin(*one, *other))


def _line_of(firm: Mention, line: str) -> Mention:
    name = f"{firm.canonical} {line}"
    return msgspec.structs.replace(
        firm, type=EntityType.PRODUCT, entity_id=unlisted_id(EntityType.PRODUCT, name), canonical=name
    )


def _topic(
    found: re.Match[str],
    signed: Signed,
    mentions: Mentions,
    types: frozenset[EntityType],
    others: list[Mention],
    *,
    signing: Signing,
) -> list[Mention]:
    """Whom the words of the group `topic` stand for: the organization that the sentence begins with, else the one
    that the text before names most, or last where the words point back; or the product named last that the other party does not make itself. Media only report.
    """
    start, end = signed.offsets[found.start("topic")], signed.ends[found.end("topic") - 1]
    words = signed.text[found.start("topic") : found.end("topic")]
    but = {other.entity_id for other in others}
    wanted = EntityType.ORGANIZATION if EntityType.ORGANIZATION in types else EntityType.PRODUCT
    before = [
        mention
        for mention in mentions.within(0, start)
        if mention.type is wanted and mention.entity_id not in but and _kind(mention) != "media"
    ]
    if wanted is EntityType.PRODUCT:
        hosted = [m for m in before if _kind(m) not in _HOSTS and not any(makes(i, m.entity_id) for i in but)]
        partners = [m for m in mentions.within(0, signed.offsets[0]) if _is_one_of(m, but)]
        beside = [m for m in hosted if any(_stands_by(m, other, signed.source) for other in partners)]
        chosen, lately = next(reversed(beside or hosted), None), 2 * signing.lately
    else:
        before = [m for m in before if not _is_governed(m, signed, signing) and not _only_says(m, signed)]
        here = [mention for mention in before if mention.start >= signed.offsets[0]]
        lately = signing.lately
        pointing = signing.pointing is not None and signing.pointing.match(words) is not None
        chosen = here[0] if here else before[-1] if before and pointing else _most_named(before)
    if chosen is None or start - chosen.end > lately:
        return []
    return [msgspec.structs.replace(chosen, start=start, end=end, text=words, reference=Reference.ANAPHOR)]


def _is_governed(mention: Mention, signed: Signed, signing: Signing) -> bool:
    """True for a name of the sentence after 由 or "by": it does something, and is not what the sentence is about."""
    if signing.governed is None or mention.start not in signed.offsets:
        return False
    return signing.governed.search(signed.text, 0, signed.offsets.index(mention.start)) is not None


def _only_says(mention: Mention, signed: Signed) -> bool:
    """True for a name of the sentence that `sources` have taken out: a paper that reports is no topic."""
    return signed.offsets[0] <= mention.start < signed.ends[-1] and mention not in signed.units


def _is_one_of(mention: Mention, others: Collection[str]) -> bool:
    return any(are_kin(mention.entity_id, other) or mention.entity_id == other for other in others)


def _stands_by(product: Mention, other: Mention, text: str) -> bool:
    """True where a sentence of `text` names a product and another party close to each other."""
    between = text[min(product.end, other.end) : max(product.start, other.start)]
    return len(between) < _BESIDE and _SENTENCE_END.isdisjoint(between)


def _most_named(before: Sequence[Mention]) -> Mention | None:
    counted: dict[str, list[Mention]] = {}
    for mention in before:
        counted.setdefault(mention.entity_id, []).append(mention)
    most = max(counted.values(), key=lambda named: (len(named), named[-1].start), default=None)
    return most[-1] if most else None


def _kind(mention: Mention) -> str | None:
    listed = entities().get(mention.entity_id)
    return listed.kind if listed is not None else None
