"""The trained weights: hashed features of a pair of names to the probability of each relation."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from extractors.pairs.features import Hashes

#: Folder of the weights, one file a language.
_FOLDER = "models/pairs"


class PairModel(msgspec.Struct, frozen=True):
    """One logistic regression a relation over shared hashed features.

    `weights` has a row for each value of the first `bits` bits of a hash and a column for each relation, in whole numbers
    that `scale` turns back; `thresholds` are the probabilities from which a relation counts as read.
    """

    relations: tuple[str, ...]
    bits: int
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: NDArray[np.float32]

    def odds(self, pairs: Sequence[Hashes]) -> NDArray[np.float64]:
        """The log odds of each relation (columns, in the order of `relations`) for each pair's features (rows).

        A feature counts once, however often a pair has it.
        """
        if not pairs:
            return np.empty((0, len(self.relations)))
        taken = [rows(features, self.bits) for features in pairs]
        firsts = np.cumsum([0, *(len(one) for one in taken[:-1])])
        sums = np.add.reduceat(self.weights[np.concatenate(taken)], firsts, axis=0, dtype=np.int32)
        return (sums * self.scale + self.bias).astype(np.float64)

    def threshold(self, name: str) -> float:
        """The probability from which the relation of that name counts as read."""
        return float(self.thresholds[self.relations.index(name)])


def rows(features: Hashes, bits: int) -> NDArray[np.int64]:
    """The rows of the weights that a pair's features stand for, each once, in order."""
    return np.unique((features >> np.uint64(64 - bits)).astype(np.int64))


@cache
def pair_model(lang: str) -> PairModel | None:
    """The weights of a language; None where there are none, and only frames and patterns read."""
    path = Path(str(resources.files("extractors").joinpath(_FOLDER, f"{lang}.npz")))
    return load_pair_model(path) if path.is_file() else None


def load_pair_model(path: Path) -> PairModel:
    """The weights in an `.npz` file written by `save_pair_model`."""
    with np.load(path, allow_pickle=False) as file:
        columns: Mapping[str, Any] = dict(file)
    return PairModel(
        relations=tuple(str(name) for name in columns["relations"]),
        bits=int(columns["weights"].shape[0]).bit_length() - 1,
        weights=columns["weights"],
        scale=columns["scale"],
        bias=columns["bias"],
        thresholds=columns["thresholds"],
    )


def save_pair_model(model: PairModel, path: Path) -> None:
    """Write the weights of a language, compressed: most rows of a hashed model are nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        relations=np.array(model.relations),
        weights=model.weights,
        scale=model.scale,
        bias=model.bias,
        thresholds=model.thresholds,
    )
