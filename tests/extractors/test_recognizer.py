"""The recognizer reads what may hold a name; what it finds elsewhere in the text stays in its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import nlp
from extractors.news import read
from extractors.stretches import stretches

pytestmark = pytest.mark.model


def test_names_are_found_in_every_sentence_that_holds_any() -> None:
    text = (
        "It was a good year.\n\nBut the price of Nvidia rose, and so did the others. It has bought two firms, and sold one of them. "
        "Sundar Pichai told us. Then came Mistral AI. iPhones sold well."
    )
    found = {mention.text for mention in read(text, lang="en")._.kg_mentions if mention.reference == "name"}
    assert {"Nvidia", "Sundar Pichai", "Mistral AI"} <= found


def test_where_no_name_can_be_none_is_looked_for() -> None:
    doc = read("But it has raised the price. We are not sure why, and I do not ask.", lang="en")
    assert not doc.ents
    assert "ner" in nlp.load("en").disabled


@given(
    st.lists(
        st.sampled_from(["Nvidia rose. ", "it fell.", "\n\n", "But ", "I ", "\u2026", " ", "A", "3. ", "💡"]),
        max_size=12,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_text_is_cut_into_stretches_without_rest(parts: list[str]) -> None:
    doc = read("".join(parts), lang="en")
    found = list(stretches(doc))
    assert "".join(doc.text[one.start : one.end] for one in found) == doc.text
    assert [word for one in found for word in range(one.first, one.last)] == list(range(len(doc)))
