"""The benchmark benchmarks/deals keeps its own format, the vocabulary, and its distance from the development data."""

import json
import re
import unicodedata
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from kg.model import (
    AmountOf,
    AttributionKind,
    Bound,
    EntityType,
    Exclusivity,
    Per,
    Polarity,
    StakeKind,
    Status,
    check_edtf,
    normalize_name,
    relation,
    relations,
)  # fmt: skip

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks" / "deals"
#: Texts the extractors were developed with.
KNOWN = [*(ROOT / "training" / "corpus_src").glob("*.jsonl"), *(ROOT / "kg" / "data" / "samples").iterdir()]
#: No run of so many characters may stand in a text of the benchmark and in one of KNOWN.
LONGEST_RUN = 47

CASES = {
    "affirmed", "denied", "hedged", "planned", "conditional", "ended",  # how the relation `about` is said
    "near_miss",  # no claim of this relation, or only an optional one
    "none",  # no claim at all; `about` names the kind of text
}  # fmt: skip
STATUS_OF_CASE = {
    "hedged": "considered",
    "planned": "planned",
    "conditional": "conditional",
    "ended": "ended",
}
VOCABULARY = {
    "amount_bound": Bound, "amount_of": AmountOf, "per": Per, "percent_bound": Bound, "stake_kind": StakeKind,
    "exclusivity": Exclusivity, "status": Status, "polarity": Polarity, "attribution_kind": AttributionKind,
}  # fmt: skip
AS_WRITTEN = ("covers", "product", "position", "round", "basis", "attribution")
FIELDS = {
    "subject", "relation", "object", "evidence", "optional", "status_ok", "amount", "currency", "percent",
    "valid_from", "valid_until", "capped", *VOCABULARY, *AS_WRITTEN,
}  # fmt: skip

RECORDS = {
    lang: [json.loads(line) for line in (FOLDER / f"{lang}.jsonl").read_text("utf-8").splitlines()]
    for lang in ("en", "zh")
}
#: Passages by language and what they were written for; all kinds of text without a claim are one group.
GROUPS = {
    f"{lang}-{name}": [r for r in records if (r["about"] if r["about"] in relations() else "other") == name]
    for lang, records in RECORDS.items()
    for name in (*relations(), "other")
}
EVERY = pytest.mark.parametrize("records", GROUPS.values(), ids=GROUPS)


def _required(record, name=None):
    return [c for c in record["claims"] if not c.get("optional") and name in (None, c["relation"])]


def _keys(names):
    return {normalize_name(name) for name in names}


def _type(record, names):
    """The type of the one entity of the passage that goes by one of `names`."""
    found = {entity["type"] for entity in record["entities"] if set(entity["names"]) & set(names)}
    assert len(found) == 1, (record["id"], names)
    return EntityType(found.pop())


@EVERY
def test_a_passage_is_well_formed(records):
    for record in records:
        here, text = record["id"], record["text"]
        fields = {"id", "lang", "published", "kind", "about", "case", "text", "entities", "claims"}
        assert set(record) == fields, here
        assert here.startswith(f"deals-{record['lang']}-")
        assert check_edtf(record["published"])
        assert unicodedata.is_normalized("NFC", text), here
        assert text == text.strip(), here
        for entity in record["entities"]:
            assert EntityType(entity["type"]), here
            assert entity["names"], here
            assert all(name in text for name in entity["names"]), here


@EVERY
def test_every_claim_is_in_the_words_of_the_text(records):
    for record in records:
        here, text = record["id"], record["text"]
        for claim in record["claims"]:
            assert claim["evidence"], here
            assert claim["evidence"] in text, here
            for side in (claim["subject"], claim["object"]):
                assert side is None or any(name in text for name in side), (here, side)
            for field in AS_WRITTEN[:4]:
                assert claim.get(field) is None or claim[field] in text, (here, claim[field])


@EVERY
def test_every_claim_fits_the_vocabulary(records):
    for record in records:
        for claim in record["claims"]:
            here = (record["id"], claim["relation"], claim["subject"][0])
            assert set(claim) <= FIELDS, here
            kind = relation(claim["relation"])
            object_ = _type(record, claim["object"]) if claim["object"] else None
            assert kind.allows(_type(record, claim["subject"]), object_), here
            assert not _keys(claim["subject"]) & _keys(claim["object"] or ()), here
            assert all(claim.get(name) is None or enum(claim[name]) for name, enum in VOCABULARY.items()), (
                here
            )
            assert {Status(status) for status in claim.get("status_ok", ())} <= set(Status), here
            days = (claim.get("valid_from"), claim.get("valid_until"))
            assert all(day is None or check_edtf(day) for day in days), here
            assert claim.get("percent") is None or 0 <= claim["percent"] <= 100, here
            assert (claim.get("amount") is None) == (claim.get("amount_bound") is None), here
            assert (claim.get("percent") is None) == (claim.get("percent_bound") is None), here
            of_amount = any(claim.get(name) for name in ("currency", "amount_of", "per")) or kind.is_literal
            assert claim.get("amount") is not None or not of_amount, here


@EVERY
def test_kind_and_case_agree_with_the_claims(records):
    for record in records:
        about, case, here = record["about"], record["case"], record["id"]
        assert case in CASES, here
        assert record["kind"] == ("claims" if _required(record) else "no_claim"), here
        if about not in relations():
            assert re.fullmatch("[a-z]+(_[a-z]+)*", about), here
            assert case != "none" or record["kind"] == "no_claim", here
            continue
        own = _required(record, about)
        assert case != "none", here
        assert bool(own) == (case != "near_miss"), here
        assert case != "denied" or any(claim["polarity"] == "denied" for claim in own), here
        statuses = {status for claim in own for status in (claim["status"], *claim.get("status_ok", ()))}
        assert case not in STATUS_OF_CASE or STATUS_OF_CASE[case] in statuses, here


@pytest.mark.parametrize("lang", RECORDS)
@pytest.mark.parametrize("name", relations())
def test_every_relation_is_said_often_and_in_several_ways(lang, name):
    holding = [record for record in RECORDS[lang] if _required(record, name)]
    assert len(holding) >= 10
    assert len({record["case"] for record in RECORDS[lang] if record["about"] == name}) >= 4


@pytest.mark.parametrize(
    ("lang", "passages", "without_claim", "several_sentences"),
    [("en", 300, 80, 90), ("zh", 300, 55, 60)],
    ids=["en", "zh"],
)
def test_there_is_enough_of_everything(lang, passages, without_claim, several_sentences):
    records = RECORDS[lang]
    assert len(records) >= passages
    assert sum(record["kind"] == "no_claim" for record in records) >= without_claim
    ends = re.compile(r"[。！？!?]|[.][”\"’]?\s")
    assert sum(len(ends.findall(record["text"][:-2])) >= 1 for record in records) >= several_sentences
    cases = Counter(record["case"] for record in records)
    assert min(cases[case] for case in CASES - {"conditional"}) >= 10
    assert cases["conditional"] >= 4


def test_nothing_stands_twice():
    records = list(chain(*RECORDS.values()))
    assert len({record["id"] for record in records}) == len(records)
    assert len({record["text"] for record in records}) == len(records)


def test_the_readme_counts_what_is_there():
    counts = {
        "passages": [],
        "of them without a claim to find": [],
        "claims to find": [],
        "optional claims": [],
    }
    for records in RECORDS.values():
        required = sum(len(_required(record)) for record in records)
        counts["passages"].append(len(records))
        counts["of them without a claim to find"].append(sum(r["kind"] == "no_claim" for r in records))
        counts["claims to find"].append(required)
        counts["optional claims"].append(sum(len(record["claims"]) for record in records) - required)
    readme = (FOLDER / "README.md").read_text("utf-8")
    rows = [f"| {name} | {en} | {zh} |" for name, (en, zh) in counts.items()]
    assert [row for row in rows if row not in readme] == []


def _squeezed(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))


def test_no_sentence_is_shared_with_what_was_used_for_development():
    known = _squeezed("\n".join(path.read_text("utf-8") for path in KNOWN))
    size = LONGEST_RUN + 1
    runs = {known[at : at + size] for at in range(len(known) - LONGEST_RUN)}
    for record in chain(*RECORDS.values()):
        text = _squeezed(record["text"])
        shared = [
            text[at : at + size] for at in range(len(text) - LONGEST_RUN) if text[at : at + size] in runs
        ]
        assert not shared, (record["id"], shared[0])
