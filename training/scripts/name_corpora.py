"""Name corpora: annotated passages, treebank names and wikigold as DocBins of ORG, PERSON and PRODUCT spans.

    python scripts/name_corpora.py LANG SHARED_DIR OUT_DIR

Writes `LANG_names_train.spacy` and `LANG_names_dev.spacy`. One passage in eight of train.jsonl (by a hash of the page
it comes from) is kept out of training: `kg evaluate` reports its figures beside those of dev.jsonl.
Places are not learned: the passages do not annotate them, so that a place in a treebank counts as no name.
"""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from extractors.lang.zh.characters import character_doc

LABELS = {"ORGANIZATION": "ORG", "PERSON": "PERSON", "PRODUCT": "PRODUCT", "ORG": "ORG", "PER": "PERSON"}


#: Sentences written for this project.
CORPUS = Path(__file__).parents[1] / "corpus_src"


def page_of(passage_id: str) -> str:
    """The page that a passage comes from: the same for all its passages, in both languages."""
    return re.sub(r"^(t\d-|tr-)?(en|zh|fin-zh)-|-\d+$", "", passage_id)


def held_out(passage_id: str) -> bool:
    """True for the passages of train.jsonl that no training sees: one page in eight."""
    return hashlib.sha256(page_of(passage_id).encode()).digest()[0] % 8 == 0


def tokenizer(lang: str) -> Callable[[str], Doc]:
    nlp = spacy.blank(lang)
    return partial(character_doc, nlp.vocab) if lang == "zh" else nlp.make_doc


def occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    for found in re.finditer(before + re.escape(name) + after, text):
        yield found.span()


def passages(path: Path, lang: str, *, hold_out: bool) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    for line in path.read_text("utf-8").splitlines():
        passage = json.loads(line)
        if passage["lang"] != lang or held_out(passage["id"]) != hold_out:
            continue
        yield passage["text"], named(passage)


def own_sentences(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """The sentences of corpus_src, whose invented names are of more shapes than the listed ones."""
    for line in path.read_text("utf-8").splitlines():
        passage = json.loads(line)
        yield passage["text"], named(passage)


def named(passage: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Every place where a passage has one of the names of its entities."""
    return [
        (start, end, LABELS[entity["type"].upper()])
        for entity in passage["entities"]
        for name in entity["names"]
        if name.strip()
        for start, end in occurrences(passage["text"], name)
    ]


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
    train = shared / "gold" / "train.jsonl"
    banks = {"en": ["en_ewt_train", "en_gum_train"], "zh": ["zh_gsd_train"]}[lang]
    learned = list(docs(tokenize, passages(train, lang, hold_out=False)))
    learned += docs(tokenize, own_sentences(CORPUS / f"relations_{lang}.jsonl"))
    learned += learned  # the passages are what users read; treebanks only widen the vocabulary
    for bank in banks:
        learned += docs(tokenize, columns(conllu(shared / "data" / "treebanks" / f"{bank}.conllu")))
    if lang == "en":
        learned += docs(tokenize, columns(wikigold(shared / "data" / "ner" / "wikigold.conll.txt")))
    kept = list(docs(tokenize, passages(train, lang, hold_out=True)))
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
