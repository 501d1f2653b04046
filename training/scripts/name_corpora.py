"""Name corpora: annotated passages, treebank names and wikigold as DocBins of ORG, PERSON and PRODUCT spans.

    python scripts/name_corpora.py LANG SHARED_DIR OUT_DIR

Writes `LANG_names_train.spacy` and `LANG_names_dev.spacy`. One passage in eight of train.jsonl (by a hash of the page
it comes from) is kept out of training: `kg evaluate` reports its figures beside those of dev.jsonl. One in six of the pages
that we annotated is kept for scripts/pairs.py.
Places are not learned: the passages do not annotate them, so that a place in a treebank counts as no name.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import spacy
from passages import (
    LABELS,
    AnnotatedPassage,
    for_judging,
    gold_passages,
    held_out,
    named,
    own_passages,
    page_passages,
    sentence_passages,
)
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from extractors.lang.zh.characters import character_doc


def tokenizer(lang: str) -> Callable[[str], Doc]:
    nlp = spacy.blank(lang)
    return partial(character_doc, nlp.vocab) if lang == "zh" else nlp.make_doc


def spans(passages: Iterable[AnnotatedPassage]) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    for passage in passages:
        yield passage["text"], named(passage)


def columns(
    blocks: Iterator[list[tuple[str, bool, str]]],
) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Blocks of (word, space after, tag) to texts with spans; `tag` is B-X, I-X or O."""
    for block in blocks:
        text, spans, current = "", [], None
        for word, space, tag in block:
            kind = LABELS.get(tag[2:])
            if current and (tag[:2] != "I-" or kind != current[1]):
                spans.append((current[0], current[2], current[1]))
                current = None
            if kind:
                current = (current[0] if current else len(text), kind, len(text) + len(word))
            text += word + (" " if space else "")
        if current:
            spans.append((current[0], current[2], current[1]))
        yield text, spans


def conllu(path: Path) -> Iterator[list[tuple[str, bool, str]]]:
    for block in path.read_text("utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line[:1].isdigit()]
        yield [
            (
                row[1],
                "SpaceAfter=No" not in row[9],
                next((part[5:] for part in row[9].split("|") if part.startswith("name=")), "O"),
            )
            for row in rows
            if row[0].isdigit()
        ]


def wikigold(path: Path) -> Iterator[list[tuple[str, bool, str]]]:
    for block in path.read_text("utf-8").strip().split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line.strip()]
        yield [(row[0], True, row[1]) for row in rows if len(row) == 2]


def docs(
    tokenize: Callable[[str], Doc], texts: Iterator[tuple[str, list[tuple[int, int, str]]]]
) -> Iterator[Doc]:
    for text, spans in texts:
        if not text.strip():
            continue
        doc = tokenize(text)
        found = [
            doc.char_span(start, end, label=label, alignment_mode="contract") for start, end, label in spans
        ]
        doc.ents = filter_spans([span for span in found if isinstance(span, Span) and span.text.strip()])
        yield doc


def main(lang: str, shared: Path, out: Path) -> None:
    tokenize = tokenizer(lang)
    gold = list(gold_passages(shared, lang))
    banks = {"en": ["en_ewt_train", "en_gum_train"], "zh": ["zh_gsd_train"]}[lang]
    learned = list(docs(tokenize, spans(passage for passage in gold if not held_out(passage["id"]))))
    pages = (passage for passage in page_passages(shared, lang) if not for_judging(passage["id"]))
    learned += docs(tokenize, spans(pages))
    learned += docs(tokenize, spans(own_passages(lang)))
    # the English sentences cost more precision than they gain recall (after 2,500 steps 78.1 and 77.5, without 81.4 and 76.3)
    if lang == "zh":
        learned += docs(tokenize, spans(sentence_passages(shared, lang)))
    learned += learned  # the passages are what users read; treebanks only widen the vocabulary
    for bank in banks:
        learned += docs(tokenize, columns(conllu(shared / "data" / "treebanks" / f"{bank}.conllu")))
    if lang == "en":
        learned += docs(tokenize, columns(wikigold(shared / "data" / "ner" / "wikigold.conll.txt")))
    kept = list(docs(tokenize, spans(passage for passage in gold if held_out(passage["id"]))))
    out.mkdir(parents=True, exist_ok=True)
    DocBin(attrs=["ORTH", "NORM", "SPACY", "ENT_IOB", "ENT_TYPE"], docs=learned).to_disk(
        out / f"{lang}_names_train.spacy"
    )
    DocBin(attrs=["ORTH", "NORM", "SPACY", "ENT_IOB", "ENT_TYPE"], docs=kept).to_disk(
        out / f"{lang}_names_dev.spacy"
    )
    print(f"{lang}: {len(learned)} texts to learn from, {len(kept)} kept out")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
