"""Words in pieces, and what their vectors tell a network of spaCy."""

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from extractors.embedding import pieces_and_hashes
from extractors.pieces import UNKNOWN, vectors_of, vocabulary_of

pytestmark = pytest.mark.model


@pytest.mark.parametrize("lang", ["en", "zh"])
@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_pieces_stand_in_order_and_hold_every_letter(lang: str, text: str) -> None:
    pieces = vocabulary_of(lang).pieces(text)
    starts = [0, *(piece.start for piece in pieces)]
    # one character may be written as several pieces: a Korean syllable is two or three
    assert all(
        start <= piece.start < piece.end <= len(text) for piece, start in zip(pieces, starts, strict=False)
    )
    held = {i for piece in pieces for i in range(piece.start, piece.end)}
    assert {
        i for i, letter in enumerate(text) if letter.isascii() and letter.isprintable() and letter != " "
    } <= held


@pytest.mark.parametrize(
    ("lang", "text", "pieces"),
    [
        ("en", "Café, deals", ["Café", ",", "deals"]),
        ("en", "OpenAI's", ["Open", "AI", "'", "s"]),
        ("zh", "智谱AI", ["智", "谱", "AI"]),
        ("zh", "OpenAI投资", ["Open", "AI", "投", "资"]),
    ],
)
def test_words_are_cut_as_the_vocabulary_has_them(lang: str, text: str, pieces: list[str]) -> None:
    found = vocabulary_of(lang).pieces(text)
    assert [text[piece.start : piece.end] for piece in found] == pieces


def test_a_word_that_nothing_spells_is_unknown_as_a_whole() -> None:
    assert [(p.row, p.start, p.end) for p in vocabulary_of("en").pieces("a ⱦ" + "b" * 101)][1:] == [
        (UNKNOWN, 2, 104)
    ]


def test_a_word_without_end_is_no_work() -> None:
    text = "a" * 300_000
    assert [(p.row, p.start, p.end) for p in vocabulary_of("en").pieces(text)] == [(UNKNOWN, 0, len(text))]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_piece_has_a_vector(lang: str) -> None:
    table = vectors_of(lang)
    assert table.shape == (len(vocabulary_of(lang).rows), 160)
    assert np.isfinite(table).all()


@pytest.mark.parametrize(
    ("lang", "word", "like", "unlike"),
    [
        ("en", "smartphone", "laptop", "lawsuit"),
        ("en", "invests", "funded", "keyboard"),
        ("zh", "云", "雨", "诉"),
    ],
)
def test_words_of_one_kind_are_near_each_other(lang: str, word: str, like: str, unlike: str) -> None:
    def near(one: str, other: str) -> float:
        a, b = (
            vectors_of(lang)[[piece.row for piece in vocabulary_of(lang).pieces(w)]].mean(axis=0)
            for w in (one, other)
        )
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert near(word, like) > near(word, unlike)


def test_a_network_reads_words_it_has_never_seen_and_none_at_all() -> None:
    nlp = spacy.blank("en")
    embed = pieces_and_hashes("en", 24, ["NORM", "SHAPE"], [50, 50])
    docs = [Doc(nlp.vocab, words=["Zyqorvex", "\n", "acquires", "it"]), Doc(nlp.vocab, words=[])]
    embed.initialize(X=docs[:1])
    found = embed.predict(docs)
    assert [one.shape for one in found] == [(4, 24), (0, 24)]
    assert all(np.isfinite(one).all() for one in found)


def test_how_the_pieces_are_mixed_is_learned() -> None:
    nlp = spacy.blank("en")
    embed = pieces_and_hashes("en", 8, ["NORM"], [20])
    docs = [Doc(nlp.vocab, words=["Nvidia", "rose"])]
    embed.initialize(X=docs)
    found, backprop = embed.begin_update(docs)
    backprop([np.ones_like(one) for one in found])
    changed = {
        layer.name for layer in embed.walk() if any(layer.has_grad(name) for name in layer.param_names)
    }
    assert "linear" in changed
    assert not any(name.startswith("pieces") for name in changed)
