"""The classifier over pairs of names: its features, its weights, and what it may not read."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.confidence import Judge, judge, signs_of
from extractors.news import NewsExtractor, read
from extractors.pairs.classifier import Classifier, Likely
from extractors.pairs.features import MAX_NAMES, pairs, words_of
from extractors.pairs.model import PairModel, load_pair_model, pair_model, save_pair_model
from extractors.pairs.read import second_opinion
from extractors.passage import Passage
from kg.model import Article

pytestmark = pytest.mark.model

EN = "Nvidia bought a stake in Mistral AI after talks with Microsoft."
ZH = "英伟达在与微软会谈后入股了Mistral AI。"


def passage_of(text: str, lang: str) -> Passage:
    doc = read(text, lang=lang)
    return Passage.of(doc, lang=lang)


@pytest.mark.parametrize(("lang", "text"), [("en", EN), ("zh", ZH)])
def test_pairs_go_both_ways_and_never_join_a_name_to_itself(lang: str, text: str) -> None:
    passage = passage_of(text, lang)
    sentence = next(iter(passage.doc.sents))
    found = list(pairs(list(passage.mentions), sentence, words_of(passage.doc, passage.text), []))
    ids = {(pair.subject.entity_id, pair.object.entity_id) for pair in found}
    assert ("nvidia", "microsoft") in ids
    assert ids == {(b, a) for a, b in ids}
    assert all(a != b for a, b in ids)
    assert len({pair.features.tobytes() for pair in found}) == len(found)


def test_a_list_of_very_many_names_is_left_to_patterns() -> None:
    text = "Backers include " + ", ".join(f"Nvidia {n} Ventures" for n in range(MAX_NAMES + 1)) + "."
    passage = passage_of("Nvidia bought Mistral AI.", "en")
    many = list(passage.mentions) * MAX_NAMES
    sentence = next(iter(passage.doc.sents))
    assert list(pairs(many, sentence, words_of(passage.doc, passage.text), [])) == []
    assert NewsExtractor().extract(Article(id="many", text=text, lang="en")) is not None


def test_features_are_the_same_in_another_process() -> None:
    script = (
        "import hashlib, sys\n"
        "from extractors.news import read\n"
        "from extractors.pairs.features import pairs, words_of\n"
        "for lang, text in (('en', sys.argv[1]), ('zh', sys.argv[2])):\n"
        "    doc = read(text, lang=lang)\n"
        "    found = list(pairs(list(doc._.kg_mentions), next(iter(doc.sents)), words_of(doc, doc.text), []))\n"
        "    print(hashlib.sha256(b''.join(pair.features.tobytes() for pair in found)).hexdigest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script, EN, ZH],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert len(runs.pop().split()) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_odds_of_a_pair_do_not_hang_on_the_others(lang: str) -> None:
    model = pair_model(lang)
    assert model is not None
    passage = passage_of({"en": EN, "zh": ZH}[lang], lang)
    sentence = next(iter(passage.doc.sents))
    found = list(pairs(list(passage.mentions), sentence, words_of(passage.doc, passage.text), []))
    table = model.odds([pair.features for pair in found])
    assert table.shape == (len(found), len(model.relations))
    one_by_one = np.concatenate([model.odds([pair.features]) for pair in found])
    assert np.allclose(table, one_by_one)
    assert model.odds([]).shape == (0, len(model.relations))


@given(st.floats(-60, 60), st.floats(-60, 60) | st.just(math.nan))
def test_how_likely_is_a_probability_between_both(by_words: float, in_context: float) -> None:
    likely = Likely(by_words, in_context)
    assert 0 <= likely.probability <= 1
    said = [odds for odds in (by_words, in_context) if not math.isnan(odds)]
    assert min(said) <= likely.odds <= max(said)


def test_weights_survive_a_file(tmp_path: Path) -> None:
    model = pair_model("en")
    assert model is not None
    save_pair_model(model, tmp_path / "one" / "en.npz")
    again = load_pair_model(tmp_path / "one" / "en.npz")
    assert again.relations == model.relations
    assert again.bits == model.bits
    assert np.array_equal(again.weights, model.weights)
    assert np.array_equal(again.thresholds, model.thresholds)


def always(model: PairModel) -> Classifier:
    """A classifier that reads everything everywhere."""
    return Classifier(
        PairModel(
            model.relations,
            model.bits,
            np.zeros_like(model.weights),
            model.scale,
            np.full_like(model.bias, 9.0),
            model.thresholds,
        )
    )


def test_what_is_said_of_customers_and_people_is_not_said_of_the_firm() -> None:
    model = pair_model("en")
    assert model is not None
    passage = passage_of("Customers of AMD met Nvidia.", "en")
    subjects = {draft.subject.entity_id for draft in second_opinion(passage, [], model=always(model)).drafts}
    assert "amd" not in subjects
    passage = passage_of("Former OpenAI employees met Nvidia.", "en")
    read_of = {
        draft.relation
        for draft in second_opinion(passage, [], model=always(model)).drafts
        if draft.subject.entity_id == "openai"
    }
    assert "FOUNDED" not in read_of


@pytest.mark.parametrize(
    ("lang", "text", "says"),
    [
        ("en", "Elon Musk of xAI met Nvidia.", True),
        ("en", "Elon Musk's xAI met Nvidia.", False),
        ("zh", "埃隆·马斯克代表xAI会见了英伟达。", True),
        ("zh", "埃隆·马斯克的人工智能公司xAI会见了英伟达。", False),
    ],
)
def test_whose_firm_it_is_says_no_post(lang: str, text: str, says: bool) -> None:
    model = pair_model(lang)
    assert model is not None
    found = second_opinion(passage_of(text, lang), [], model=always(model)).drafts
    posts = {d.object.canonical for d in found if d.object and d.relation == "HOLDS_POSITION_AT"}
    assert ("xAI" in posts) == says


def test_a_relation_goes_one_way() -> None:
    model = pair_model("en")
    assert model is not None
    passage = passage_of(EN, "en")
    read_both = second_opinion(passage, [], model=always(model)).drafts
    frames = [claim.draft for claim in passage.doc._.kg_claims if claim.draft.relation == "HOLDS_STAKE_IN"]
    assert frames
    beside = second_opinion(passage, frames, model=always(model)).drafts
    turned = (frames[0].relation, "mistral-ai", "nvidia")
    assert turned not in {(d.relation, d.subject.entity_id, d.object.entity_id) for d in beside if d.object}
    assert len(beside) < len(read_both)


def test_without_a_model_there_is_no_opinion() -> None:
    opinion = second_opinion(passage_of(EN, "en"), [], model=None)
    assert opinion.drafts == ()
    assert opinion.likely == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_claims_say_which_reader_made_them(lang: str) -> None:
    text = {"en": "Sam Altman is chief executive of OpenAI.", "zh": "萨姆·奥尔特曼是OpenAI首席执行官。"}[lang]
    claims = NewsExtractor().extract(Article(id="a", text=text, lang=lang))
    assert claims
    assert {claim.extractor.split("/")[0] for claim in claims} <= {"frames", "pairs"}


@given(st.dictionaries(st.sampled_from(["anaphors", "odds", "read by tree"]), st.floats(-5, 5)))
@settings(max_examples=50)
def test_confidence_is_a_probability(signs: dict[str, float]) -> None:
    for lang in ("en", "zh"):
        assert 0 <= judge(lang).confidence(signs) <= 1


def test_anaphors_and_doubt_lower_confidence() -> None:
    certain = Judge(bias=2.0, weights={"anaphors": -1.0, "odds": 0.5})
    passage = passage_of(EN, "en")
    drafts = [claim.draft for claim in passage.doc._.kg_claims]
    assert drafts
    sure, unsure = (
        signs_of(drafts[0], likely=Likely(odds), readers=frozenset({"tree"})) for odds in (4.0, -4.0)
    )
    assert certain.confidence(sure) > certain.confidence(unsure)
