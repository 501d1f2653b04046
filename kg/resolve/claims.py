"""The ends of claims moved to the entities that they name."""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cache

import msgspec

from kg.model import Claim, Entity, EntityType, entities, relation
from kg.resolve.judgements import Judged, Judgement, nodes_of
from kg.resolve.listed import fitting, index_of

log = logging.getLogger(__name__)


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that says nothing once its names are resolved, and why."""

    claim: Claim
    reason: str


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """Claims with their entities, those that fell away, and the ids that moved, old to new."""

    claims: list[Claim]
    dropped: list[Dropped]
    moved: dict[str, str]


def resolve(
    claims: Iterable[Claim],
    *,
    judgements: Iterable[Judgement] | None = None,
    listed: Mapping[str, Entity] | None = None,
) -> list[Claim]:
    """The claims, in their order, with canonical subjects and objects.

    Logs a warning for a claim that falls away; `resolution` returns those. `judgements` and `listed`
    replace those of this package.
    """
    return resolution(claims, judgements=judgements, listed=listed).claims


def resolution(
    claims: Iterable[Claim],
    *,
    judgements: Iterable[Judgement] | None = None,
    listed: Mapping[str, Entity] | None = None,
) -> Resolution:
    """As `resolve`, with what fell away: claims that turn out to join an entity with itself, or unfit types.

    Raises InvalidRecord for judgements that contradict each other.
    """
    ours = judgements is None and listed is None
    resolver = _packaged_resolver() if ours else _Resolver(judgements, listed)
    done = Resolution(claims=[], dropped=[], moved={})
    for claim in claims:
        moved = resolver.resolve(claim)
        if isinstance(moved, Dropped):
            log.warning("claim %s of article %s dropped: %s", claim.id, claim.article, moved.reason)
            done.dropped.append(moved)
            continue
        done.claims.append(moved)
        for old, new in ((claim.subject_id, moved.subject_id), (claim.object_id, moved.object_id)):
            if old is not None and new is not None and old != new:
                done.moved[old] = new
    return done


class _Resolver:
    """Judgements and listed names, ready to be asked about many claims."""

    def __init__(self, judgements: Iterable[Judgement] | None, listed: Mapping[str, Entity] | None) -> None:
        self._listed = entities() if listed is None else listed
        self._index = index_of(listed)
        self._judged = Judged(judgements, listed=self._listed, index=self._index)

    def resolve(self, claim: Claim) -> Claim | Dropped:
        """The claim with canonical ends, or why nothing is left of it."""
        kind = relation(claim.relation)
        subject_id, subject, subject_type = self._end(
            claim.subject_id, claim.subject, claim.subject_type, lambda t: kind.allows(t, claim.object_type)
        )
        object_id, object_, object_type = claim.object_id, claim.object, claim.object_type
        if object_id is not None and object_ is not None and object_type is not None:
            object_id, object_, object_type = self._end(
                object_id, object_, object_type, lambda t: kind.allows(subject_type, t)
            )
        if subject_id == object_id:
            reason = f"{claim.subject!r} and {claim.object!r} are the same entity ({subject_id})"
            return Dropped(claim=claim, reason=reason)
        if not kind.allows(subject_type, object_type):
            reason = f"{claim.relation} cannot join {subject} ({subject_type}) and {object_} ({object_type})"
            return Dropped(claim=claim, reason=reason)
        return msgspec.structs.replace(
            claim,
            subject=subject, subject_id=subject_id, subject_type=subject_type,
            object=object_, object_id=object_id, object_type=object_type,
        )  # fmt: skip

    def _end(
        self, id_: str, name: str, type_: EntityType, allowed: Callable[[EntityType], bool]
    ) -> tuple[str, str, EntityType]:
        """Canonical id, name and type of one end of a claim."""
        group = self._judged.group(*nodes_of(id_, name))
        if id_ in self._listed:
            return self._canonical(group)
        for slug in self._judged.slugs(group):
            if _may_be(type_, self._listed[slug], allowed):
                return self._canonical(group)
        found = fitting(name, index=self._index, type_=type_, sure=True)
        found = found or fitting(name, index=self._index, sure=True)
        fits = len(found) == 1 and _may_be(type_, found[0], allowed)
        if fits and not self._judged.apart(group, found[0].id):
            return self._canonical(self._judged.group(found[0].id))
        return *self._judged.unlisted(group, id_, name, type_), type_

    def _canonical(self, group: set[str]) -> tuple[str, str, EntityType]:
        entity = self._listed[self._judged.slugs(group)[0]]
        return entity.id, entity.name, entity.type


def _may_be(type_: EntityType, entity: Entity, allowed: Callable[[EntityType], bool]) -> bool:
    """True if an end of that type can be this entity: recognizers often take a product for its maker."""
    if type_ is entity.type:
        return True
    return EntityType.PERSON not in {type_, entity.type} and allowed(entity.type)


@cache
def _packaged_resolver() -> _Resolver:
    return _Resolver(None, None)
