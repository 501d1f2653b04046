"""What the register of entities (entities.yaml) says for or against a reading."""

from collections.abc import Iterator

from extractors.frames.draft import Draft
from kg.model import entities

#: How far up the line of parents a maker is sought: the unit, its company, the group.
_STEPS = 3


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


def contradicted(draft: Draft) -> bool:
    """True where the register rules a reading out: Microsoft does not develop Claude, nor is a maker its product's user."""
    if draft.object is None:
        return False
    if draft.relation == "DEVELOPS":
        return makes(draft.subject.entity_id, draft.object.entity_id) is False
    if draft.relation == "USES":
        return makes(draft.subject.entity_id, draft.object.entity_id) is True
    return False


def _line(entity_id: str) -> Iterator[str]:
    """An entity and its parents, nearest first."""
    for _ in range(_STEPS):
        yield entity_id
        listed = entities().get(entity_id)
        if listed is None or listed.parent is None:
            return
        entity_id = listed.parent
