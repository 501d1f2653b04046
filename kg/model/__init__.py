"""Records, vocabulary, quantities, dates and ids: what both packages share. A leaf: imports nothing of `kg`."""

from kg.model.dates import OPEN_END, OPEN_START, check_edtf, interval
from kg.model.decoding import load_table, ready
from kg.model.entities import entities, firm_called, load_entities
from kg.model.errors import (
    AmbiguousCurrency,
    ArticleError,
    InvalidClaim,
    InvalidRecord,
    KGError,
    LimitReached,
    MissingExtra,
    NotFound,
    QueryError,
    StoreError,
    UnknownLanguage,
    UnknownRelation,
)
from kg.model.explanation import Attempt, ExplainedSentence, Explanation, Named, Word
from kg.model.ids import content_id
from kg.model.names import normalize_name, unlisted_id
from kg.model.quantities import Money, Percent, bounds
from kg.model.records import QUALIFIERS, Article, Claim, Entity, Fact, to_row
from kg.model.relations import Relation, relation, relations
from kg.model.vocabulary import (
    ASSERTED,
    AmountOf,
    ArticleKind,
    AttributionKind,
    Bound,
    EntityType,
    Exclusivity,
    MoneyFlow,
    Per,
    Polarity,
    RelationKind,
    StakeKind,
    Status,
)

__all__ = [
    "ASSERTED", "OPEN_END", "OPEN_START", "QUALIFIERS",
    "AmbiguousCurrency", "AmountOf", "Article", "ArticleError", "ArticleKind", "Attempt", "AttributionKind", "Bound",
    "Claim", "Entity", "EntityType", "Exclusivity", "ExplainedSentence", "Explanation", "Fact", "InvalidClaim",
    "InvalidRecord", "KGError", "LimitReached", "MissingExtra", "Money", "MoneyFlow", "Named", "NotFound", "Per",
    "Percent", "Polarity", "QueryError", "Relation", "RelationKind", "StakeKind", "Status", "StoreError",
    "UnknownLanguage", "UnknownRelation", "Word",
    "bounds", "check_edtf", "content_id", "entities", "firm_called", "interval", "load_entities", "load_table",
    "normalize_name", "ready", "relation", "relations", "to_row", "unlisted_id",
]  # fmt: skip
