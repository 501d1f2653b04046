"""The words by which captures and boilerplate are known: `lang/*.yaml`, one file a language."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from kg.articles.draft import Reason
from kg.model import ArticleKind, load_table


class Boilerplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Regular expressions, case ignored, that give a paragraph away.

    `lines` match a whole paragraph, `phrases` any part of a short one. `near` are lines that count only
    beside a dropped one. `hints` count only two at a time, or one in a heading right before a dropped one.
    """

    lines: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


class Cues(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language's file. `fields` and `sections` are marker words before a colon; `related` heads a list."""

    fields: Mapping[str, str] = {}
    sections: Mapping[str, ArticleKind] = {}
    boilerplate: Mapping[Reason, Boilerplate] = {}
    related: tuple[str, ...] = ()
    date_words: tuple[str, ...] = ()
    function_words: tuple[str, ...] = ()


class Patterns(msgspec.Struct, frozen=True, kw_only=True):
    """The boilerplate cues of all languages for one reason, compiled; None where there are none."""

    lines: re.Pattern[str] | None
    phrases: re.Pattern[str] | None
    near: re.Pattern[str] | None
    hints: tuple[re.Pattern[str], ...]


@cache
def languages() -> Mapping[str, Cues]:
    """The cues of every language, by language."""
    folder = resources.files("kg.articles").joinpath("lang")
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    return {file.removesuffix(".yaml"): load_table("kg.articles", f"lang/{file}", Cues) for file in files}


@cache
def patterns() -> Mapping[Reason, Patterns]:
    """All boilerplate cues, in the order in which reasons are tried."""
    found = {}
    for reason in Reason:
        cues = [c.boilerplate[reason] for c in languages().values() if reason in c.boilerplate]
        if cues:
            found[reason] = Patterns(
                lines=any_of([line for c in cues for line in c.lines]),
                phrases=any_of([phrase for c in cues for phrase in c.phrases]),
                near=any_of([line for c in cues for line in c.near]),
                hints=tuple(re.compile(hint, re.IGNORECASE) for c in cues for hint in c.hints),
            )
    return found


@cache
def related() -> re.Pattern[str] | None:
    """Matches the heading of a list of other articles."""
    return any_of([line for cues in languages().values() for line in cues.related])


@cache
def field_marker() -> re.Pattern[str]:
    """Matches `marker: value` for any field of any language; group 1 is the marker, group 2 the value."""
    words = sorted((word for cues in languages().values() for word in cues.fields), key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, words))})\s*[:：]\s*(.*)", re.IGNORECASE)


@cache
def section_marker() -> re.Pattern[str]:
    """Matches a line that is a section marker of any language and nothing else; group 1 is the marker."""
    words = sorted((word for cues in languages().values() for word in cues.sections), key=len, reverse=True)
    return re.compile(rf"[【\[#*\s]*({'|'.join(map(re.escape, words))})[】\]*\s]*[:：]?[*\s]*", re.IGNORECASE)


@cache
def fields() -> Mapping[str, str]:
    """Field name by marker in lower case."""
    return {word.lower(): name for cues in languages().values() for word, name in cues.fields.items()}


@cache
def sections() -> Mapping[str, ArticleKind]:
    """What the text after a marker is, by marker in lower case."""
    return {word.lower(): kind for cues in languages().values() for word, kind in cues.sections.items()}


def any_of(expressions: list[str]) -> re.Pattern[str] | None:
    """One expression for many, or None for none."""
    if not expressions:
        return None
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), re.IGNORECASE)
