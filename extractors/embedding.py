"""Words for a network of spaCy: by their pieces, with the vectors of a public encoder, and by hashes of their forms.

The recognizer learns names from some 20,000 texts, the encoder has read a web's worth: of a word that these texts lack,
the vectors of its pieces still tell what kind of word it is.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.ml.featureextractor import FeatureExtractor
from spacy.tokens import Doc
from thinc.api import (
    HashEmbed,
    Linear,
    Maxout,
    Model,
    Ragged,
    chain,
    concatenate,
    list2ragged,
    ragged2list,
    with_array,
)
from thinc.types import Floats2d

from extractors.pieces import vectors_of, vocabulary_of

#: How many words of a language have their vector kept at once: 15 MB.
_KEPT = 20_000


def pieces_and_hashes(
    lang: str, width: int, attrs: list[str], rows: list[int]
) -> Model[list[Doc], list[Floats2d]]:
    """The architecture `kg.PiecesAndHashes.v1`: spaCy's `MultiHashEmbed` with the pieces of each word beside the hashes.

    `width` numbers a word, and a table of `rows` for each of `attrs`. The vectors of the pieces stay as they are; how they are
    mixed is learned.
    """
    hashes: list[Model[Any, Any]] = [
        HashEmbed(width, size, column=column, seed=8 + column, dropout=0.0)
        for column, size in enumerate(rows)
    ]
    of_forms: Model[Any, Any] = chain(
        FeatureExtractor(attrs), list2ragged(), with_array(concatenate(*hashes))
    )
    dims = vectors_of(lang).shape[1]
    of_pieces: Model[Any, Any] = chain(_pieces(lang), with_array(Linear(width, dims)))
    mix = Maxout(width, width * (len(rows) + 1), nP=3, dropout=0.0, normalize=True)
    embed: Model[list[Doc], list[Floats2d]] = chain(
        concatenate(of_forms, of_pieces),
        with_array(mix),
        ragged2list(),
    )
    return embed


def _pieces(lang: str) -> Model[list[Doc], Ragged]:
    return Model(f"pieces_{lang}", _forward, attrs={"lang": lang})


def _forward(
    model: Model[list[Doc], Ragged],
    docs: list[Doc],
    is_train: bool,  # noqa: ARG001
) -> tuple[Ragged, Callable[[Ragged], list[Doc]]]:
    vector = _vectors(model.attrs["lang"])
    norms = np.concatenate([doc.to_array("NORM") for doc in docs]) if docs else np.empty(0, dtype=np.uint64)
    known, places = np.unique(norms, return_inverse=True)
    found = [vector(docs[0].vocab.strings[norm]) for norm in known.tolist()]
    lengths = np.array([len(doc) for doc in docs], dtype=np.int32)
    each = np.array(found, dtype=np.float32).reshape(len(found), vectors_of(model.attrs["lang"]).shape[1])
    table = each[places]

    def backprop(_: Ragged) -> list[Doc]:
        return []

    return Ragged(cast("Floats2d", table), lengths), backprop  # type: ignore[arg-type]


@cache
def _vectors(lang: str) -> Callable[[str], NDArray[np.float32]]:
    """The vector of a word: the mean of its pieces', nothing but zeros for a blank."""
    vocabulary, table = vocabulary_of(lang), vectors_of(lang)

    @lru_cache(maxsize=_KEPT)
    def vector(word: str) -> NDArray[np.float32]:
        rows = [piece.row for piece in vocabulary.pieces(word)]
        mean: NDArray[np.float32] = table[rows].mean(axis=0) if rows else np.zeros_like(table[0])
        return mean

    return vector
