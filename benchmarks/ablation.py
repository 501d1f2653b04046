"""What each part of extraction adds, and what each guard keeps out: Markdown tables.

    python benchmarks/ablation.py [SET...] [--shared ../shared]

A set is dev, seeds, held_out, deals, or a file of annotated passages; without any, all four. Parts are left out by
putting a stand-in where one function is called (unittest.mock.patch), so that the product needs no switches of its
own. A text is parsed once with recognized names and once without; the rest is read anew for every line of the table.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
from gold_sets import LANGUAGES, Annotated, annotated, arguments, percent, print_table, short_title
from spacy.tokens import Doc, Span

import kg
from extractors import nlp
from extractors.confidence import Judge, judge
from extractors.modality import read_modality
from extractors.names.recognize import Name, find_names
from extractors.news import NewsExtractor
from extractors.pairs.classifier import Classifier, classifier
from extractors.pairs.read import Opinion, second_opinion
from kg.evaluation import Figures, Passage, PassageScore, Predicted, Share, figures, predicted, score
from kg.evaluation.scoring import triples_of
from kg.model import Article, Claim, Polarity, Status


class Line(NamedTuple):
    """A line of the table: all of extraction without some parts."""

    title: str
    without: tuple[str, ...]


LADDER = (
    Line("listed names, frames and patterns", ("recognizer", "coreference", "classifier")),
    Line("+ recognizer of unlisted names", ("coreference", "classifier")),
    Line("+ coreference", ("classifier",)),
    Line("+ classifier as judge of these readings", ("classifier's own readings", "encoder")),
    Line("+ classifier as a reader, linear only", ("encoder",)),
    Line("+ encoder: **all**", ()),
)
GUARDS = (
    Line("all, but names are not looked at again", ("second look at names",)),
    Line("all, but questions are read", ("questions",)),
    Line("all, but the register may be contradicted", ("register",)),
    Line("all, but word order may contradict the tree", ("tree",)),
    Line("all, however unsure", ("least",)),
    Line("all, but status and denial by words alone", ("manners",)),
    Line("all, but status and denial in context alone", ("cues",)),
    Line("all, but nothing is denied, all is current", ("cues", "manners")),
)


# What stands in for a part that is left out.


def _only_listed(text: str, recognized: Iterable[Any]) -> list[Name]:  # noqa: ARG001
    return find_names(text, ())


def _lenient(lang: str) -> Judge:
    return msgspec.structs.replace(judge(lang), least=0.0, least_alone=0.0)


def _linear(lang: str) -> Classifier | None:
    found = classifier(lang)
    return found and msgspec.structs.replace(found, encoder=None)


def _silent(*given: Any, **named: Any) -> Opinion:
    return msgspec.structs.replace(second_opinion(*given, **named), drafts=())


def _as_they_are(passage: Any, natures: Any) -> Any:  # noqa: ARG001
    return passage


def _never(*_: Any, **__: Any) -> bool:
    return False


def _nothing(*_: Any, **__: Any) -> Iterator[Any]:
    return iter(())


def _none(*_: Any, **__: Any) -> None:
    return None


def _so_it_is(*given: Any) -> Any:
    return msgspec.structs.replace(read_modality(*given), polarity=Polarity.AFFIRMED, status=Status.CURRENT)


def _by_words(reading: Any, *_: Any, **__: Any) -> Any:
    return reading


#: By part, where its functions are called and what stands in for them. The judge weighs what the classifier says, so
#: that without the classifier its least confidence falls too.
PARTS: Mapping[str, Mapping[str, Callable[..., Any]]] = {
    "recognizer": {
        "extractors.components.find_names": _only_listed,
        "extractors.lang.zh.tokenizer.find_names": _only_listed,
    },
    "coreference": {"extractors.components.refer_back": _nothing},
    "classifier": {"extractors.reading.classifier": _none, "extractors.reading.judge": _lenient},
    "encoder": {"extractors.reading.classifier": _linear},
    "second look at names": {"extractors.reading.reconsidered": _as_they_are},
    "classifier's own readings": {"extractors.reading.second_opinion": _silent},
    "questions": {"extractors.reading.is_question": _never},
    "register": {"extractors.reading.contradicted": _never},
    "tree": {"extractors.reading.turned_round": _never},
    "least": {"extractors.reading.judge": _lenient},
    "cues": {"extractors.reading.read_modality": _so_it_is},
    "manners": {"extractors.reading.in_context": _by_words},
}


@contextmanager
def without(parts: Iterable[str]) -> Iterator[None]:
    """Extraction without these parts for as long as the context lasts."""
    with ExitStack() as stack:
        for part in parts:
            for place, stand_in in PARTS[part].items():
                stack.enter_context(patch(place, stand_in))
        yield


class Reader:
    """One article read several times, with and without parts. It is parsed once for each way to find names."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._parses: dict[tuple[str, bool], tuple[Doc, list[Span]]] = {}

    def claims(self, parts: Iterable[str] = ()) -> list[Claim]:
        """The claims of the article without these parts."""
        parts = tuple(parts)
        listed_only = "recognizer" in parts

        def read(text: str, *, lang: str, published: str | None = None, names: str | None = None) -> Doc:  # noqa: ARG001
            return self._read(text, lang=lang, published=published, listed_only=listed_only)

        with without(parts), patch("extractors.news.read", read):
            return [
                claim
                for _, found in kg.extract([self._article], extractor=NewsExtractor(names={}))
                for claim in found
            ]

    def _read(self, text: str, *, lang: str, published: str | None, listed_only: bool) -> Doc:
        pipeline = nlp.load(lang)
        first = pipeline.pipe_names.index("kg_names")
        components = [component for _, component in pipeline.pipeline]
        if (text, listed_only) not in self._parses:
            doc = pipeline.make_doc(text)
            doc._.kg_published = published
            for component in components[:first]:
                doc = component(doc)
            self._parses[text, listed_only] = doc, list(doc.ents)
        doc, ents = self._parses[text, listed_only]
        doc = doc.copy()
        doc.ents = ents
        for component in components[first:]:
            doc = component(doc)
        return doc


class Measured(NamedTuple):
    """A passage as one line of the table reads it. `denials`: of its denials that were found, those read as denials."""

    score: PassageScore
    denials: Share


def measure(one: Annotated, lines: Iterable[Line]) -> dict[str, Measured]:
    """By title of the line, how good it is in one passage."""
    reader = Reader(one.article) if one.article is not None else None
    found = {}
    for line in lines:
        claims = [predicted(claim) for claim in (reader.claims(line.without) if reader is not None else [])]
        found[line.title] = Measured(score(one.passage, claims), denials(one.passage, claims))
    return found


def denials(passage: Passage, claims: Iterable[Predicted]) -> Share:
    """Of the relations that a passage denies, how many were found, and of these how many as denied."""
    found = Share()
    for triple in triples_of(passage.claims):
        if any(claim.polarity == "denied" and not claim.optional for claim in triple.claims):
            said = [claim.polarity for claim in claims if triple.said_by(claim)]
            found += Share(right=int("denied" in said), total=int(bool(said)))
    return found


#: By line, by set: what was measured in each passage of one language.
Results = Mapping[str, Mapping[str, list[Measured]]]


def rows(lines: Iterable[Line], results: Results, sets: list[str]) -> Iterator[list[str]]:
    """The table of one language."""
    several = [short_title(name) for name in sets] if len(sets) > 1 else []
    yield [
        "read with", "precision", "recall", "F1", *(f"F1 {name}" for name in several), "status right",
        "denials read as such", "false in passages without claims",
    ]  # fmt: skip
    for line in lines:
        by_set = results[line.title]
        everything = [one for name in sets for one in by_set[name]]
        total = figures(one.score for one in everything)
        denied = sum((one.denials for one in everything), Share())
        yield [
            line.title,
            f"{100 * total.claims.precision:.1f}",
            f"{100 * total.claims.recall:.1f}",
            f"{100 * total.claims.f1:.1f}",
            *(
                f"{100 * figures(one.score for one in by_set[name]).claims.f1:.1f}"
                for name in (sets if several else [])
            ),
            _status(total),
            f"{denied.right} of {denied.total}",
            f"{sum(total.clean.values())} in {len(total.clean)}",
        ]


def _status(found: Figures) -> str:
    share = found.qualifiers.get("status", Share())
    return f"{percent(share.right / share.total)} %" if share.total else "-"


def main() -> None:
    given = arguments(__doc__).parse_args()
    lines = [*LADDER, *GUARDS]
    passages = {name: annotated(name, shared=given.shared) for name in given.sets}
    for lang, language in LANGUAGES.items():
        results: defaultdict[str, defaultdict[str, list[Measured]]] = defaultdict(lambda: defaultdict(list))
        for name, found in passages.items():
            for one in found:
                if one.passage.lang == lang:
                    for line, measured in measure(one, lines).items():
                        results[line][name].append(measured)
        n = sum(len(found) for found in results[lines[0].title].values())
        print(f"\n**{language}**, {n:,} passages:\n")
        print_table(rows(lines, results, given.sets))


if __name__ == "__main__":
    main()
