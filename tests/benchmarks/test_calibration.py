"""The arithmetic of calibration, and the plot."""

import random
from xml.etree import ElementTree

import calibration
import pytest
from calibration import Judged, bins, brier, expected_error, interval
from calibration_plot import Dot, draw

SVG = "{http://www.w3.org/2000/svg}"


def drawn(n: int, *, seed: int, too_sure: float = 0.0) -> list[Judged]:
    """Claims whose chance to be right is their confidence, less `too_sure`."""
    chance = random.Random(seed)
    sure = [round(chance.uniform(0.3, 1.0), 2) for _ in range(n)]
    return [Judged(one, chance.random() < one - too_sure) for one in sure]


def test_bins_are_tenths_that_hold_their_lower_bound() -> None:
    found = bins([Judged(confidence, True) for confidence in (0.0, 0.29, 0.3, 0.57, 0.58, 0.7, 0.9, 1.0)])
    assert [(one.low, one.claims) for one in found] == [
        (0.0, 1), (0.2, 1), (0.3, 1), (0.5, 2), (0.7, 1), (0.9, 2)
    ]  # fmt: skip


def test_a_bin_says_how_sure_and_how_often_right() -> None:
    (one,) = bins([Judged(0.82, True), Judged(0.88, False), Judged(0.88, True)])
    assert one.confidence == pytest.approx(0.86)
    assert one.right == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("judged", "score"),
    [
        ([Judged(1.0, True), Judged(0.0, False)], 0.0),
        ([Judged(1.0, False), Judged(0.0, True)], 1.0),
        ([Judged(0.5, True), Judged(0.5, False)], 0.25),
        ([Judged(0.9, True), Judged(0.6, False)], (0.01 + 0.36) / 2),
    ],
    ids=["perfect", "always wrong", "one half", "by hand"],
)
def test_brier_score(judged: list[Judged], score: float) -> None:
    assert brier(judged) == pytest.approx(score)


@pytest.mark.parametrize(
    ("judged", "error"),
    [
        ([Judged(1.0, True)] * 3, 0.0),
        ([Judged(0.95, True), Judged(0.95, False)], 0.45),
        # 0.8 said and all right: 0.2 off, three claims; 0.5 said and none right: 0.5 off, one claim
        ([*[Judged(0.8, True)] * 3, Judged(0.5, False)], (3 * 0.2 + 0.5) / 4),
        # in one bin too sure and too unsure cancel out
        ([Judged(0.72, True), Judged(0.78, True), Judged(0.7, False), Judged(0.8, True)], (0.2 + 3 * abs(2.2 / 3 - 2 / 3)) / 4),
    ],
    ids=["perfect", "too sure", "two bins", "cancelling"],
)  # fmt: skip
def test_expected_calibration_error(judged: list[Judged], error: float) -> None:
    assert expected_error(judged) == pytest.approx(error)


@pytest.mark.parametrize("seed", range(5))
def test_drawn_claims_that_are_as_sure_as_right_are_calibrated(seed: int) -> None:
    calm, rash = drawn(4000, seed=seed), drawn(4000, seed=seed, too_sure=0.2)
    assert expected_error(calm) < 0.04
    assert expected_error(rash) == pytest.approx(0.2, abs=0.04)
    assert brier(calm) < brier(rash)
    inside = [interval(round(one.right * one.claims), one.claims) for one in bins(calm)]
    within = [low <= one.confidence <= high for (low, high), one in zip(inside, bins(calm), strict=True)]
    assert sum(within) >= len(within) - 1


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (8, 10, 0.490, 0.943), (80, 100, 0.711, 0.867)],
)
def test_intervals_are_those_of_wilson(right: int, total: int, low: float, high: float) -> None:
    assert interval(right, total) == pytest.approx((low, high), abs=1e-3)


def test_tables_stand_by_language_and_set() -> None:
    found = {
        "en": {"dev": drawn(50, seed=1), "deals": [Judged(0.9, True)]},
        "zh": {"dev": [Judged(0.6, False)], "deals": []},
    }
    rows = list(calibration.summary(found))
    assert [row[:2] for row in rows[1:]] == [
        ["English, dev", "50"],
        ["English, deals", "1"],
        ["Chinese, dev", "1"],
    ]
    assert rows[2][2:] == ["0.90", "1.00", "0.010", "0.000", "0.100"]
    tenths = list(calibration.by_tenths({"en": [Judged(0.9, True)], "zh": [Judged(0.6, False)]}))
    assert [row[0] for row in tenths[1:]] == ["0.6 to 0.7", "0.9 to 1.0"]
    assert tenths[1][1:5] == ["0", "-", "-", "-"]
    assert tenths[1][5:8] == ["1", "0.60", "0.00"]
    assert {len(row) for row in tenths} == {9}


def test_the_plot_is_well_formed_and_places_its_dots() -> None:
    panels = {
        "English <b>": [Dot(0.5, 1.0, (0.9, 1.0), 4), Dot(1.0, 0.0, (0.0, 0.2), 1)],
        "中文": [Dot(0.75, 0.75, (0.6, 0.9), 16)],
    }
    plot = draw(panels)
    tree = ElementTree.fromstring(plot)
    assert [text.text for text in tree.iter(f"{SVG}text") if text.get("class") == "name"] == [
        "English <b>",
        "中文",
    ]
    places = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in tree.iter(f"{SVG}circle")]
    assert places == [(140.0, 0.0), (280.0, 280.0), (210.0, 70.0)]
    sizes = [float(dot.get("r", "")) for dot in tree.iter(f"{SVG}circle")]
    assert sizes[2] > sizes[0] > sizes[1] or sizes[2] > sizes[0] >= sizes[1]
    assert "prefers-color-scheme: dark" in plot
    assert plot == draw(panels)
