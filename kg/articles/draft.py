"""What passes between readers and the makers of articles: drafts, judged paragraphs, readings."""

from enum import StrEnum

import msgspec

from kg.model import Article, ArticleKind


class Reason(StrEnum):
    """Why a paragraph is not part of an article's text."""

    HEADER = "header"  # a marker or a line of metadata, read for its value
    TITLE = "title"  # the headline: it is the article's `title`
    LOGIN = "login"  # a form to log in or sign up
    PLAYER = "player"  # a media player
    PROMOTION = "promotion"  # advertisements, events, newsletters
    COPYRIGHT = "copyright"
    SIDEBAR = "sidebar"  # headlines of other articles
    WIDGET = "widget"  # font size, share buttons, menus, cookie bars
    CREDIT = "credit"  # bylines and picture credits
    CODE = "code"  # scripts and JSON that hold no transcript
    REPEATED = "repeated"  # said before, word for word
    FOREIGN = "foreign"  # a short line in another language around the text
    PAGE = "page"  # a part of the page around the article, by trafilatura


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph and why it was dropped; `reason` is None where it was kept."""

    text: str
    reason: Reason | None = None

    @property
    def kept(self) -> bool:
        """True if the paragraph is part of the article's text."""
        return self.reason is None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader found: paragraphs in order, and what the source itself says about them.

    `bare` marks a text without metadata of its own: headline, section markers and addresses are looked
    for among its paragraphs. `whole` marks a text that is one article, whatever its languages. `recorded`
    is the day on which its sound was recorded, a last resort for the day of publication.
    """

    source: str
    paragraphs: tuple[Paragraph, ...]
    id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    lang: str | None = None
    story: str | None = None
    kind: ArticleKind = ArticleKind.ORIGINAL
    recorded: str | None = None
    bare: bool = False
    whole: bool = False


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """An article and every paragraph it was read from; `article` is None where nothing was left."""

    source: str
    article: Article | None
    paragraphs: tuple[Paragraph, ...]


def plain(texts: list[str]) -> tuple[Paragraph, ...]:
    """Paragraphs not judged yet; empty ones are left out."""
    return tuple(Paragraph(text) for text in texts if text)
