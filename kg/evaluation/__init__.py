"""How good claims are: scored against passages annotated by hand, with every mistake shown where it was made.

`read_gold` reads the passages, `score` compares one of them with what was found in it, `figures` sums up, `render_mistakes`
makes a page of the mistakes. All of it is pure; `kg.evaluate` reads and extracts, and puts the pieces together.
"""

from kg.evaluation.counts import Counts, Share
from kg.evaluation.figures import Evaluation, Figures, figures
from kg.evaluation.gold import (
    QUALIFIERS,
    GoldClaim,
    Passage,
    Predicted,
    predicted,
    read_gold,
    read_predictions,
)
from kg.evaluation.mistakes import Kind, Mistake, mistakes
from kg.evaluation.page import render_mistakes, write_mistakes
from kg.evaluation.scoring import PassageScore, score

__all__ = [
    "QUALIFIERS", "Counts", "Evaluation", "Figures", "GoldClaim", "Kind", "Mistake", "Passage", "PassageScore", "Predicted",
    "Share", "figures", "mistakes", "predicted", "read_gold", "read_predictions", "render_mistakes", "score", "write_mistakes",
]  # fmt: skip
