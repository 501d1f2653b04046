"""How good the shipped pipelines are, as the Markdown tables of docs/reference/models.md.

    python scripts/evaluate.py MODELS_DIR CORPUS_DIR

Everything is scored on raw text: words, sentences, tags and trees are the pipeline's own. Trees are scored as spaCy
scores them: an arc counts where both its words are words of the treebank, and punctuation does not count.
The treebanks cut a Chinese name into words where our tokenizer keeps it whole, so Chinese is scored twice: as
shipped, and with the segmenter alone. Names are scored on the passages that no training saw (`name_corpora.held_out`),
by exact place and type: what was trained alone, and as shipped with the listed names of entities.yaml.
"""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example

import extractors.components
import extractors.sentences  # noqa: F401, registers factories
from extractors.lang.zh.characters import character_doc
from extractors.lang.zh.tokenizer import ChineseTokenizer

TREEBANKS = {"en": ("en_ewt_test", "en_pud_test"), "zh": ("zh_gsd_test", "zh_pud_test")}
TITLES = {
    "en_ewt_test": "English, EWT test (web and news)",
    "en_pud_test": "English, PUD test (news and wiki)",
    "zh_gsd_test": "Chinese, GSD test (wiki)",
    "zh_pud_test": "Chinese, PUD test (news and wiki; other labels)",
}
TREES = ("text", "words F", "sentences F", "POS", "tags", "UAS", "LAS", "words/s")
NAMES = ("text", "names", "P", "R", "F")
SIZES = ("pipeline", "MB", "components")
LABELS = ("ORG", "PERSON", "PRODUCT")
Span = tuple[int, int, str]


def plain(nlp: Language) -> Language:
    """The same pipeline with the segmenter alone: no name is kept whole."""
    nlp.tokenizer = ChineseTokenizer(nlp.vocab, segmenter=nlp.tokenizer.segmenter)
    return nlp


def read_corpus(path: Path, nlp: Language) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))


def trees(nlp: Language, corpus: Path) -> list[str]:
    """One row: the scores of the parts that know no names, and their speed on one core."""
    gold = read_corpus(corpus, nlp)
    parts = {"tok2vec", "tagger", "morphologizer", "lemmatizer", "kg_sentences", "parser"}
    nlp.enable_pipe("parser")  # kg_trees asks it for the stretches with names only
    with nlp.select_pipes(enable=[name for name in nlp.pipe_names if name in parts]):
        started = time.perf_counter()
        found = [nlp(doc.text) for doc in gold]
        speed = sum(map(len, found)) / (time.perf_counter() - started)
    nlp.disable_pipe("parser")
    pairs = [Example(own, true) for own, true in zip(found, gold, strict=True)]
    scores = {
        **Scorer.score_tokenization(pairs),
        **Scorer.score_spans(pairs, "sents", getter=lambda doc, _: doc.sents),
        **Scorer.score_token_attr(pairs, "pos"),
        **Scorer.score_token_attr(pairs, "tag"),
        **Scorer.score_deps(
            pairs, "dep", ignore_labels=("punct", "p"), getter=lambda word, _: word.dep_.lower()
        ),
    }
    keys = ("token_f", "sents_f", "pos_acc", "tag_acc", "dep_uas", "dep_las")
    return [*(f"{100 * scores[key]:.1f}" for key in keys), f"{speed:,.0f}"]


def spans(doc: Doc) -> set[Span]:
    return {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents if ent.label_ in LABELS}


def names(read: Callable[[str], Doc], corpus: list[Doc]) -> list[list[str]]:
    """A row for all names and one a type: how many there are, precision, recall, F."""
    gold: set[tuple[int, *Span]] = set()
    found: set[tuple[int, *Span]] = set()
    for number, doc in enumerate(corpus):
        gold |= {(number, *span) for span in spans(doc)}
        found |= {(number, *span) for span in spans(read(doc.text))}
    rows = []
    for kind in ("all", *LABELS):
        wanted = {span for span in gold if kind in {"all", span[-1]}}
        given = {span for span in found if kind in {"all", span[-1]}}
        right = len(wanted & given)
        precision, recall = right / max(1, len(given)), right / max(1, len(wanted))
        f = 2 * right / max(1, len(wanted) + len(given))
        rows.append([kind, f"{len(wanted):,}", *(f"{100 * value:.1f}" for value in (precision, recall, f))])
    return rows


def recognizer(nlp: Language) -> Callable[[str], Doc]:
    """What was trained to find names, without the listed ones."""
    if nlp.lang == "zh":
        names = nlp.tokenizer.names
        return lambda text: names(character_doc(names.vocab, text))
    ner = nlp.get_pipe("ner")
    return lambda text: ner(nlp.make_doc(text))


def as_shipped(nlp: Language) -> Callable[[str], Doc]:
    def read(text: str) -> Doc:
        with nlp.select_pipes(disable=nlp.pipe_names[nlp.pipe_names.index("kg_names") + 1 :]):
            return nlp(text)

    return read


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def tables(models: Path, corpus: Path) -> list[str]:
    """Trees, names and sizes."""
    tree_rows, name_rows, size_rows = [], [], []
    for lang, banks in TREEBANKS.items():
        nlp = spacy.load(models / f"{lang}_news")
        language = {"en": "English", "zh": "Chinese"}[lang]
        size_rows.append(
            [f"`{lang}_news`", f"{size(models / f'{lang}_news'):.1f}", ", ".join(nlp.pipe_names)]
        )
        held_out = read_corpus(corpus / f"{lang}_names_dev.spacy", nlp)
        for how, read in (("trained alone", recognizer(nlp)), ("as shipped", as_shipped(nlp))):
            name_rows += [[f"{language}, {how}: {row[0]}", *row[1:]] for row in names(read, held_out)]
        tree_rows += [[TITLES[bank], *trees(nlp, corpus / f"{bank}.spacy")] for bank in banks]
        if lang == "zh":
            nlp = plain(nlp)
            tree_rows += [
                [f"{TITLES[bank]}, segmenter alone", *trees(nlp, corpus / f"{bank}.spacy")] for bank in banks
            ]
    return [table(TREES, tree_rows), table(NAMES, name_rows), table(SIZES, size_rows)]


if __name__ == "__main__":
    print("\n\n".join(tables(Path(sys.argv[1]), Path(sys.argv[2]))))
