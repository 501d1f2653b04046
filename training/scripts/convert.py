"""The treebanks as spaCy's binary format, eight sentences a document: python scripts/convert.py SHARED_DIR OUT_DIR

English is trained on EWT and GUM together. Names in MISC (`name=B-ORG`) come along as entities.
"""

import sys
import tempfile
from pathlib import Path

from spacy.cli.convert import convert

#: Corpus by corpus: its language, and the treebanks that it is made of.
CORPORA = {
    "en_parse_train": ("en", ("en_ewt_train", "en_gum_train")),
    "en_ewt_dev": ("en", ("en_ewt_dev",)),
    "en_ewt_test": ("en", ("en_ewt_test",)),
    "en_pud_test": ("en", ("en_pud_test",)),
    "zh_gsd_train": ("zh", ("zh_gsd_train",)),
    "zh_gsd_dev": ("zh", ("zh_gsd_dev",)),
    "zh_gsd_test": ("zh", ("zh_gsd_test",)),
    "zh_pud_test": ("zh", ("zh_pud_test",)),
}


def main(shared: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, (lang, banks) in CORPORA.items():
            joined = Path(folder) / f"{name}.conllu"
            texts = [(shared / "data" / "treebanks" / f"{bank}.conllu").read_text("utf-8") for bank in banks]
            joined.write_text("".join(texts), encoding="utf-8")
            convert(joined, out, file_type="spacy", n_sents=8, converter="conllu", lang=lang, silent=True)
            print(f"{out / name}.spacy")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
