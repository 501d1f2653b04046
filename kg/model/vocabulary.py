"""The closed lists of words that records may hold. Names are the contract's: add, don't rename."""

from enum import StrEnum


class EntityType(StrEnum):
    """What a node is; also its label in the graph."""

    ORGANIZATION = "Organization"
    PERSON = "Person"
    PRODUCT = "Product"


class ArticleKind(StrEnum):
    """How a text of a story came about."""

    ORIGINAL = "original"
    TRANSLATION = "translation"
    SUMMARY = "summary"


class Status(StrEnum):
    """Whether the thing said is done, over, promised or only talked about."""

    CURRENT = "current"
    ENDED = "ended"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    CONSIDERED = "considered"


class Polarity(StrEnum):
    """Whether the source says it or says it is not so."""

    AFFIRMED = "affirmed"
    DENIED = "denied"


class Bound(StrEnum):
    """How a number is to be read: "up to 50" is a ceiling, not a sum."""

    EXACT = "exact"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    ABOUT = "about"


class AmountOf(StrEnum):
    """Whose sum it is: the subject's own, or the total of a round that several share."""

    OWN = "own"
    TOTAL = "total"


class Per(StrEnum):
    """The period of a sum that is a rate."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class StakeKind(StrEnum):
    """What a percentage is a share of."""

    EQUITY = "equity"
    VOTING = "voting"
    UNSPECIFIED = "unspecified"


class Exclusivity(StrEnum):
    """Whether a partner, licence or channel is the only one."""

    EXCLUSIVE = "exclusive"
    PRIMARY = "primary"
    NON_EXCLUSIVE = "non_exclusive"


class AttributionKind(StrEnum):
    """Who the text says says so."""

    ORGANIZATION = "organization"
    PERSON = "person"
    PUBLISHER = "publisher"
    UNNAMED = "unnamed"


class RelationKind(StrEnum):
    """How a relation lies in time."""

    EVENT = "event"
    STATE = "state"
    LITERAL = "literal"


class MoneyFlow(StrEnum):
    """Which way money runs along a relation."""

    TO_OBJECT = "to_object"
    TO_SUBJECT = "to_subject"
    NONE = "none"


#: Statuses whose affirmed claims become typed edges; `considered` ones stay claims.
ASSERTED = frozenset({Status.CURRENT, Status.ENDED, Status.PLANNED, Status.CONDITIONAL})
