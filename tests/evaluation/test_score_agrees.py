"""The figures of `kg evaluate` are those of the scorer of the gold data, on real passages and on drawn ones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.evaluation import Evaluation
from kg.measuring import evaluate

GOLD = Path(__file__).parents[3] / "shared" / "gold"
SCORER = GOLD / "score.py"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SCORER.is_file(), reason=f"the scorer of the gold data is not here ({SCORER})"),
]


def scored(gold: Path, claims: Path) -> dict[str, Any]:
    """What the scorer says."""
    command = [sys.executable, str(SCORER), str(gold), str(claims), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return {name: value for name, value in said.items() if name != "errs"}


def ours(evaluation: Evaluation) -> dict[str, Any]:
    """Our figures in the scorer's form, through JSON as they are."""
    figures = evaluation.figures()

    def counts(c: Any) -> list[int]:
        return [c.right, c.wrong, c.missed]

    def rates(c: Any) -> list[float]:
        return [c.precision, c.recall, c.f1]

    return {
        "n": figures.passages,
        "tot": counts(figures.claims),
        "prf": rates(figures.claims),
        "rel": {name: [counts(c), rates(c)] for name, c in figures.relations.items()},
        "pair": counts(figures.pairs),
        "pairprf": rates(figures.pairs),
        "qual": {name: [share.right, share.total] for name, share in figures.qualifiers.items()},
        "nofp": dict(figures.clean),
        "nclean": len(figures.clean),
        "unknown": evaluation.unknown,
        "per": [[p.id, *counts(p.claims)[:2], p.claims.missed] for p in evaluation.passages],
    }


@pytest.mark.model
@pytest.mark.parametrize("name", ["dev", "seeds"])
def test_on_real_passages(name: str, tmp_path: Path) -> None:
    import kg

    gold, claims = GOLD / f"{name}.jsonl", tmp_path / "claims.jsonl"
    found = [claim for _, some in kg.extract(kg.read_articles([gold])) for claim in some]
    claims.write_bytes(b"".join(msgspec.json.encode(claim) + b"\n" for claim in found))
    measured = evaluate(gold, predictions=claims)
    assert ours(measured) == scored(gold, claims)
    assert measured.figures().claims.right > 20
    extracted = evaluate(gold)
    assert extracted.passages == measured.passages
    for lang in measured.languages():
        part = tmp_path / f"{lang}.jsonl"
        lines = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
        part.write_text("".join(json.dumps(one) + "\n" for one in lines if one["lang"] == lang), "utf-8")
        only = evaluate(gold, predictions=claims, lang=lang)
        assert ours(only) == scored(part, claims) | {"unknown": 0}
        assert measured.figures(lang=lang) == only.figures()


# Few names, written in many ways, so that drawn claims meet, merge, and nearly meet.
NAMES = ["Foxglove", "the Foxglove Group", "FOXGLOVE, Inc.", "银狐", "银狐 机器人", "Tessera’s", "Tesseras", "Ada Lindqvist",
         "Co", "The", "!", "Ｔｅｓｓｅｒａ", "tessera-Labs", "tessera_labs"]  # fmt: skip
RELATIONS = ["INVESTS_IN", "COMPETES_WITH", "PARTNERS_WITH", "SUES"]
names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)
qualifiers = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.sampled_from([None, 100, 100.9, 101, 99, 0, 5e10, 5.04e10]),
        "currency": st.sampled_from([None, "USD", "usd", "CNY"]),
        "percent": st.sampled_from([None, 27, 27.0000001, 27.5]),
        "exclusivity": st.sampled_from([None, "exclusive", "primary"]),
        "valid_from": st.sampled_from([None, "2026", "2026-04"]),
        "valid_until": st.sampled_from([None, "2032"]),
        "status": st.sampled_from(["current", "ended", "planned"]),
        "polarity": st.sampled_from(["affirmed", "denied"]),
    },
)
extra = st.fixed_dictionaries(
    {}, optional={"optional": st.booleans(), "status_ok": st.lists(st.sampled_from(["ended", "planned"]))}
)


@st.composite
def gold_claims(draw: st.DrawFn) -> dict[str, Any]:
    literal = draw(st.integers(0, 5)) == 0
    ends = {
        "subject": draw(names),
        "relation": "VALUED_AT" if literal else draw(st.sampled_from(RELATIONS)),
        "object": None if literal else draw(names),
    }
    return ends | draw(qualifiers) | draw(extra)


@st.composite
def found_claims(draw: st.DrawFn) -> dict[str, Any]:
    end = st.one_of(st.sampled_from(NAMES), names)
    ends = {
        "article": draw(st.sampled_from(["p0", "p1", "p2", "p3", "elsewhere"])),
        "subject": draw(end),
        "relation": draw(st.sampled_from([*RELATIONS, "VALUED_AT", "ADMIRES"])),
        "object": draw(st.one_of(st.none(), end)),
    }
    return ends | draw(qualifiers)


passages = st.lists(
    st.fixed_dictionaries(
        {"lang": st.sampled_from(["en", "zh"]), "claims": st.lists(gold_claims(), max_size=6)},
        optional={"kind": st.sampled_from(["claims", "no_claim", None])},
    ),
    min_size=4,
    max_size=4,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=passages, found=st.lists(found_claims(), max_size=30))
def test_on_drawn_passages(drawn: list[dict[str, Any]], found: list[dict[str, Any]], tmp_path: Path) -> None:
    gold, claims = tmp_path / "gold.jsonl", tmp_path / "claims.jsonl"
    rows = [{"id": f"p{i}", "text": "An invented text about firms.", **row} for i, row in enumerate(drawn)]
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    claims.write_text("".join(json.dumps(row) + "\n" for row in found), "utf-8")
    assert ours(evaluate(gold, predictions=claims, show_mistakes=True)) == scored(gold, claims)
