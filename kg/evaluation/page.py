"""The mistakes of an evaluation as one HTML file that needs nothing else: no server, no network, no second file.

Texts and names come from strangers. They stand in the page as escaped text, parses in a JSON block that the page
shows as text only; the content security policy allows the script and the style of this package by their hashes, and no
request to anywhere.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from kg.evaluation.figures import Evaluation
from kg.evaluation.mistakes import Kind, Mistake
from kg.model import ExplainedSentence, Word, relations
from kg.safe_html import clean, data_block, policy, write_html


def render_mistakes(evaluation: Evaluation, *, title: str) -> str:
    """The page: the same text, byte for byte, for the same evaluation."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style, script = _template("mistakes.css"), _template("mistakes.js")
    parses: dict[tuple[Any, ...], int] = {}
    cards = [_card(mistake, parses) for mistake in evaluation.mistakes]
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_template("mistakes.html.j2")).render(
        title=clean(title),
        policy=policy([script], style),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        parses=Markup(data_block(list(parses))),  # noqa: S704 - escaped by data_block
        filters=_filters(evaluation.mistakes),
        rows=_figure_rows(evaluation),
        cards=cards,
    )


def write_mistakes(path: Path | str, evaluation: Evaluation, *, title: str) -> Path:
    """Write the page as UTF-8 with plain line ends, whatever the system's habits are."""
    return write_html(path, render_mistakes(evaluation, title=title))


def _card(mistake: Mistake, parses: dict[tuple[Any, ...], int]) -> dict[str, Any]:
    """What the page shows of a mistake; a sentence behind several mistakes is parsed once, in `parses`."""
    parse = None
    if mistake.parse is not None and mistake.parse.words:
        parse = parses.setdefault(_parse(mistake.parse), len(parses))
    return {
        "kind": str(mistake.kind),
        "passage": clean(mistake.passage),
        "lang": clean(mistake.lang),
        "relation": clean(mistake.relation),
        "subject": clean(mistake.subject),
        "object": clean(mistake.object or ""),
        "parts": [(clean(text), role) for text, role in _parts(mistake)],
        "said": [(clean(name), clean(value)) for name, value in mistake.said],
        "notes": [clean(note) for note in mistake.notes],
        "parse": parse,
    }


def _parts(mistake: Mistake) -> list[tuple[str, str]]:
    """The sentence cut at its parties, each piece with its role, "" for none."""
    parts: list[tuple[str, str]] = []
    at = 0
    for mark in mistake.marks:
        parts += [
            (mistake.sentence[at : mark.start], ""),
            (mistake.sentence[mark.start : mark.end], mark.role),
        ]
        at = mark.end
    return [part for part in [*parts, (mistake.sentence[at:], "")] if part[0]]


def _parse(sentence: ExplainedSentence) -> tuple[Any, ...]:
    return tuple(
        (clean(word.text), word.pos, word.dep, word.head, *_name_at(word, sentence))
        for word in sentence.words
    )


def _name_at(word: Word, sentence: ExplainedSentence) -> tuple[str, str]:
    """The type and the canonical name of the name that a word is part of."""
    found = next((name for name in sentence.names if name.start <= word.start < name.end), None)
    return (str(found.type), clean(found.canonical)) if found is not None else ("", "")


def _filters(found: Sequence[Mistake]) -> list[dict[str, Any]]:
    """The groups of ticks: what there is of each kind, language and relation, with how many."""
    kinds = {str(kind): place for place, kind in enumerate(Kind)}
    order = {name: place for place, name in enumerate(relations())}
    groups: list[tuple[str, str, Iterable[str], dict[str, int]]] = [
        ("kind", "Kind", (str(mistake.kind) for mistake in found), kinds),
        ("lang", "Language", (clean(mistake.lang) for mistake in found), {}),
        ("relation", "Relation", (clean(mistake.relation) for mistake in found), order),
    ]
    return [
        {
            "name": name,
            "title": title,
            "counts": sorted(
                Counter(values).items(), key=lambda one: (places.get(one[0], len(places)), one[0])
            ),
        }
        for name, title, values, places in groups
    ]


def _figure_rows(evaluation: Evaluation) -> list[list[str]]:
    rows = [row for lang, figures in evaluation.by_language() for row in figures.rows(lang=lang)]
    rates = ("precision", "recall", "f1")
    return [
        [
            clean(row["lang"]),
            row["of"].replace("_", " "),
            clean(row["name"] or ""),
            *(_count(row[name]) for name in ("total", "right", "wrong", "missed")),
            *("" if row[name] is None else f"{row[name]:.3f}" for name in rates),
        ]
        for row in rows
    ]


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


@cache
def _template(name: str) -> str:
    return resources.files("kg.evaluation").joinpath("templates", name).read_text(encoding="utf-8")
