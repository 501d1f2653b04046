"""Counts, and what is read off them: precision, recall, F1."""

import msgspec


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What was found and is right, what was found and is wrong, and what was missed.

    >>> counts = Counts(right=6, wrong=2, missed=6)
    >>> counts.precision, counts.recall, counts.f1
    (0.75, 0.5, 0.6)
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            right=self.right + other.right, wrong=self.wrong + other.wrong, missed=self.missed + other.missed
        )

    @property
    def precision(self) -> float:
        """The share of what was found that is right; where nothing was found 0, or 1 if there was nothing to find."""
        found = self.right + self.wrong
        return self.right / found if found else float(not self.missed)

    @property
    def recall(self) -> float:
        """The share of what there is that was found; where there is nothing 0, or 1 if nothing was found."""
        there = self.right + self.missed
        return self.right / there if there else float(not self.wrong)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        precision, recall = self.precision, self.recall
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """So many right of so many."""

    right: int = 0
    total: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(right=self.right + other.right, total=self.total + other.total)
