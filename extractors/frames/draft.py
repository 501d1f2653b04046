"""What a frame makes of a sentence, before modality, values and ids: a relation between mentions, and where it says so."""

import msgspec

from extractors.mentions import Mention

#: Written in the place of a frame's name for what the classifier reads.
PAIRS = "pairs"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A relation read at one place. `trigger` is the token that calls the frame; `spans` are character offsets.

    `value` is the span of the money or percentage that the frame itself names, where it does.
    `surface` is True where word order was read, not the tree. `fixed` holds qualifiers that the frame's wording gives, such as exclusivity or status.
    """

    relation: str
    frame: str
    subject: Mention
    object: Mention | None
    trigger: int
    sentence: tuple[int, int]
    clause: tuple[int, int]
    value: tuple[int, int] | None = None
    position: str | None = None
    fixed: dict[str, str] = {}
    shared: bool = False
    surface: bool = False

    @property
    def ends(self) -> tuple[Mention, ...]:
        """The subject, and the object where there is one."""
        return (self.subject,) if self.object is None else (self.subject, self.object)

    @property
    def parties(self) -> tuple[int, int]:
        """The stretch from the first character of its parties to behind the last."""
        return min(party.start for party in self.ends), max(party.end for party in self.ends)
