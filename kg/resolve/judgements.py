"""What people decided about names: data, one JSON line each, with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec

from kg.model import Entity, EntityType, InvalidRecord, ready, unlisted_id
from kg.resolve.listed import Index, fitting, key_of, simplified


class Verdict(StrEnum):
    """What a person decided about two names."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSURE = "unsure"


class Judgement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether `left` and `right` name one entity. Each is a listed id, an `x_` id or a name."""

    left: str
    right: str
    judgement: Verdict
    why: str


def load_judgements(lines: str) -> tuple[Judgement, ...]:
    """Judgements out of JSON lines; raises InvalidRecord with the number of a broken line."""
    found = []
    for number, line in enumerate(lines.splitlines(), 1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=ready(Judgement)))
            except msgspec.DecodeError as error:
                raise InvalidRecord(f"judgements, line {number}: {error}") from None
    return tuple(found)


@cache
def packaged_judgements() -> tuple[Judgement, ...]:
    """The judgements of this package, in the order of the file."""
    return load_judgements(resources.files("kg").joinpath("data/judgements.jsonl").read_text("utf-8"))


class Judged:
    """Judgements as groups of names that are one, and pairs of groups that are not.

    A node is a listed id, an `x_` id, or `=` and the key of a name that is not listed.
    """

    def __init__(
        self, judgements: Iterable[Judgement] | None, *, listed: Mapping[str, Entity], index: Index
    ) -> None:
        decided = packaged_judgements() if judgements is None else tuple(judgements)
        self._listed = listed
        self._index = index
        self._above: dict[str, str] = {}
        self._written: dict[str, str] = {}
        pairs = [(self._node(j.left), self._node(j.right), j) for j in decided]
        for left, right, judgement in pairs:
            if judgement.judgement is Verdict.POSITIVE:
                first, second = sorted((self._root(left), self._root(right)))
                self._above[second] = first
        self._groups: dict[str, set[str]] = defaultdict(set)
        for node in self._above:
            self._groups[self._root(node)].add(node)
        self._pairs = {frozenset((left, right)) for left, right, _ in pairs}
        self._apart: set[frozenset[str]] = set()
        for left, right, judgement in pairs:
            if judgement.judgement is Verdict.NEGATIVE:
                apart = frozenset((self._root(left), self._root(right)))
                if len(apart) == 1:
                    raise InvalidRecord(
                        f"{judgement.left!r} and {judgement.right!r} are judged to be two, but entities.yaml "
                        "or other judgements make them one: take one of these back"
                    )
                self._apart.add(apart)

    def _node(self, side: str) -> str:
        node = side
        if side not in self._listed and not side.startswith("x_"):
            named = fitting(side, index=self._index, sure=True)
            node = named[0].id if len(named) == 1 else f"={key_of(side)}"
            if node.startswith("="):
                self._written.setdefault(node, side)
        self._above.setdefault(node, node)
        return node

    def _root(self, node: str) -> str:
        while (above := self._above.get(node, node)) != node:
            node = above
        return node

    def group(self, *nodes: str) -> set[str]:
        """All nodes that are judged to be one with these, these among them."""
        return {member for node in nodes for member in self._groups.get(self._root(node), {node})}

    def apart(self, group: set[str], node: str) -> bool:
        """True if somebody judged a node of this group and that one to be two."""
        return any(frozenset((self._root(member), self._root(node))) in self._apart for member in group)

    def decided(self, left: Entity, right: Entity) -> bool:
        """True if these two were judged, or follow from what was judged."""
        group = self.group(*nodes_of(left.id, left.name))
        others = self.group(*nodes_of(right.id, right.name))
        asked = any(frozenset((one, other)) in self._pairs for one in group for other in others)
        return (
            asked
            or bool(group & others & self._above.keys())
            or any(self.apart(group, other) for other in others)
        )

    def slugs(self, group: set[str]) -> list[str]:
        """The listed ids of a group, the canonical one first."""
        return sorted(node for node in group if node in self._listed)

    def unlisted(self, group: set[str], id_: str, name: str, type_: EntityType) -> tuple[str, str]:
        """Id and name of a group without a listed entity: the smallest id, whichever member it is asked for."""
        members = {node: name for node in group if node.startswith("x_") and node in self._above}
        for node in sorted(group & self._written.keys()):
            members[unlisted_id(type_, simplified(self._written[node]))] = self._written[node]
        if members:
            return min(members.items())
        moved = unlisted_id(type_, simplified(name)) if id_ == unlisted_id(type_, name) else id_
        return moved, name


def nodes_of(id_: str, name: str) -> tuple[str, ...]:
    """Under which nodes judgements may speak of an entity."""
    return (id_, f"={key_of(name)}") if id_.startswith("x_") else (id_,)
