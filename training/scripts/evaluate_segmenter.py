"""Word F1 of a segmenter on segmented sentences: python scripts/evaluate_segmenter.py MODEL_DIR SEG_TEST"""

import sys
from itertools import accumulate
from pathlib import Path

import spacy_pkuseg


def spans(words: list[str]) -> set[tuple[int, int]]:
    ends = list(accumulate(len(word) for word in words))
    return set(zip([0, *ends[:-1]], ends, strict=True))


def f1(model: Path, test: Path) -> float:
    segmenter = spacy_pkuseg.pkuseg(str(model), user_dict=None)
    right = proposed = wanted = 0
    for line in test.read_text("utf-8").splitlines():
        gold, found = spans(line.split()), spans(segmenter.cut("".join(line.split())))
        right, proposed, wanted = right + len(gold & found), proposed + len(found), wanted + len(gold)
    return 200 * right / (proposed + wanted)


if __name__ == "__main__":
    print(f"word F1 {f1(Path(sys.argv[1]), Path(sys.argv[2])):.1f}")
