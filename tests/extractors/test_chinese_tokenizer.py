"""Chinese words: names whole and only where they are names, numbers and Latin words whole, offsets kept."""

import pytest

from extractors import nlp
from extractors.lang.zh.characters import character_doc, simplify
from extractors.names.gazetteer import gazetteer

pytestmark = pytest.mark.model


def words(text: str) -> list[str]:
    return [token.text for token in nlp.load("zh").make_doc(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("月之暗面发布了模型。", "月之暗面"),
        ("埃隆·马斯克没有回应。", "埃隆·马斯克"),
        ("微软和OpenAI续约。", "OpenAI"),
        ("輝達與微軟合作。", "輝達"),
    ],
)
def test_a_name_is_one_word(text: str, name: str) -> None:
    assert name in words(text)


@pytest.mark.parametrize("text", ["微软  向\nOpenAI投资10.5亿美元。", "“Claude”售价 20 美元。", "", " 谷歌"])
def test_no_character_is_lost(text: str) -> None:
    doc = nlp.load("zh").make_doc(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("这套高通量设备已经停产。", "高通"),
        ("阿里·哈桑写了一本小说。", "阿里"),
        ("她在北京东城区长大。", "京东"),
        ("这是一个完美的周末。", "美的"),
        ("文件只有四个字节。", "字节"),
        ("矿业集团大力拓展市场。", "力拓"),
    ],
)
def test_a_listed_name_inside_a_longer_word_is_no_name(text: str, listed: str) -> None:
    assert listed not in [text[hit.start : hit.end] for hit in gazetteer().find(text)]


@pytest.mark.parametrize(
    ("text", "listed"), [("高通发布了芯片。", "高通"), ("阿里巴巴和京东都否认了。", "京东")]
)
def test_the_same_name_alone_is_one(text: str, listed: str) -> None:
    assert listed in [text[hit.start : hit.end] for hit in gazetteer().find(text)]


def test_characters_keep_latin_words_and_digits_whole() -> None:
    doc = character_doc(nlp.load("zh").vocab, "OpenAI获投2025万")
    assert [token.text for token in doc] == ["OpenAI", "获", "投", "2025", "万"]


def test_simplified_text_has_the_offsets_of_the_original() -> None:
    assert simplify("軟銀持股輝達") == "软银持股辉达"
