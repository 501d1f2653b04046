"""News articles to claims: the built-in extractor."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping

from spacy.tokens import Doc

from extractors import nlp
from extractors.frames.draft import PAIRS
from extractors.paragraphs import by_language
from extractors.reading import ReadClaim
from kg.model import Article, Claim, ExplainedSentence, Explanation, InvalidClaim, UnknownLanguage, relation

log = logging.getLogger(__name__)

#: Written into every claim, so that a graph says what made it: frames and patterns, or the classifier alone.
EXTRACTORS = ("frames/0.2", "pairs/0.2")

#: Longer texts are read in pieces of whole paragraphs: a parser's memory grows with the text.
MAX_PIECE = 20_000


class NewsExtractor:
    """Reads articles with frames, patterns and a classifier over pairs of names; deterministic, and without any network.

    `names` gives, by language, another installed spaCy pipeline whose names are used in addition. Without it,
    KG_NAMES may: `KG_NAMES=en=en_core_web_sm,zh=zh_core_web_sm`. Claims read with its help say so.
    """

    def __init__(self, *, names: Mapping[str, str] | None = None) -> None:
        self._names = dict(further_names(os.environ.get("KG_NAMES", "")) if names is None else names)

    def languages(self) -> tuple[str, ...]:
        """Languages that it can read."""
        return tuple(nlp.PIPELINES)

    def threads(self) -> int:
        """Two articles at once where there are two processors: the networks compute beside the reading of another article.

        Python itself runs in one thread at a time, so that a third gains nothing.
        """
        return min(2, _processors())

    def extract(self, article: Article) -> list[Claim]:
        """The claims of an article in text order.

        Raises UnknownLanguage for a language without a pipeline.
        """
        return self._read(article)

    def explain(self, article: Article) -> Explanation:
        """The claims as `extract` gives them, with the words, names and readings of every sentence."""
        from extractors.explain import explained

        sentences: list[ExplainedSentence] = []
        claims = self._read(
            article, then=lambda offset, doc, became: sentences.extend(explained(doc, became, offset=offset))
        )
        return Explanation(
            claims=tuple(claims), sentences=tuple(sorted(sentences, key=lambda one: one.start))
        )

    def _read(
        self, article: Article, *, then: Callable[[int, Doc, list[Claim | None]], None] | None = None
    ) -> list[Claim]:
        """The claims in text order; `then` gets each piece of the text as read, with what its readings became.

        A piece with paragraphs in another language is read once for each.
        """
        claims: dict[str, Claim] = {}
        for offset, piece in pieces(article.text):
            for lang, text in by_language(piece, article.lang, self.languages()):
                became: list[Claim | None] = []
                names = self._names.get(lang)
                doc = read(text, lang=lang, published=article.published, names=names)
                for found in doc._.kg_claims:
                    extractor = EXTRACTORS[found.draft.frame == PAIRS] + (f"+{names}" if names else "")
                    quoted = _quoted(found, text)
                    claim = _claim(found, piece, article, offset, quoted, lang=lang, extractor=extractor)
                    became.append(claim)
                    if claim is not None:
                        claims.setdefault(claim.id, claim)
                if then is not None:
                    then(offset, doc, became)
        return sorted(claims.values(), key=lambda claim: claim.start)


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def further_names(setting: str) -> dict[str, str]:
    """KG_NAMES as a mapping of language to pipeline.

    >>> further_names("en=en_core_web_sm, zh=/models/zh")
    {'en': 'en_core_web_sm', 'zh': '/models/zh'}
    """
    pairs = [pair.partition("=") for pair in setting.split(",") if pair.strip()]
    wrong = [lang for lang, _, pipeline in pairs if lang.strip() not in nlp.PIPELINES or not pipeline.strip()]
    if wrong:
        raise UnknownLanguage(f"KG_NAMES={setting!r}: write en=en_core_web_sm,zh=zh_core_web_sm")
    return {lang.strip(): pipeline.strip() for lang, _, pipeline in pairs}


def read(text: str, *, lang: str, published: str | None = None, names: str | None = None) -> Doc:
    """`text` through the whole pipeline; `published` resolves relative dates, `names` is as in `nlp.load`."""
    pipeline = nlp.load(lang, names=names)
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


def _quoted(found: ReadClaim, text: str) -> tuple[int, int]:
    """Where the sentence of a claim stands in `text`, without the blanks around it: another language may stand there in the article."""
    start, end = found.draft.sentence
    words = text[start:end]
    return end - len(words.lstrip()), start + len(words.rstrip())


def _claim(
    found: ReadClaim,
    text: str,
    article: Article,
    offset: int,
    quoted: tuple[int, int],
    *,
    lang: str,
    extractor: str,
) -> Claim | None:
    draft = found.draft
    start, end = quoted
    subject, object_ = draft.subject, draft.object
    if object_ is not None and not relation(draft.relation).allows(subject.type, object_.type):
        subject, object_ = subject.as_firm(), object_.as_firm()  # "Meta competes with TikTok"
    try:
        return Claim(
            article=article.id,
            lang=lang,
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
            quote=text[start:end],
            start=offset + start,
            end=offset + end,
            subject_text=subject.text,
            subject_start=offset + subject.start,
            object_text=object_.text if object_ else None,
            object_start=offset + object_.start if object_ else None,
            confidence=found.confidence,
            extractor=extractor,
            published=article.published,
            publisher=article.publisher,
            story=article.story,
            **found.qualifiers,
        )
    except InvalidClaim as error:
        log.warning("%s: a claim was dropped: %s", article.id, error)
        return None
