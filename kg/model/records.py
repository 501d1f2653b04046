"""The records that both packages share. Frozen, keyword-only; an invalid one cannot exist."""

import unicodedata
from typing import Any

import msgspec

from kg.model.dates import check_edtf
from kg.model.errors import InvalidClaim, InvalidRecord
from kg.model.ids import content_id
from kg.model.relations import relation
from kg.model.vocabulary import (
    AmountOf,
    ArticleKind,
    AttributionKind,
    Bound,
    EntityType,
    Exclusivity,
    Per,
    Polarity,
    StakeKind,
    Status,
)


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One text in one language, as extractors read it.

    `text` is in Unicode NFC with blank lines between paragraphs; all offsets count its code points.
    `published` is a day or a partial date (`2026-08`). Texts of one `story` are versions of each other
    (original, translation, summary): they are one witness, not several.
    """

    id: str
    text: str
    lang: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    story: str | None = None
    kind: ArticleKind = ArticleKind.ORIGINAL
    source: str | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise InvalidRecord(f"article {self.id!r} needs an id and a text")
        if not unicodedata.is_normalized("NFC", self.text):
            raise InvalidRecord(f"the text of article {self.id!r} is not in NFC; use unicodedata.normalize")
        if self.published is not None:
            check_edtf(self.published)


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One assertion of one article, with its exact words. Never edited, only replaced with its article.

    The fields are those of the JSON line in vocabulary.md, in its order. `subject` and `object` are
    canonical names, `*_text` the words of the article, `*_start` where these words begin. `start`,
    `end` span the `quote`: code points, half-open, in the article's text. `amount` is in plain units,
    `percent` 0 to 100, dates are EDTF. None means "the text does not say".

    `lang` is the language of the quote, mostly that of the article. `published`, `publisher` and `story`
    are those of the article: `merge` needs them, and a file of claims can then be merged without its
    articles. They are not part of the id, and neither is anything that resolving names changes.
    """

    id: str = ""
    article: str
    lang: str
    relation: str
    subject: str
    subject_id: str
    subject_type: EntityType
    object: str | None = None
    object_id: str | None = None
    object_type: EntityType | None = None
    status: Status
    polarity: Polarity
    amount: float | None = None
    currency: str | None = None
    amount_bound: Bound | None = None
    amount_of: AmountOf | None = None
    per: Per | None = None
    percent: float | None = None
    percent_bound: Bound | None = None
    stake_kind: StakeKind | None = None
    basis: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    exclusivity: Exclusivity | None = None
    capped: bool | None = None
    covers: str | None = None
    product: str | None = None
    position: str | None = None
    round: str | None = None
    attribution: str | None = None
    attribution_kind: AttributionKind | None = None
    quote: str
    start: int
    end: int
    subject_text: str
    subject_start: int | None = None
    object_text: str | None = None
    object_start: int | None = None
    confidence: float
    extractor: str
    published: str | None = None
    publisher: str | None = None
    story: str | None = None

    def __post_init__(self) -> None:
        # 50 and 50.0 are one value, and stores give back floats: the id must not tell them apart.
        for field in ("amount", "percent", "confidence"):
            if isinstance(value := getattr(self, field), int):
                msgspec.structs.force_setattr(self, field, float(value))
        self._check()
        content = content_id("c", *(getattr(self, field) for field in _IDENTITY))
        if self.id and self.id != content:
            raise InvalidClaim(f"claim id {self.id!r} does not fit its content ({content}); leave it out")
        msgspec.structs.force_setattr(self, "id", content)

    def _check(self) -> None:
        kind = relation(self.relation)
        name = f"{self.subject} {self.relation} {self.object}"
        if not kind.allows(self.subject_type, self.object_type):
            raise InvalidClaim(
                f"{name}: {self.relation} cannot join {self.subject_type} and {self.object_type}"
            )
        whole = (self.object is None) == (self.object_id is None) == (self.object_text is None)
        if not whole or (self.object is None) != kind.is_literal:
            raise InvalidClaim(f"{name}: object, object_id and object_text stand together, or not at all")
        if kind.is_literal and self.amount is None:
            raise InvalidClaim(f"{name}: the value of {self.relation} is its amount; none is given")
        if self.subject_id == self.object_id:
            raise InvalidClaim(f"{name}: subject and object are the same entity ({self.subject_id})")
        if self.end - self.start != len(self.quote) or self.start < 0 or not self.quote:
            raise InvalidClaim(
                f"{name}: [{self.start}, {self.end}) does not span the quote {self.quote[:60]!r}"
            )
        for words in (self.subject_text, self.object_text):
            if words is not None and words not in self.quote:
                raise InvalidClaim(f"{name}: {words!r} does not lie inside the quote {self.quote[:60]!r}")
        if self.amount is None and (self.currency or self.amount_bound or self.amount_of or self.per):
            raise InvalidClaim(f"{name}: a currency, bound or period without an amount")
        if self.amount is not None and not 0 <= self.amount < float("inf"):
            raise InvalidClaim(f"{name}: amount {self.amount} is not a finite sum of 0 or more")
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise InvalidClaim(f"{name}: percent {self.percent} is not between 0 and 100")
        if not 0 <= self.confidence <= 1:
            raise InvalidClaim(f"{name}: confidence {self.confidence} is not between 0 and 1")
        for date in (self.valid_from, self.valid_until, self.published):
            if date is not None:
                check_edtf(date)

    @property
    def group(self) -> tuple[str, str, str | None]:
        """Subject id, relation, object id; the ends of a symmetric relation in order of id."""
        if relation(self.relation).symmetric and self.object_id is not None:
            first, second = sorted((self.subject_id, self.object_id))
            return first, self.relation, second
        return self.subject_id, self.relation, self.object_id


#: What makes a claim this claim: its place, words and values; not what resolving or scoring adds.
_IDENTITY = (
    "article", "start", "end", "relation", "subject_text", "subject_start", "object_text", "object_start",
    "status", "polarity", "amount", "currency", "amount_bound", "amount_of", "per", "percent", "percent_bound",
    "stake_kind", "basis", "valid_from", "valid_until", "exclusivity", "capped", "covers", "product", "position",
    "round", "attribution",
)  # fmt: skip

#: Qualifiers in the order of the vocabulary: what a fact takes over from its leading claim.
QUALIFIERS = (
    "amount", "currency", "amount_bound", "amount_of", "per", "percent", "percent_bound", "stake_kind", "basis",
    "valid_from", "valid_until", "exclusivity", "capped", "covers", "product", "position", "round",
    "attribution", "attribution_kind",
)  # fmt: skip


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One typed edge: what the claims of one group say for one period, led by the best of them.

    Qualifiers are the leading claim's. `since`, `until` are day strings, half-open, never null:
    `0001-01-01` and `9999-12-31` where open. `claims` names every claim that supports the fact,
    leader first; `contested_by` every claim that denies or contradicts it, and `why` says in words
    why the leader leads.
    """

    id: str
    relation: str
    subject_id: str
    subject: str
    subject_type: EntityType
    object_id: str | None = None
    object: str | None = None
    object_type: EntityType | None = None
    status: Status
    amount: float | None = None
    currency: str | None = None
    amount_bound: Bound | None = None
    amount_of: AmountOf | None = None
    per: Per | None = None
    percent: float | None = None
    percent_bound: Bound | None = None
    stake_kind: StakeKind | None = None
    basis: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    exclusivity: Exclusivity | None = None
    capped: bool | None = None
    covers: str | None = None
    product: str | None = None
    position: str | None = None
    round: str | None = None
    attribution: str | None = None
    attribution_kind: AttributionKind | None = None
    since: str
    until: str
    disputed: bool
    confidence: float
    n_claims: int
    n_publishers: int
    first_published: str | None = None
    last_published: str | None = None
    leader: str
    claims: tuple[str, ...]
    contested_by: tuple[str, ...] = ()
    why: str

    @property
    def group(self) -> tuple[str, str, str | None]:
        """Subject id, relation, object id, as of its claims."""
        return self.subject_id, self.relation, self.object_id


class Entity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One node: an organization, a person or a product.

    `name` is canonical (English where one is known), `names` the names by language, the first of each
    the usual one; `aliases` further spellings of any language. `descriptors` are phrases that name it
    without naming it ("the ChatGPT maker"). `parent` is the id of the owner of a unit or product. `namesake` is the id of
    the product whose names an organization goes by as well: "TikTok sues" against "on TikTok".
    """

    id: str
    name: str
    type: EntityType
    names: dict[str, tuple[str, ...]] = {}
    aliases: tuple[str, ...] = ()
    descriptors: dict[str, tuple[str, ...]] = {}
    parent: str | None = None
    namesake: str | None = None
    tickers: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    ambiguous: tuple[str, ...] = ()

    @property
    def spellings(self) -> frozenset[str]:
        """Every name it goes by, in whichever language; its descriptors and tickers are none."""
        return frozenset((self.name, *self.aliases, *(name for some in self.names.values() for name in some)))


def to_row(record: msgspec.Struct) -> dict[str, Any]:
    """The fields of a record that are not null, as plain values, for JSON, tables and stores."""
    return {key: value for key, value in msgspec.to_builtins(record).items() if value is not None}
