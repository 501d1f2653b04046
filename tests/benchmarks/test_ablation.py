"""The parts and guards that the ablation leaves out are left out, and nothing else is."""

import ablation
import numpy as np
import pytest

import kg
from extractors.confidence import Judge
from extractors.pairs.classifier import Classifier
from extractors.pairs.model import PairModel
from kg.evaluation import GoldClaim, Passage, Predicted, Share
from kg.model import Article

pytestmark = pytest.mark.model

Triple = tuple[str, str, str | None]


def article(lang: str, text: str) -> Article:
    return Article(id="a_desk", lang=lang, text=text, published="2026-05-14")


def triples(claims: list[kg.Claim]) -> set[Triple]:
    return {(claim.subject, claim.relation, claim.object) for claim in claims}


@pytest.fixture
def frames_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames and patterns with no threshold, so that trained weights play no part."""
    monkeypatch.setattr("extractors.reading.classifier", lambda _: None)
    monkeypatch.setattr("extractors.reading.judge", lambda _: Judge())


@pytest.fixture
def eager_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """A classifier that takes any two firms of a sentence for rivals, and a judge that lets all pass."""
    model = PairModel(
        relations=("COMPETES_WITH",), bits=4, weights=np.zeros((16, 1), np.int8), scale=np.ones(1, np.float32),
        bias=np.full(1, 5.0, np.float32), thresholds=np.full(1, 0.5, np.float32),
    )  # fmt: skip
    monkeypatch.setattr("extractors.reading.classifier", lambda _: Classifier(model))
    monkeypatch.setattr("extractors.reading.judge", lambda _: Judge())


@pytest.mark.usefixtures("frames_alone")
@pytest.mark.parametrize(
    ("part", "lang", "text", "claim"),
    [
        ("recognizer", "en", "Brightwell Robotics has acquired Fernhill Systems for $40 million.", ("Brightwell Robotics", "ACQUIRES", "Fernhill Systems")),
        ("recognizer", "zh", "辰曜科技公司收购了岭南智算公司。", ("辰曜科技公司", "ACQUIRES", "岭南智算公司")),
        ("coreference", "en", "Anthropic opened an office in Dublin. The company has acquired Graphcore.", ("Anthropic", "ACQUIRES", "Graphcore")),
        ("coreference", "zh", "Anthropic在都柏林设立了办公室。该公司收购了Graphcore。", ("Anthropic", "ACQUIRES", "Graphcore")),
    ],
    ids=["en-recognizer", "zh-recognizer", "en-coreference", "zh-coreference"],
)  # fmt: skip
def test_without_a_part_its_claim_is_gone(part: str, lang: str, text: str, claim: Triple) -> None:
    reader = ablation.Reader(article(lang, text))
    assert claim in triples(reader.claims())
    assert claim not in triples(reader.claims([part]))
    assert claim in triples(reader.claims()), "what was left out is back"


@pytest.mark.usefixtures("frames_alone")
@pytest.mark.parametrize(
    ("guard", "lang", "text", "claim"),
    [
        ("questions", "en", "Will Microsoft acquire Anthropic?", ("Microsoft", "ACQUIRES", "Anthropic")),
        ("questions", "zh", "微软会收购Anthropic吗？", ("Microsoft", "ACQUIRES", "Anthropic")),
        ("register", "en", "Microsoft has developed Claude.", ("Microsoft", "DEVELOPS", "Claude")),
        ("register", "zh", "微软开发了Claude。", ("Microsoft", "DEVELOPS", "Claude")),
        ("tree", "en", "OpenAI, which Nvidia backs, has acquired Graphcore.", ("Nvidia", "ACQUIRES", "Graphcore")),
    ],
    ids=["en-questions", "zh-questions", "en-register", "zh-register", "en-tree"],
)  # fmt: skip
def test_without_a_guard_what_it_keeps_out_comes_in(guard: str, lang: str, text: str, claim: Triple) -> None:
    reader = ablation.Reader(article(lang, text))
    assert claim not in triples(reader.claims())
    assert claim in triples(reader.claims([guard]))


@pytest.mark.usefixtures("frames_alone")
@pytest.mark.parametrize(
    ("lang", "text", "field", "read", "without"),
    [
        ("en", "Microsoft denied that it had acquired Anthropic.", "polarity", "denied", "affirmed"),
        ("zh", "微软否认收购了Anthropic。", "polarity", "denied", "affirmed"),
        ("en", "Microsoft plans to acquire Anthropic.", "status", "planned", "current"),
        ("zh", "微软计划收购Anthropic。", "status", "planned", "current"),
    ],
    ids=["en-denials", "zh-denials", "en-statuses", "zh-statuses"],
)  # fmt: skip
def test_without_modality_all_is_so(lang: str, text: str, field: str, read: str, without: str) -> None:
    reader = ablation.Reader(article(lang, text))
    assert {getattr(claim, field) for claim in reader.claims()} == {read}
    assert {getattr(claim, field) for claim in reader.claims(["cues"])} == {without}


def test_without_cues_the_encoder_tells_what_is_planned() -> None:
    reader = ablation.Reader(article("en", "Microsoft plans to acquire Anthropic."))
    assert {claim.status for claim in reader.claims(["cues"])} == {"planned"}
    assert {claim.status for claim in reader.claims(["cues", "manners"])} == {"current"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "Nvidia and Cohere were both at the fair."), ("zh", "英伟达和Cohere都参加了展会。")],
    ids=["en", "zh"],
)
@pytest.mark.parametrize("part", ["classifier", "classifier's own readings"])
@pytest.mark.usefixtures("eager_classifier")
def test_without_the_classifier_its_readings_are_gone(part: str, lang: str, text: str) -> None:
    reader = ablation.Reader(article(lang, text))
    assert triples(reader.claims()) in (
        {("Nvidia", "COMPETES_WITH", "Cohere")},
        {("Cohere", "COMPETES_WITH", "Nvidia")},
    )
    assert reader.claims([part]) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "Microsoft has acquired Anthropic."), ("zh", "微软收购了Anthropic。")],
    ids=["en", "zh"],
)
def test_without_a_least_confidence_doubtful_claims_are_made(
    lang: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractors.reading.judge", lambda _: Judge(bias=-3.0, least=0.5))
    reader = ablation.Reader(article(lang, text))
    assert reader.claims() == []
    assert ("Microsoft", "ACQUIRES", "Anthropic") in triples(reader.claims(["least"]))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "Microsoft will invest up to $5bn in Anthropic. It denied that it had sued Cohere.\n\nBrightwell Robotics uses Claude.",
        ),
        ("zh", "微软将向Anthropic投资至多50亿美元。上周，该公司否认起诉Cohere。\n\n辰曜科技公司使用Claude。"),
    ],
    ids=["en", "zh"],
)
def test_all_of_it_reads_as_the_product_does(lang: str, text: str) -> None:
    (product,) = (claims for _, claims in kg.extract([article(lang, text)]))
    reader = ablation.Reader(article(lang, text))
    reader.claims(["recognizer", "coreference"])
    assert product
    assert reader.claims() == product


def test_every_line_leaves_out_parts_that_there_are() -> None:
    lines = [*ablation.LADDER, *ablation.GUARDS]
    assert {part for line in lines for part in line.without} == set(ablation.PARTS)
    assert len({line.title for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ([], Share()),
        (["affirmed"], Share(right=0, total=1)),
        (["affirmed", "denied"], Share(right=1, total=1)),
    ],
    ids=["not found", "found as so", "found as denied"],
)
def test_denials_are_counted_where_they_are_found(said: list[str], share: Share) -> None:
    gold = GoldClaim(subject=("Nvidia",), relation="SUES", object=("Foxglove",), polarity="denied")
    other = GoldClaim(subject=("Nvidia",), relation="USES", object=("Claude",), polarity="affirmed")
    passage = Passage(id="a", lang="en", text="-", claims=(gold, other))
    claims = [
        Predicted(article="a", relation="SUES", subject="Nvidia", object="Foxglove", polarity=one)
        for one in said
    ]
    claims.append(
        Predicted(article="a", relation="USES", subject="Nvidia", object="Claude", polarity="affirmed")
    )
    assert ablation.denials(passage, claims) == share


def test_the_table_of_one_language() -> None:
    lines = [ablation.Line("all", ()), ablation.Line("no names", ("recognizer",))]
    gold = GoldClaim(subject=("Microsoft",), relation="ACQUIRES", object=("Anthropic",), status="current")
    text = "Microsoft has acquired Anthropic."
    one = ablation.Annotated(
        Passage(id="a_desk", lang="en", text=text, claims=(gold,)), article("en", text), []
    )
    measured = ablation.measure(one, lines)
    results = {line.title: {"deals": [measured[line.title]]} for line in lines}
    head, *rows = ablation.rows(lines, results, ["deals"])
    assert [row[:4] for row in rows] == [
        ["all", "100.0", "100.0", "100.0"],
        ["no names", "100.0", "100.0", "100.0"],
    ]
    assert {len(row) for row in rows} == {len(head)}
