"""What quality, names and sets print and read, on passages made for it."""

import json
from pathlib import Path

import gold_sets
import party_names
import pytest
import quality
from gold_sets import Annotated
from party_names import PartyNames

from kg.evaluation import GoldClaim, Passage, Share
from kg.model import Article, EntityType, ExplainedSentence, Explanation, Named

SHARED = Path(__file__).parents[3] / "shared"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")

TEXT = "Foxglove Labs, led by Ann Marlow, has sued Foxglove. It uses Claude."
ENTITIES = [
    {"type": "Organization", "names": ["Foxglove Labs"]},
    {"type": "Organization", "names": ["Foxglove"]},
    {"type": "Person", "names": ["Ann Marlow", "Marlow"]},
    {"type": "Product", "names": ["Claude"]},
]


def passage() -> Annotated:
    claims = (
        GoldClaim(subject=("Foxglove Labs",), relation="SUES", object=("Foxglove",)),
        GoldClaim(subject=("Foxglove Labs",), relation="USES", object=("Claude",)),
        GoldClaim(
            subject=("Ann Marlow",), relation="HOLDS_POSITION_AT", object=("Foxglove Labs",), optional=True
        ),
    )
    article = Article(id="a", lang="en", text=TEXT)
    return Annotated(Passage(id="a", lang="en", text=TEXT, claims=claims), article, ENTITIES)


def named(
    text: str, type_: EntityType, *, start: int = 0, canonical: str | None = None, by: str = "name"
) -> Named:
    at = TEXT.index(text, start)
    return Named(start=at, end=at + len(text), text=text, type=type_, canonical=canonical or text, by=by)


def sentences(*names: Named) -> Explanation:
    end = TEXT.index(" It")
    parts = [(0, end), (end + 1, len(TEXT))]
    return Explanation(
        claims=(),
        sentences=tuple(
            ExplainedSentence(start=a, end=b, names=tuple(n for n in names if a <= n.start < b))
            for a, b in parts
        ),
    )


def test_a_place_within_a_longer_name_is_none() -> None:
    found = party_names.places(passage())
    assert [TEXT[start:end] for start, end, _ in sorted(found)] == [
        "Foxglove Labs", "Ann Marlow", "Foxglove", "Claude"
    ]  # fmt: skip


def test_names_of_parties_are_counted_by_place_and_type() -> None:
    found = party_names.party_names(
        passage(),
        sentences(
            named("Foxglove Labs", EntityType.ORGANIZATION),
            named("Ann Marlow", EntityType.PERSON),
            named("Foxglove", EntityType.PERSON, start=20),
            named("It", EntityType.ORGANIZATION, canonical="Foxglove Labs", by="anaphor"),
            named("Claude", EntityType.PRODUCT),
        ),
    )
    assert found == PartyNames(
        places=Share(right=2, total=3),  # Foxglove is a person here; Ann Marlow is no party to be found
        names=Share(right=3, total=4),  # "It" is no name
        known=Share(right=2, total=2),
        together=Share(right=2, total=2),
    )


def test_without_what_refers_back_the_parties_stand_apart() -> None:
    found = party_names.party_names(
        passage(),
        sentences(named("Foxglove Labs", EntityType.ORGANIZATION), named("Claude", EntityType.PRODUCT)),
    )
    assert found.known == Share(right=1, total=2)
    assert found.together == Share(right=0, total=2)


def test_what_cannot_be_read_has_no_names_found() -> None:
    found = party_names.party_names(passage(), None)
    assert (found.places, found.names) == (Share(right=0, total=3), Share())
    assert found + found == party_names.PartyNames(Share(total=6), Share(), Share(total=4), Share(total=4))


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    rows = [
        {
            "id": "desk-1", "lang": "en", "published": "2026-05-14", "text": "Microsoft has acquired Graphcore for $2bn.",
            "entities": [{"type": "Organization", "names": ["Microsoft"]}, {"type": "Organization", "names": ["Graphcore"]}],
            "claims": [{"subject": ["Microsoft"], "relation": "ACQUIRES", "object": ["Graphcore"], "amount": 2e9, "status": "current"}],
        },
        {"id": "desk-2", "lang": "zh", "kind": "no_claim", "text": "不来梅周四整天下雨，街上几乎没有行人。", "claims": []},
    ]  # fmt: skip
    path = tmp_path / "desk.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.mark.model
def test_a_file_is_measured_by_relation_qualifier_and_name(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {str(gold): quality.measure(str(gold), shared=gold.parent)}
    quality.print_all(found)
    printed = capsys.readouterr().out
    assert "| desk.jsonl, English | 1 | 1 | 100 | 100 | 100 | 100 % of 1 |" in printed
    assert "| desk.jsonl, Chinese | 1 | 0 | - | - | - |" in printed
    assert "| 0 in 1 |" in printed
    assert "| desk.jsonl, English | 100 % of 2 | 100 % of 2 | 100 % of 1 | 100 % of 1 |" in printed
    assert "| `ACQUIRES` | 1 | 100 | 100 | 0 | - | - |" in printed
    assert "| amount, where the claim is found | 1 |  | 100 | - | - | - |" in printed
    tables = [block.splitlines() for block in printed.split("\n\n") if block.startswith("|")]
    assert len(tables) == 3
    assert all(len({row.count("|") for row in table}) == 1 for table in tables)


@pytest.mark.model
def test_one_line_a_set(gold: Path) -> None:
    found = {str(gold): quality.measure(str(gold), shared=gold.parent)}
    assert list(quality.short_rows(found))[1] == ["desk.jsonl", "1", "100", "100", "100", "0", "-", "-", "-"]


@pytest.mark.parametrize("name", ["dev", "seeds", "held_out", "nowhere.jsonl"])
def test_passages_that_are_not_there_are_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"is not there.*--shared"):
        gold_sets.annotated(name, shared=tmp_path)


def test_the_benchmark_of_this_repository_needs_no_other_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = gold_sets.annotated("deals", shared=tmp_path)
    assert {one.passage.lang for one in found} == set(gold_sets.LANGUAGES)
    assert all(one.article is None or one.article.id == one.passage.id for one in found)
    unread = sum(one.article is None for one in found)
    assert unread == len(capsys.readouterr().err.splitlines())
    assert unread < 5


@shared
@pytest.mark.shared
def test_held_out_pages_are_an_eighth_that_no_training_reads() -> None:
    kept = gold_sets.annotated("held_out", shared=SHARED)
    total = (SHARED / "gold" / "train.jsonl").read_bytes().count(b"\n")
    assert 0.08 < len(kept) / total < 0.2
    assert all(gold_sets.held_out(one.passage.id) for one in kept)
