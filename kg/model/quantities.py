"""Sums of money and percentages as the text gives them: a value and how it is bounded."""

from decimal import Decimal

import msgspec

from kg.model.errors import InvalidRecord
from kg.model.vocabulary import Bound, Per


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """A sum in plain units of its currency.

    `high` is the upper end of a range ("$2bn to $3bn": value 2bn, high 3bn), else None. `currency` is
    an ISO 4217 code, None where the text names none: a wrong currency is worse than none.
    """

    value: Decimal
    currency: str | None = None
    bound: Bound = Bound.EXACT
    per: Per | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value < 0:
            raise InvalidRecord(f"an amount is finite and not negative, not {self.value}")
        if self.currency is not None and not (
            len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()
        ):
            raise InvalidRecord(f"{self.currency!r} is not an ISO 4217 code such as USD")


class Percent(msgspec.Struct, frozen=True, kw_only=True):
    """A share of a hundred, 0 to 100 for stakes; growth rates may lie outside."""

    value: Decimal
    bound: Bound = Bound.EXACT
    high: Decimal | None = None


def bounds(value: float, bound: Bound) -> tuple[float, float]:
    """The closed interval of numbers that a bounded one stands for, compared by `facts.merge`.

    "about" allows 2.5 % to either side: vagueness grows with the sum.

    >>> bounds(40.0, Bound.ABOUT), bounds(50.0, Bound.UP_TO)
    ((39.0, 41.0), (0.0, 50.0))
    """
    match bound:
        case Bound.EXACT:
            return value, value
        case Bound.UP_TO:
            return 0.0, value
        case Bound.AT_LEAST:
            return value, float("inf")
        case Bound.ABOUT:
            return value * 0.975, value * 1.025
