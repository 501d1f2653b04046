"""Chinese words: names first, on characters; then a segmenter for what stands between them.

A segmenter that has never seen a name cuts it up (`OpenA|I`, 月|之|暗面). So names are recognized on characters,
before there are words, and each becomes one word; so does each Latin run and each number.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans, registry
from spacy.vocab import Vocab

from extractors.lang.zh.characters import character_doc, simplify
from extractors.names.recognize import find_names
from extractors.names.structure import propose

#: Half-width punctuation beside hanzi, as the treebank writes it; one to one, so that offsets stay.
_FULL_WIDTH = str.maketrans(",:;()?!", "，：；（）？！")
#: Hanzi with the numbers among them ("第12", "200万"), which the segmenter has learned to cut together.
_NUMBER = r"[0-9]+(?:[.,:/][0-9]+)*%?"
_HANZI = rf"(?:{_NUMBER})?[\u3400-\u9fff](?:[\u3400-\u9fff]|{_NUMBER})*"
_HANZI_RUN = re.compile(_HANZI)
_LATIN = r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9.+&_'’-]*"
_PIECE = re.compile(rf"{_HANZI}|{_NUMBER}|{_LATIN}|\s+|.", re.DOTALL)


@lru_cache(maxsize=1 << 16)
def _norm(word: str) -> str:
    return simplify(word).lower().translate(_FULL_WIDTH)


@registry.tokenizers("kg.ChineseTokenizer.v1")  # type: ignore[untyped-decorator]
def create_chinese_tokenizer() -> Any:
    """The tokenizer for a pipeline's config; its models come with `from_disk`."""

    def create(nlp: Language) -> "ChineseTokenizer":
        return ChineseTokenizer(nlp.vocab)

    return create


class ChineseTokenizer:
    """Text to a Doc of words whose `ents` are the names found on characters."""

    def __init__(self, vocab: Vocab, *, names: Language | None = None, segmenter: Any = None) -> None:
        self.vocab = vocab
        self.names = names
        self.segmenter = segmenter

    def __call__(self, text: str) -> Doc:
        """Words and names of `text`."""
        spans = self._names(text)
        words: list[str] = []
        starts: list[int] = []
        at = 0
        for start, end, _ in [*spans, (len(text), len(text), "")]:
            for offset, piece in self._words(text[at:start], at):
                words.append(piece)
                starts.append(offset)
            if end > start:
                words.append(text[start:end])
                starts.append(start)
            at = end
        doc = self._doc(text, words, starts)
        ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
        doc.ents = filter_spans([span for span in ents if isinstance(span, Span)])
        return doc

    def _names(self, text: str) -> list[tuple[int, int, str]]:
        if self.names is None or not text.strip():
            return []
        doc = self.names(character_doc(self.names.vocab, text))
        recognized = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        recognized += propose(text, recognized, lang="zh")
        return [(name.start, name.end, name.label) for name in find_names(text, recognized)]

    def _words(self, text: str, offset: int) -> list[tuple[int, str]]:
        words: list[tuple[int, str]] = []
        for found in _PIECE.finditer(text):
            piece, at = found.group(), offset + found.start()
            if self.segmenter is not None and _HANZI_RUN.fullmatch(piece):
                for word in self.segmenter.cut(simplify(piece)):
                    words.append((at, text[at - offset : at - offset + len(word)]))
                    at += len(word)
            else:
                words.append((at, piece))
        return words

    def _doc(self, text: str, words: list[str], starts: list[int]) -> Doc:
        kept: list[str] = []
        spaces: list[bool] = []
        for word, start in zip(words, starts, strict=True):
            if word.isspace() and word == " " and kept and not spaces[-1] and text[start - 1] != " ":
                spaces[-1] = True
                continue
            kept.append(word)
            spaces.append(False)
        doc = Doc(self.vocab, words=kept, spaces=spaces)
        for token, word in zip(doc, kept, strict=True):
            norm = _norm(word)
            if norm != token.norm_:
                token.norm_ = norm
        return doc

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write the name pipeline; the segmenter's files are copied beside it when the package is made."""
        path = Path(path)
        path.mkdir(parents=True, exist_ok=True)
        (path / "tokenizer.json").write_text(json.dumps({"version": 1}), encoding="utf-8")
        if self.names is not None:
            self.names.to_disk(path / "names")

    def from_disk(self, path: str | Path, **_: Any) -> "ChineseTokenizer":
        """Read the name pipeline and the segmenter."""
        import spacy_pkuseg

        path = Path(path)
        self.names = spacy.load(path / "names")
        self.segmenter = spacy_pkuseg.pkuseg(str(path / "segmenter"), user_dict=None)
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing: the models are files; a pipeline with this tokenizer is moved as a folder."""
        return b""

    def from_bytes(self, _: bytes, **__: Any) -> "ChineseTokenizer":
        """See `to_bytes`."""
        return self
