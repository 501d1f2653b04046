"""What the register of entities (entities.yaml) says for or against a reading."""

from collections.abc import Iterator

from extractors.frames.draft import Draft
from kg.model import Entity, entities

#: How far up the line of parents a maker is sought: the unit, its company, the group.
_STEPS = 3

#: Relations that a text does not mean between a firm and its own unit or product.
BETWEEN_STRANGERS = frozenset(
    {"BUYS_FROM", "CLOUD_PARTNER_OF", "COMPETES_WITH", "SHARES_REVENUE_WITH", "LICENSES_TO", "SUES", "USES"}
)


def makes(organization_id: str, product_id: str) -> bool | None:
    """Whether the register has the organization or a firm of its family as maker of the product; None if it does not say.

    >>> makes("anthropic", "claude"), makes("microsoft", "claude"), makes("microsoft", "x_someones_product")
    (True, False, None)
    """
    product = entities().get(product_id)
    if product is None or product.parent is None:
        return None
    makers = set(_line(product.parent))
    return not makers.isdisjoint(_line(organization_id))


def maker(product_id: str) -> Entity | None:
    """The firm that the register has behind a product: Microsoft behind Azure."""
    product = entities().get(product_id)
    return entities().get(product.parent) if product is not None and product.parent is not None else None


def are_kin(one_id: str, other_id: str) -> bool:
    """True for an entity and its parent, or the parent's: Amazon and AWS."""
    return one_id in _line(other_id) or other_id in _line(one_id)


def contradicted(draft: Draft) -> bool:
    """True where the register rules a reading out: Microsoft does not develop Claude, nor is Anthropic its user."""
    if draft.object is None:
        return False
    if draft.relation in BETWEEN_STRANGERS and are_kin(draft.subject.entity_id, draft.object.entity_id):
        return True
    if draft.relation == "DEVELOPS":
        return makes(draft.subject.entity_id, draft.object.entity_id) is False
    return False


def _line(entity_id: str) -> Iterator[str]:
    """An entity and its parents, nearest first."""
    for _ in range(_STEPS):
        yield entity_id
        listed = entities().get(entity_id)
        if listed is None or listed.parent is None:
            return
        entity_id = listed.parent
