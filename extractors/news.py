"""News articles to claims: the built-in extractor."""

import logging
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from extractors import nlp
from extractors.components import ReadClaim
from kg.model import Article, Claim, InvalidClaim

log = logging.getLogger(__name__)

#: Written into every claim, so that a graph says what made it.
EXTRACTOR = "frames/0.1"

#: Longer texts are read in pieces of whole paragraphs: a parser's memory grows with the text.
MAX_PIECE = 20_000


class NewsExtractor:
    """Reads articles with frames over dependency trees; deterministic, and without any network."""

    name = EXTRACTOR

    def languages(self) -> tuple[str, ...]:
        """Languages that it can read."""
        return tuple(nlp.PIPELINES)

    def extract(self, article: Article) -> list[Claim]:
        """The claims of an article in text order.

        Raises UnknownLanguage for a language without a pipeline.
        """
        claims: dict[str, Claim] = {}
        for offset, piece in pieces(article.text):
            doc = read(piece, lang=article.lang, published=article.published)
            for found in doc._.kg_claims:
                claim = _claim(found, piece, article, offset)
                if claim is not None:
                    claims.setdefault(claim.id, claim)
        return list(claims.values())

    def extract_all(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Claim]]]:
        """Each article with its claims, in order."""
        for article in articles:
            yield article, self.extract(article)


def read(text: str, *, lang: str, published: str | None = None) -> Doc:
    """`text` through the whole pipeline; `published` resolves relative dates."""
    pipeline = nlp.load(lang)
    doc = pipeline.make_doc(text)
    doc._.kg_published = published
    return pipeline(doc)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """`text` in pieces of whole paragraphs of at most MAX_PIECE characters where paragraphs allow, with their offsets."""
    start = 0
    while len(text) - start > MAX_PIECE:
        end = text.rfind("\n\n", start + 1, start + MAX_PIECE)
        end = end if end > start else start + MAX_PIECE
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _claim(found: ReadClaim, text: str, article: Article, offset: int) -> Claim | None:
    draft = found.draft
    start, end = draft.sentence
    quote = text[start:end]
    lead = len(quote) - len(quote.lstrip())
    quote = quote.strip()
    subject, object_ = draft.subject, draft.object
    try:
        return Claim(
            article=article.id,
            lang=article.lang,
            relation=draft.relation,
            subject=subject.canonical,
            subject_id=subject.entity_id,
            subject_type=subject.type,
            object=object_.canonical if object_ else None,
            object_id=object_.entity_id if object_ else None,
            object_type=object_.type if object_ else None,
            status=found.reading.status,
            polarity=found.reading.polarity,
            attribution=found.reading.attribution,
            attribution_kind=found.reading.attribution_kind,
            quote=quote,
            start=offset + start + lead,
            end=offset + start + lead + len(quote),
            subject_text=subject.text,
            subject_start=offset + subject.start,
            object_text=object_.text if object_ else None,
            object_start=offset + object_.start if object_ else None,
            confidence=found.confidence,
            extractor=EXTRACTOR,
            published=article.published,
            publisher=article.publisher,
            story=article.story,
            **found.qualifiers,
        )
    except InvalidClaim as error:
        log.warning("%s: a claim was dropped: %s", article.id, error)
        return None
