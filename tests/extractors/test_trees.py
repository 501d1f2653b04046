"""The parser reads what holds names, or what may refer to one; the rest has sentences and no trees."""

import pytest

from extractors import nlp
from extractors.news import read

pytestmark = pytest.mark.model

EN = "The weather was fine. Nvidia bought a stake in Mistral AI. It paid $2bn. Birds sang in the trees."
ZH = "天气很好。英伟达入股了Mistral AI。该公司支付了20亿美元。路很滑。"


@pytest.mark.parametrize(("lang", "text"), [("en", EN), ("zh", ZH)])
def test_only_sentences_with_names_or_references_have_trees(lang: str, text: str) -> None:
    doc = read(text, lang=lang)
    assert [any(token.dep_ for token in sentence) for sentence in doc.sents] == [False, True, True, False]
    assert all(token.head == token for sentence in (*doc.sents,)[::3] for token in sentence)


def test_a_sentence_on_the_terms_of_a_deal_has_a_tree() -> None:
    doc = read("Acme agreed to buy Bolt. The deal is worth $2bn.", lang="en")
    assert all(token.dep_ for token in doc)


@pytest.mark.parametrize(("lang", "text"), [("en", EN), ("zh", ZH)])
def test_the_trees_are_those_of_the_parser(lang: str, text: str) -> None:
    pipeline = nlp.load(lang)
    parser = pipeline.get_pipe("parser")
    found = read(text, lang=lang)
    alone = read(text.split("." if lang == "en" else "。")[1].strip(), lang=lang)
    sentence = (*found.sents,)[1]
    assert parser is not None
    assert "parser" in pipeline.disabled
    assert [(t.dep_, t.head.i - t.i) for t in sentence][: len(alone)] == [
        (t.dep_, t.head.i - t.i) for t in alone
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "Nvidia"])
def test_a_text_of_hardly_anything_is_read(text: str) -> None:
    assert read(text, lang="en").text == text


def test_a_name_is_not_cut_off_its_title() -> None:
    doc = read("Much of it was the work of cofounder Mira Castell, who left Acme in May.", lang="en")
    assert len(list(doc.sents)) == 1
