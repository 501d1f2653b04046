"""What can go wrong, as a tree. Every message names the value and the way out.

KGError
├── InvalidRecord       a record that would break the contract (vocabulary.md)
│   ├── InvalidClaim
│   └── UnknownRelation
├── ArticleError        one article cannot be read; the others go on
├── UnknownLanguage     no pipeline for this language
├── AmbiguousCurrency   a bare "¥" (yen or yuan)
├── MissingExtra        an optional package is not installed
├── NotFound            no entity, store or file of that name
├── LimitReached        an answer larger than the given limit, which is then no answer
└── StoreError          the store cannot be reached, opened or written
    └── QueryError      the store refuses a Cypher text
"""


class KGError(Exception):
    """Base of all errors that this project raises on purpose."""


class InvalidRecord(KGError, ValueError):
    """A record that would break the contract. Catch it where records are built from outside data."""


class InvalidClaim(InvalidRecord):
    """A claim whose fields contradict each other or the vocabulary."""


class UnknownRelation(InvalidRecord):
    """A relation that is not in relations.yaml."""


class ArticleError(KGError):
    """One article cannot be read. `kg add` reports it, goes on, and exits 3 at the end."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class UnknownLanguage(KGError):
    """There is no pipeline for this language."""


class AmbiguousCurrency(KGError, ValueError):
    """A currency sign that stands for several currencies, with nothing in the text to tell which."""


class MissingExtra(KGError):
    """An optional package is not installed; the message gives the exact `pip install`."""


class NotFound(KGError):
    """No entity, store or file of that name."""


class LimitReached(KGError):
    """The whole answer is larger than the limit given for it; the message says how to ask for less."""


class StoreError(KGError):
    """The store cannot be reached, opened or written."""


class QueryError(StoreError):
    """The store refuses a Cypher text, or a query failed in it."""
