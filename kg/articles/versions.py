"""Bilingual texts without markers: one draft for each language."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from kg.articles.capture import language_of_publisher
from kg.articles.draft import Draft, Paragraph
from kg.articles.language import script_language, units
from kg.model import ArticleKind

#: A second language is a version of its own, not a quotation, from so many units on ...
MIN_VERSION_UNITS = 40
#: ... if it makes up this share of the text, or stands in one run at its beginning or end.
MIN_VERSION_SHARE = 0.25
#: Hanzi that say as much as one English word.
_HANZI_PER_WORD = 1.7
#: A version this much shorter than the other is a summary.
_SUMMARY_SHARE = 0.5


def split_versions(draft: Draft) -> list[Draft]:
    """The draft itself, or one draft a language where the kept paragraphs are in English and Chinese."""
    languages = _languages(draft.paragraphs)
    sizes = {
        lang: sum(
            units(p.text) for p, of in zip(draft.paragraphs, languages, strict=True) if p.kept and of == lang
        )
        for lang in ("en", "zh")
    }
    minor, major = sorted(sizes, key=lambda lang: (sizes[lang], lang))
    enough = sizes[minor] >= MIN_VERSION_UNITS
    share = sizes[minor] >= MIN_VERSION_SHARE * (sizes[minor] + sizes[major])
    if not enough or not (share or _at_an_edge(draft.paragraphs, languages, minor)):
        return [draft]
    order = sorted(("en", "zh"), key=languages.index)
    kinds = _kinds(draft, order, sizes)
    return [
        msgspec.structs.replace(
            draft,
            kind=kinds[lang],
            paragraphs=tuple(p for p, of in zip(draft.paragraphs, languages, strict=True) if of == lang),
        )
        for lang in order
    ]


def _languages(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The language of each kept paragraph; others, and those without letters, go with the one before."""
    found = [script_language(p.text) if p.kept else None for p in paragraphs]
    current = next((lang for lang in found if lang in {"en", "zh"}), "en")
    languages = []
    for lang in found:
        current = lang if lang in {"en", "zh"} else current
        languages.append(current)
    return languages


def _at_an_edge(paragraphs: Sequence[Paragraph], languages: list[str], minor: str) -> bool:
    run = [lang == minor for p, lang in zip(paragraphs, languages, strict=True) if p.kept]
    changes = sum(a != b for a, b in pairwise(run))
    return changes == 1


def _kinds(draft: Draft, order: list[str], sizes: dict[str, int]) -> dict[str, ArticleKind]:
    """A much shorter version is a summary; else the publisher's language, or the first, is the original."""
    words = {"en": float(sizes["en"]), "zh": sizes["zh"] / _HANZI_PER_WORD}
    shorter, longer = sorted(words, key=lambda lang: (words[lang], lang))
    if words[shorter] < _SUMMARY_SHARE * words[longer]:
        return {shorter: ArticleKind.SUMMARY, longer: ArticleKind.ORIGINAL}
    home = language_of_publisher(draft.url, draft.publisher)
    original = home if home in order else order[0]
    return {lang: ArticleKind.ORIGINAL if lang == original else ArticleKind.TRANSLATION for lang in order}
