"""Put the trained parts of a language together as the pipeline that ships: python scripts/assemble.py LANG OUT_DIR"""

import shutil
import sys
from pathlib import Path

import spacy
from spacy.language import Language

from extractors.lang.zh.tokenizer import ChineseTokenizer

BUILD = Path("build")
READING = ("kg_names", "kg_trees", "kg_references", "kg_values", "kg_claims")


def slim(nlp: Language) -> None:
    """Drop what only training needs."""
    for lookup in list(nlp.vocab.lookups.tables):
        nlp.vocab.lookups.remove_table(lookup)


def english() -> Language:
    nlp = spacy.load(BUILD / "en_parser" / "model-best")
    nlp.add_pipe("kg_sentences", before="parser")
    lemmatizer = nlp.add_pipe("lemmatizer", after="morphologizer", config={"mode": "rule"})
    lemmatizer.initialize(nlp=nlp)
    names = spacy.load(BUILD / "en_names" / "model-best")
    nlp.add_pipe("ner", source=names)
    nlp.disable_pipe("ner")  # kg_recognized asks it
    nlp.add_pipe("kg_recognized")
    return nlp


def chinese() -> Language:
    parser = spacy.load(BUILD / "zh_parser" / "model-best")
    config = {
        "nlp": {
            "tokenizer": {"@tokenizers": "kg.ChineseTokenizer.v1"},
            "after_creation": {"@callbacks": "kg.ChineseAffixes.v1"},
        }
    }
    nlp = spacy.blank("zh", config=config, vocab=parser.vocab)
    for name in parser.pipe_names:
        nlp.add_pipe(name, source=parser)
    nlp.add_pipe("kg_sentences", before="parser", config={"final_punctuation": True})
    nlp.tokenizer = ChineseTokenizer(nlp.vocab, names=spacy.load(BUILD / "zh_names" / "model-best"))
    return nlp


def main(lang: str, out: Path) -> None:
    nlp = {"en": english, "zh": chinese}[lang]()
    nlp.disable_pipe("parser")  # kg_trees asks it
    for name in READING:
        nlp.add_pipe(name)
    nlp.meta.update(
        {
            "name": "news",
            "version": "0.1.0",
            "license": "CC BY-SA 4.0",
            "description": "See NOTICE and docs/reference/models.md.",
        }
    )
    nlp.meta.pop("performance", None)
    slim(nlp)
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out, exclude=["lookups"])
    if lang == "zh":
        shutil.copytree(BUILD / "zh_segmenter", out / "tokenizer" / "segmenter")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.1f} MB, {nlp.pipe_names}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
