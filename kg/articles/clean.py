"""Which paragraphs are not the article: boilerplate by its words, its place, or because it repeats."""

import re
from collections.abc import Sequence

from kg.articles.cues import Patterns, patterns, related
from kg.articles.draft import Paragraph, Reason
from kg.articles.language import main_language, script_language, units
from kg.articles.text import ends_sentence

#: Paragraphs longer than this (in units) are never dropped for their words; promotions run longer than lines.
MAX_UNITS = 90
MAX_PROMOTION_UNITS = 180
#: A whole-line cue spans at most so many characters.
MAX_LINE_CHARS = 220
#: Longer paragraphs are never searched for cues, however few words they hold.
MAX_CUE_CHARS = 2_000
#: Headings, headlines and teasers are at most so long (in units).
HEADING_UNITS = 30
TEASER_UNITS = 60
#: A paragraph of this many units is body: boilerplate before it is the page's head, after it the page's foot.
BODY_UNITS = 40
#: Shorter paragraphs may repeat: names of speakers, "Yes.".
MIN_REPEATED_UNITS = 8
#: Short foreign lines at the edges of a text are chrome up to this length.
FOREIGN_UNITS = 20

_SCRIPT = re.compile(r"(?:var|let|const) \w+ ?=|window\.\w|\(?function\b|<script\b|document\.\w")
_BULLET = re.compile(r"[-–—*•·▪◦]\s?\S|\d{1,2}[.)、]\s?\S")


def clean(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The same paragraphs in order, each judged; those that already have a reason keep it.

    Cleaning what was kept drops nothing more.
    """
    judged = tuple(paragraphs)
    while True:
        kept = [p.text for p in judged if p.kept]
        reasons = iter(_judge(kept))
        after = tuple(Paragraph(p.text, next(reasons)) if p.kept else p for p in judged)
        if after == judged:
            return judged
        judged = after


def _judge(texts: list[str]) -> list[Reason | None]:
    reasons = [_by_words(text) for text in texts]
    _spread_near(texts, reasons)
    _spread_promotion(texts, reasons)
    _mark_repeated(texts, reasons)
    _mark_after_copyright(texts, reasons)
    _mark_related(texts, reasons)
    return reasons


def _by_words(text: str) -> Reason | None:
    if _is_code(text):
        return Reason.CODE
    if len(text) > MAX_CUE_CHARS:
        return None
    length = units(text)
    for reason, cues in patterns().items():
        limit = MAX_PROMOTION_UNITS if reason is Reason.PROMOTION else MAX_UNITS
        if length <= limit and _speaks(text, cues):
            return reason
    return None


def _is_code(text: str) -> bool:
    if text[0] in "[{" and text.rstrip(";")[-1:] in set("]}"):
        return '":' in text
    return text[-1] in ";{}>" and _SCRIPT.match(text) is not None


def _speaks(text: str, cues: Patterns) -> bool:
    if len(text) <= MAX_LINE_CHARS and cues.lines and cues.lines.fullmatch(text):
        return True
    return (cues.phrases is not None and cues.phrases.search(text) is not None) or _hints(text, cues) >= 2


def _hints(text: str, cues: Patterns) -> int:
    return sum(hint.search(text) is not None for hint in cues.hints)


def _spread_near(texts: list[str], reasons: list[Reason | None]) -> None:
    """Lines such as "Password" or "larger" belong to the form or widget that they stand beside."""
    for at in (*range(len(texts)), *reversed(range(len(texts)))):
        if reasons[at] is not None or len(texts[at]) > MAX_LINE_CHARS:
            continue
        beside = (reasons[at - 1] if at else None, reasons[at + 1] if at + 1 < len(texts) else None)
        for reason in beside:
            cues = patterns().get(reason) if reason else None
            if cues and cues.near and cues.near.fullmatch(texts[at]):
                reasons[at] = reason
                break


def _spread_promotion(texts: list[str], reasons: list[Reason | None]) -> None:
    """The heading of an advertisement: short, with one hint, right before it."""
    cues = patterns()[Reason.PROMOTION]
    for at in reversed(range(len(texts) - 1)):
        heads = (
            reasons[at] is None and reasons[at + 1] is Reason.PROMOTION and len(texts[at]) <= MAX_CUE_CHARS
        )
        if heads and _is_heading(texts[at]) and _hints(texts[at], cues):
            reasons[at] = Reason.PROMOTION


def _mark_repeated(texts: list[str], reasons: list[Reason | None]) -> None:
    seen = set()
    for at, text in enumerate(texts):
        if reasons[at] is None and units(text) >= MIN_REPEATED_UNITS:
            key = text.casefold()
            reasons[at] = Reason.REPEATED if key in seen else None
            seen.add(key)


def _mark_after_copyright(texts: list[str], reasons: list[Reason | None]) -> None:
    """Below the copyright line of a page stand headlines and teasers of others, but no body paragraph."""
    lengths = [0 if reason else units(text) for text, reason in zip(texts, reasons, strict=True)]
    last_body = max((at for at, length in enumerate(lengths) if length > TEASER_UNITS), default=-1)
    ends = (at for at in range(last_body + 1, len(texts)) if reasons[at] is Reason.COPYRIGHT)
    end = next(ends, len(texts))
    run = [at for at in range(end, len(texts)) if reasons[at] is None]
    has_headline = len(run) > 1 and any(_is_heading(texts[at]) for at in run)
    has_body = max(lengths[:end], default=0) >= BODY_UNITS and sum(lengths[end:]) < sum(lengths[:end])
    if has_headline and has_body:
        for at in run:
            reasons[at] = Reason.SIDEBAR


def _mark_related(texts: list[str], reasons: list[Reason | None]) -> None:
    """A heading such as "Related articles" and the headlines under it."""
    heading = related()
    if heading is None:
        return
    for at, text in enumerate(texts):
        if reasons[at] is not None or len(text) > MAX_LINE_CHARS or not heading.fullmatch(text):
            continue
        after = at + 1
        while after < len(texts) and (reasons[after] is not None or _is_heading(texts[after])):
            after += 1
        if after > at + 1 and not (after < len(texts) and after == at + 2 and _is_bullet(texts[at + 1])):
            reasons[at:after] = [reason or Reason.SIDEBAR for reason in reasons[at:after]]


def _is_heading(text: str) -> bool:
    return units(text) <= HEADING_UNITS and not ends_sentence(text)


def _is_bullet(text: str) -> bool:
    return _BULLET.match(text) is not None


def drop_foreign_edges(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Short lines in another language before the first and after the last body paragraph are dropped."""
    kept = [at for at, p in enumerate(paragraphs) if p.kept]
    lang = main_language(paragraphs[at].text for at in kept)
    body = [at for at in kept if script_language(paragraphs[at].text) == lang]
    if not body:
        return tuple(paragraphs)
    edges = [at for at in kept if at < body[0] or at > body[-1]]
    foreign = {at for at in edges if 0 < units(paragraphs[at].text) <= FOREIGN_UNITS}
    return tuple(Paragraph(p.text, Reason.FOREIGN) if at in foreign else p for at, p in enumerate(paragraphs))
