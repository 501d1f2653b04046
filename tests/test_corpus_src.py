"""The annotated sentences of training/corpus_src keep their own rules and those of the vocabulary."""

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from kg.model import (
    AmountOf,
    Bound,
    EntityType,
    Exclusivity,
    Per,
    Polarity,
    StakeKind,
    Status,
    check_edtf,
    relation,
    relations,
)  # fmt: skip

FOLDER = Path(__file__).parents[1] / "training" / "corpus_src"
RECORDS = {
    lang: [json.loads(line) for line in (FOLDER / f"relations_{lang}.jsonl").read_text("utf-8").splitlines()]
    for lang in ("en", "zh")
}
GROUPS = [
    pytest.param([record for record in records if record["about"] == name], id=f"{lang}-{name}")
    for lang, records in RECORDS.items()
    for name in relations()
]
CASES = {"affirmed", "denied", "hedged", "planned", "conditional", "ended", "near_miss"}
VOCABULARY = {
    "amount_bound": Bound, "amount_of": AmountOf, "per": Per, "percent_bound": Bound, "stake_kind": StakeKind,
    "exclusivity": Exclusivity, "status": Status, "polarity": Polarity,
}  # fmt: skip


def _types(record):
    return {name: EntityType(entity["type"]) for entity in record["entities"] for name in entity["names"]}


def _named(side, record):
    """The names of `side` that the text uses: those of one entity."""
    types = _types(record)
    names = {name for name in side if name in types}
    assert names in [set(entity["names"]) for entity in record["entities"]], (record["id"], side)
    return names


def _type(side, record):
    (kind,) = {_types(record)[name] for name in _named(side, record)}
    return kind


@pytest.mark.parametrize("records", GROUPS)
def test_every_name_stands_in_the_text(records):
    for record in records:
        text = record["text"]
        assert unicodedata.is_normalized("NFC", text), record["id"]
        assert all(name in text for name in _types(record)), record["id"]
        for claim in record["claims"]:
            assert claim["evidence"] in text, record["id"]
            for side in (claim["subject"], claim["object"]):
                assert side is None or any(n in claim["evidence"] for n in _named(side, record)), record["id"]
            for words in (claim["attribution"], claim["covers"], claim["product"], claim["round"]):
                assert words is None or words in text, (record["id"], words)


@pytest.mark.parametrize("records", GROUPS)
def test_every_claim_fits_the_vocabulary(records):
    for record in records:
        here = record["id"]
        for claim in record["claims"]:
            object_ = None if claim["object"] is None else _type(claim["object"], record)
            kind = relation(claim["relation"])
            assert kind.allows(_type(claim["subject"], record), object_), here
            assert all(claim[field] is None or enum(claim[field]) for field, enum in VOCABULARY.items()), here
            assert {Status(status) for status in claim.get("status_ok", ())} <= set(Status), here
            assert all(claim[end] is None or check_edtf(claim[end]) for end in ("valid_from", "valid_until"))
            assert (claim["amount"] is None) == (claim["amount_bound"] is None), here
            assert (claim["percent"] is None) == (claim["percent_bound"] is None), here
            of_amount = claim["currency"] or claim["amount_of"] or claim["per"] or kind.is_literal
            assert claim["amount"] is not None or not of_amount, here


@pytest.mark.parametrize("records", GROUPS)
def test_the_claims_are_of_the_case(records):
    expected = {"hedged": "considered", "planned": "planned", "conditional": "conditional", "ended": "ended"}
    for record in records:
        own = [c for c in record["claims"] if c["relation"] == record["about"] and not c.get("optional")]
        case, here = record["case"], record["id"]
        assert case in CASES, here
        assert bool(own) == (case != "near_miss"), here
        assert case != "denied" or any(c["polarity"] == "denied" for c in own), here
        statuses = {status for c in own for status in (c["status"], *c.get("status_ok", ()))}
        assert case not in expected or expected[case] in statuses, here


@pytest.mark.parametrize("lang", RECORDS)
@pytest.mark.parametrize("name", relations())
def test_every_relation_is_said_in_every_way(lang, name):
    first = [record for record in RECORDS[lang] if "set" not in record]
    cases = Counter(record["case"] for record in first if record["about"] == name)
    assert cases.total() >= 20
    assert cases["affirmed"] >= 7
    assert cases["near_miss"] >= 4
    assert min(cases["denied"], cases["planned"]) >= 2
    assert min(cases["hedged"], cases["ended"]) >= 1


@pytest.mark.parametrize(("lang", "lines", "near_misses"), [("en", 650, 150), ("zh", 800, 150)])
def test_the_second_set_is_large_and_holds_what_is_no_relation(lang, lines, near_misses):
    second = [record for record in RECORDS[lang] if "set" in record]
    assert {record["set"] for record in second} == {2}
    assert len(second) >= lines
    assert sum(record["case"] == "near_miss" for record in second) >= near_misses
    assert {claim["relation"] for record in second for claim in record["claims"]} == set(relations())


def test_nothing_stands_twice():
    records = [record for records in RECORDS.values() for record in records]
    assert {record["about"] for record in records} == set(relations())
    assert len({record["id"] for record in records}) == len(records)
    assert len({record["text"] for record in records}) == len(records)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_passages_name_what_they_claim(lang):
    passages = _lines(f"passages_{lang}.jsonl")
    taken = {record["text"] for record in RECORDS[lang]}
    assert len(passages) >= 1000
    for passage in passages:
        here, text = passage["id"], passage["text"]
        assert unicodedata.is_normalized("NFC", text), here
        assert text not in taken, here
        taken.add(text)
        assert all(name in text for entity in passage["entities"] for name in entity["names"]), here
        assert all(claim["evidence"] in text for claim in passage["claims"]), here
        _check_claims(passage, here)
    assert {claim["relation"] for passage in passages for claim in passage["claims"]} == set(relations())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_annotations_of_pages_lie_apart_and_hold_no_text(lang):
    stretches = _lines(f"pages_{lang}.jsonl")
    assert len(stretches) >= 2000
    ends = {}
    for stretch in stretches:
        here = (stretch["page"], stretch["start"])
        assert ends.get(stretch["page"], 0) <= stretch["start"] < stretch["end"], here
        ends[stretch["page"]] = stretch["end"]
        assert "text" not in stretch, here
        _check_claims(stretch, here)
        for claim in stretch["claims"]:
            start, end = claim["evidence"]
            assert 0 <= start < end <= stretch["end"] - stretch["start"], here


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_annotations_of_sentences_hold_no_text(lang):
    sentences = _lines(f"sentences_{lang}.jsonl")
    assert len({sentence["digest"] for sentence in sentences}) == len(sentences) >= 1000
    for sentence in sentences:
        assert "text" not in sentence
        _check_claims(sentence, sentence["digest"])


def _lines(name):
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def _check_claims(passage, here):
    """Subject and object are entities of the passage; relation, status and polarity are the vocabulary's."""
    entities = [entity["names"] for entity in passage["entities"]]
    assert all(EntityType(entity["type"]) for entity in passage["entities"]), here
    for claim in passage["claims"]:
        assert claim["subject"] in entities, here
        assert (claim["object"] is None) == relation(claim["relation"]).is_literal, here
        assert claim["object"] is None or claim["object"] in entities, here
        assert Status(claim["status"]), here
        assert Polarity(claim["polarity"]), here
