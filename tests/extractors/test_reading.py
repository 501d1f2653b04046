"""What the encoder makes of a sentence, held against the cues of its words. No model."""

import numpy as np
import pytest

from extractors.modality import Reading
from extractors.pairs.encoder import DENIED, MANNERS
from extractors.reading import in_context
from kg.model import Polarity, Status

AFFIRMED, NO = Polarity.AFFIRMED, Polarity.DENIED


def chances(column: int, chance: float) -> np.ndarray:
    """As likely as said in one manner, the rest shared by the others."""
    found = np.full(DENIED + 1, (1 - chance) / DENIED, dtype=np.float32)
    found[column] = chance
    return found


@pytest.mark.parametrize(
    ("said", "polarity", "column", "chance", "framed", "expected"),
    [
        (Status.CURRENT, AFFIRMED, MANNERS.index(Status.ENDED), 0.9, True, (Status.ENDED, AFFIRMED)),
        (Status.CURRENT, AFFIRMED, MANNERS.index(Status.ENDED), 0.65, True, (Status.CURRENT, AFFIRMED)),
        (Status.CURRENT, AFFIRMED, MANNERS.index(Status.ENDED), 0.65, False, (Status.ENDED, AFFIRMED)),
        (Status.PLANNED, AFFIRMED, MANNERS.index(Status.CURRENT), 0.8, True, (Status.PLANNED, AFFIRMED)),
        (Status.PLANNED, AFFIRMED, MANNERS.index(Status.CURRENT), 0.95, True, (Status.CURRENT, AFFIRMED)),
        (Status.CURRENT, AFFIRMED, DENIED, 0.9, True, (Status.CURRENT, NO)),
        (Status.CURRENT, NO, MANNERS.index(Status.CURRENT), 0.99, True, (Status.CURRENT, NO)),
        (Status.CURRENT, NO, MANNERS.index(Status.CURRENT), 0.99, False, (Status.CURRENT, AFFIRMED)),
    ],
    ids=[
        "sure",
        "not-sure",
        "sure-for-no-frame",
        "against-a-cue",
        "very-sure",
        "denial",
        "a-frame-denies",
        "no-frame-denies",
    ],
)
def test_a_sure_encoder_is_believed(
    said: Status,
    polarity: Polarity,
    column: int,
    chance: float,
    framed: bool,
    expected: tuple[Status, Polarity],
) -> None:
    found = in_context(
        Reading(said, polarity, "Acme", None), chances(column, chance), framed=framed, denial_stands=framed
    )
    assert (found.status, found.polarity) == expected
    assert found.attribution == "Acme"


def test_what_is_agreed_is_no_plan_however_sure_the_encoder_is() -> None:
    said = Reading(Status.CURRENT, Polarity.AFFIRMED, None, None, agreed=True)
    planned, over = (MANNERS.index(status) for status in (Status.PLANNED, Status.ENDED))
    assert in_context(said, chances(planned, 0.95), framed=True, denial_stands=True).status == "current"
    assert in_context(said, chances(over, 0.95), framed=True, denial_stands=True).status == "ended"
