"""The language pipelines that ship with this package, loaded once a process."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc, Token
from thinc.api import Model, NumpyOps

from kg.model import MissingExtra, UnknownLanguage

#: Languages and the folder of each pipeline under `extractors/models`.
PIPELINES: Mapping[str, str] = MappingProxyType({"en": "en_news", "zh": "zh_news"})

#: What spaCy's own rules leave within a word.
_ARROWS = "[→←↔]"

#: Two threads that need a pipeline at once load it once.
_LOADING = Lock()


def load(lang: str, *, names: str | None = None) -> Language:
    """The pipeline of a language: tagger, UD parser, names.

    `names` is another installed pipeline of that language (`en_core_web_sm`), or the folder of one, whose names
    are used in addition. Raises UnknownLanguage where there is no pipeline of ours, MissingExtra where there is
    no such other one.
    """
    with _LOADING:
        return _loaded(lang, names)  # one cache entry, whether or not `names` was written out


@cache
def _loaded(lang: str, names: str | None) -> Language:
    if lang not in PIPELINES:
        raise UnknownLanguage(f"no pipeline for language {lang!r}; there are {', '.join(PIPELINES)}")
    folder = resources.files("extractors").joinpath("models", PIPELINES[lang])
    nlp = spacy.load(Path(str(folder)))
    _compute_by_numpy(nlp)
    _look_up_lemmas(nlp)
    _part_at_arrows(nlp)
    if names is not None:
        try:
            nlp.add_pipe("kg_more_names", before="kg_names", config={"pipeline": names})
        except OSError as error:
            hint = f"install it (python -m spacy download {names}) or leave it out"
            raise MissingExtra(f"there is no spaCy pipeline {names!r}; {hint}") from error
    return nlp


class _ReadingOps(NumpyOps):  # type: ignore[misc]
    """What the networks compute, by numpy where thinc's own is slower; for reading, not for training.

    Of matrix products thinc's BLIS does 10 to 18 billion operations a second on one core here, numpy's OpenBLAS 20 to 50. The largest
    of two or three pieces numpy finds six times as fast, and other threads run meanwhile.
    """

    def __init__(self) -> None:
        super().__init__(use_blis=False)

    def maxout(self, X: Any) -> tuple[Any, Any]:  # noqa: N803 - thinc's name
        first, *others = np.moveaxis(X, 2, 0)
        for other in others:
            first = np.maximum(first, other)
        return first, None  # which piece it was only training asks


def _compute_by_numpy(nlp: Language) -> None:
    ops = _ReadingOps()
    parts = [component for _, component in nlp.components]
    recognizer = getattr(nlp.tokenizer, "names", None)  # of Chinese, which is asked before there are words
    parts += [component for _, component in recognizer.pipeline] if recognizer is not None else []
    for part in parts:
        model = getattr(part, "model", None)
        for layer in model.walk() if isinstance(model, Model) else ():
            layer.ops = ops


def _part_at_arrows(nlp: Language) -> None:
    """Let the words beside an arrow be words: "the Acme→Bolt deal" names two firms."""
    tokenizer: Any = nlp.tokenizer
    infixes = getattr(tokenizer, "infix_finditer", None)
    if infixes is not None:  # the tokenizer of Chinese, whose words hold no arrow, has none
        tokenizer.infix_finditer = re.compile(f"{infixes.__self__.pattern}|{_ARROWS}").finditer


def _look_up_lemmas(nlp: Language) -> None:
    """Let the lemmatizer look up the lemmas of a part of speech, and each word with its tags once.

    Through the lists that it reads, it searches from the start each time, and for a word in its base form it keeps nothing.
    """
    for _, component in nlp.pipeline:
        if isinstance(component, Lemmatizer) and component.lookups.has_table("lemma_index"):
            lemmas = component.lookups.get_table("lemma_index")
            lemmas.update({tag: dict.fromkeys(known) for tag, known in lemmas.items()})
            component.lemmatize = _remembering(component.lemmatize)  # type: ignore[assignment]


def _remembering(lemmatize: Callable[[Token], list[str]]) -> Callable[[Token], list[str]]:
    known: dict[tuple[int, int, int], list[str]] = {}

    def remembered(token: Token) -> list[str]:
        key = token.orth, token.pos, token.morph.key  # type: ignore[attr-defined]
        if key not in known:
            known[key] = lemmatize(token)
        return known[key]

    return remembered


def parse(text: str, *, lang: str) -> Doc:
    """`text` read by the pipeline of its language: words, tags, tree, `ents`."""
    return load(lang)(text)
