"""The language pipelines that ship with this package, loaded once a process."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.model import UnknownLanguage

#: Languages and the folder of each pipeline under `extractors/models`.
PIPELINES: Mapping[str, str] = MappingProxyType({"en": "en_news", "zh": "zh_news"})


@cache
def load(lang: str) -> Language:
    """The pipeline of a language: tagger, UD parser, names.

    Raises UnknownLanguage where there is none.
    """
    if lang not in PIPELINES:
        raise UnknownLanguage(f"no pipeline for language {lang!r}; there are {', '.join(PIPELINES)}")
    folder = resources.files("extractors").joinpath("models", PIPELINES[lang])
    return spacy.load(Path(str(folder)))


def parse(text: str, *, lang: str) -> Doc:
    """`text` read by the pipeline of its language: words, tags, tree, `ents`."""
    return load(lang)(text)
