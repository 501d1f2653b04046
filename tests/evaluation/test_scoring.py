"""What counts as found, missed and false, in both languages; and the figures made of it."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg.evaluation import Counts, Passage, Predicted, Share, figures, read_gold, read_predictions, score
from kg.evaluation.names import key
from kg.measuring import evaluate
from kg.model import ArticleError


def passage(*claims: dict[str, Any], **fields: Any) -> Passage:
    given = {"id": "p", "lang": "en", "text": "An invented text.", "claims": claims} | fields
    return msgspec.convert(given, Passage)


def found(subject: Any, relation: str, object_: Any = None, **fields: Any) -> Predicted:
    return Predicted(article="p", subject=subject, relation=relation, object=object_, **fields)


def gold(
    subject: list[str], relation: str, object_: list[str] | None = None, **fields: Any
) -> dict[str, Any]:
    return {"subject": subject, "relation": relation, "object": object_, **fields}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Foxglove Group", "foxglove"),
        ("Foxglove Holdings, Inc.", "ＦＯＸＧＬＯＶＥ"),
        ("Tessera’s", "Tesseras"),
        ("银狐 机器人", "银狐机器人"),
        ("harbour_light", "Harbour-Light"),
        ("Group", "GROUP"),
    ],
    ids=["article-and-suffix", "full-width", "genitive", "blank", "marks", "only-a-suffix"],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert key(one) == key(other) != ""


NVIDIA, FOXGLOVE = ["Nvidia", "英伟达"], ["Foxglove", "银狐"]


@pytest.mark.parametrize(
    ("claims", "said", "right", "wrong", "missed"),
    [
        ([gold(NVIDIA, "SUES", FOXGLOVE)], [found("NVIDIA", "SUES", "Foxglove Inc")], 1, 0, 0),
        ([gold(NVIDIA, "SUES", FOXGLOVE)], [found("英伟达", "SUES", "银狐")], 1, 0, 0),
        ([gold(NVIDIA, "SUES", FOXGLOVE)], [found("银狐", "SUES", "英伟达")], 0, 1, 1),
        ([gold(NVIDIA, "PARTNERS_WITH", FOXGLOVE)], [found("银狐", "PARTNERS_WITH", "英伟达")], 1, 0, 0),
        ([gold(NVIDIA, "SUES", FOXGLOVE), gold(NVIDIA, "SUES", FOXGLOVE)], [], 0, 0, 1),
        ([gold(NVIDIA, "SUES", FOXGLOVE, optional=True)], [], 0, 0, 0),
        ([gold(NVIDIA, "SUES", FOXGLOVE, optional=True)], [found("Nvidia", "SUES", "Foxglove")], 0, 0, 0),
        ([gold(FOXGLOVE, "VALUED_AT", amount=5)], [found("银狐", "VALUED_AT", amount=9.0)], 1, 0, 0),
        ([], [found("A", "SUES", "B"), found("a", "SUES", "b")], 0, 1, 0),
        ([], [found("A", "COMPETES_WITH", "B"), found("B", "COMPETES_WITH", "A")], 0, 1, 0),
        ([], [found("A", "ADMIRES", "B")], 0, 1, 0),
    ],
    ids=["spelled-otherwise", "chinese", "turned-round", "symmetric", "said-twice", "optional-missed",
         "optional-found", "literal", "false-twice", "false-symmetric", "no-relation-of-ours"],
)  # fmt: skip
def test_found_false_and_missed(
    claims: list[dict[str, Any]], said: list[Predicted], right: int, wrong: int, missed: int
) -> None:
    assert score(passage(*claims), said).claims == Counts(right=right, wrong=wrong, missed=missed)


def test_a_claim_that_fits_two_is_given_to_the_one_asked_for() -> None:
    both = passage(
        gold(["Nvidia"], "SUES", ["Foxglove"], optional=True),
        gold(["Nvidia Labs", "Nvidia"], "SUES", ["Foxglove"]),
    )
    assert score(both, [found("Nvidia", "SUES", "Foxglove")]).claims == Counts(right=1)


@pytest.mark.parametrize(
    ("qualifier", "wanted", "said", "right"),
    [
        ("amount", 3_000_000_000, 2_990_000_000.0, True),
        ("amount", 3_000_000_000, 2_900_000_000.0, False),
        ("percent", 27, 27.0, True),
        ("percent", 27, 27.5, False),
        ("currency", "USD", "usd", True),
        ("exclusivity", "exclusive", None, False),
        ("valid_until", "2032", "2032", True),
        ("valid_until", "2032", "2032-01", False),
        ("status", "current", None, True),
        ("status", "ended", None, False),
        ("polarity", "denied", "denied", True),
        ("polarity", "affirmed", None, True),
    ],
)
def test_qualifiers_of_claims_that_were_found(qualifier: str, wanted: Any, said: Any, right: bool) -> None:
    asked = passage(gold(NVIDIA, "INVESTS_IN", FOXGLOVE, **{qualifier: wanted}))
    result = score(asked, [found("Nvidia", "INVESTS_IN", "Foxglove", **{qualifier: said})])
    assert result.qualifiers == {qualifier: Share(right=int(right), total=1)}
    assert [(slip.qualifier, slip.wanted) for slip in result.slips] == (
        [] if right else [(qualifier, (wanted,))]
    )


def test_further_statuses_may_be_right() -> None:
    asked = passage(gold(NVIDIA, "SUES", FOXGLOVE, status="planned", status_ok=["considered"]))
    assert score(asked, [found("Nvidia", "SUES", "Foxglove", status="considered")]).slips == ()


def test_pairs_are_counted_whatever_the_relation() -> None:
    asked = passage(
        gold(NVIDIA, "SUES", FOXGLOVE),
        gold(FOXGLOVE, "BUYS_FROM", NVIDIA),
        gold(["Ada Li"], "FOUNDED", FOXGLOVE),
    )
    said = [found("Foxglove", "USES", "Nvidia"), found("Ada Li", "FOUNDED", "Tessera")]
    assert score(asked, said).pairs == Counts(right=1, wrong=1, missed=1)


def test_sums_by_relation_and_for_passages_without_claims() -> None:
    scores = [
        score(passage(gold(NVIDIA, "SUES", FOXGLOVE)), [found("Nvidia", "SUES", "Foxglove")]),
        score(passage(id="q", kind="no_claim"), [found("Nvidia", "ADMIRES", "Foxglove")]),
        score(passage(id="r", kind="no_claim"), []),
    ]
    summed = figures(scores)
    assert summed.relations == {"SUES": Counts(right=1), "ADMIRES": Counts(wrong=1)}
    assert summed.clean == {"q": 1, "r": 0}
    assert {tuple(row) for row in summed.rows()} == {tuple(summed.rows()[0])}
    assert [row["of"] for row in summed.rows()] == ["claims", "pairs", "relation", "relation", "no_claim"]


@pytest.mark.parametrize(
    ("counts", "rates"),
    [
        (Counts(), (1.0, 1.0, 1.0)),
        (Counts(wrong=2), (0.0, 0.0, 0.0)),
        (Counts(missed=2), (0.0, 0.0, 0.0)),
        (Counts(right=1, wrong=1, missed=3), (0.5, 0.25, 1 / 3)),
    ],
    ids=["nothing-at-all", "nothing-to-find", "nothing-found", "some"],
)
def test_rates(counts: Counts, rates: tuple[float, float, float]) -> None:
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(rates)


# Lines that are wrong

GOOD = {
    "id": "good",
    "lang": "en",
    "text": "Nvidia sued Foxglove in May.",
    "claims": [gold(NVIDIA, "SUES", FOXGLOVE)],
}
BAD = [
    ("{", "cannot be used"),
    ('{"id": "x"}', "missing required field `lang`"),
    (json.dumps(GOOD | {"claims": [gold(NVIDIA, "SUEZ", FOXGLOVE)]}), "did you mean 'SUES'?"),
    (json.dumps(GOOD | {"claims": [gold([], "SUES", FOXGLOVE)]}), "SUES needs the names"),
    (json.dumps(GOOD | {"claims": [gold(NVIDIA, "SUES")]}), "SUES needs the names"),
    (json.dumps(GOOD | {"claims": [gold(NVIDIA, "VALUED_AT", FOXGLOVE)]}), "VALUED_AT has no object"),
    (json.dumps(GOOD | {"claims": [gold(NVIDIA, "SUES", FOXGLOVE, amount="much")]}), "amount"),
    ("\udcff", "cannot be used"),
]


@pytest.mark.parametrize(("line", "says"), BAD, ids=[says for _, says in BAD[:-1]] + ["not-utf-8"])
def test_a_bad_line_is_named_and_the_others_go_on(line: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    text = f"{json.dumps(GOOD)}\n\n{line}\n{json.dumps(GOOD | {'id': 'after'})}\n"
    file.write_bytes(text.encode("utf-8", errors="surrogateescape"))
    errors: list[ArticleError] = []
    assert [one.id for one in read_gold(file, on_error=errors.append)] == ["good", "after"]
    [error] = errors
    assert error.source == f"{file}:3"
    assert says in error.reason
    none = tmp_path / "none.jsonl"
    none.write_text("", "utf-8")
    errors.clear()
    assert len(evaluate(file, predictions=none, on_error=errors.append).passages) == 2
    assert len(errors) == 1
    with pytest.raises(ArticleError, match=r"gold\.jsonl:3"):
        evaluate(file, predictions=none)


def test_two_passages_of_one_id(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n", "utf-8")
    errors: list[ArticleError] = []
    assert len(read_gold(file, on_error=errors.append)) == 1
    assert "has the id 'good' of an earlier line" in str(errors[0])


def test_claims_of_other_programs(tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text(
        '{"article": "good", "subject": ["x", "Nvidia"], "relation": "SUES", "object": "银狐"}\n'
        '{"article": "elsewhere", "subject": "a", "relation": "SUES", "object": "b"}\n[1]\n',
        "utf-8",
    )
    errors: list[ArticleError] = []
    assert len(read_predictions(file, on_error=errors.append)) == 2
    assert errors[0].source == f"{file}:3"
    passages = tmp_path / "gold.jsonl"
    passages.write_text(json.dumps(GOOD), "utf-8")
    errors.clear()
    measured = evaluate(passages, predictions=file, on_error=errors.append)
    assert (measured.figures().claims, measured.unknown, len(errors)) == (Counts(right=1), 1, 1)


def test_files_that_are_not_there_or_not_json_lines(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"nowhere\.jsonl: cannot be read"):
        evaluate(tmp_path / "nowhere.jsonl")
    with pytest.raises(ArticleError, match=r"gold.txt: is not called .jsonl"):
        evaluate(tmp_path / "gold.txt")


def test_a_passage_of_which_nothing_is_left_counts_as_missed(tmp_path: Path) -> None:
    file, none = tmp_path / "gold.jsonl", tmp_path / "none.jsonl"
    file.write_text(json.dumps(GOOD | {"text": "…"}), "utf-8")
    none.write_text("", "utf-8")
    errors: list[ArticleError] = []
    measured = evaluate(file, predictions=none, on_error=errors.append)
    assert measured.figures().claims == Counts(missed=1)
    assert "nothing is left of passage 'good'" in str(errors[0])


def test_the_documented_lines_are_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "measure.md").read_text("utf-8")
    [example], [claim] = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("json", "jsonl"))
    file, claims = tmp_path / "gold.jsonl", tmp_path / "claims.jsonl"
    file.write_text(json.dumps(json.loads(example)), "utf-8")
    claims.write_text(claim, "utf-8")
    assert evaluate(file, predictions=claims).figures().claims == Counts(right=1, missed=1)
