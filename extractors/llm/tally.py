"""What asking cost and what became of the answers, counted."""

from collections import Counter
from decimal import Decimal

_MILLION = Decimal(1_000_000)


class Tally:
    """Counts of one run: requests, tokens, claims kept, and what was dropped by reason."""

    def __init__(self) -> None:
        self.requests = self.cached = self.kept = 0
        self.prompt_tokens = self.completion_tokens = self.without_usage = 0
        self.dropped: Counter[str] = Counter()
        self.qualifiers: Counter[str] = Counter()
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Something to be told once at the end."""
        if text not in self.notes:
            self.notes.append(text)

    def cost(self, price_in: Decimal, price_out: Decimal) -> Decimal:
        """US dollars for the tokens of this run; prices are per million tokens."""
        return (self.prompt_tokens * price_in + self.completion_tokens * price_out) / _MILLION

    def report(self, name: str, *, price_in: Decimal | None, price_out: Decimal | None) -> str:
        """The counts in words, a few lines."""
        tokens = f"{self.prompt_tokens:,} prompt and {self.completion_tokens:,} completion tokens"
        if price_in is not None and price_out is not None:
            tokens += f", {self.cost(price_in, price_out):.4f} USD"
        if self.without_usage:
            tokens += f" (and those of {_counted(self.without_usage, 'answer')} that did not say)"
        lines = [
            f"{name}: {_counted(self.requests, 'request')}, {_counted(self.cached, 'answer')} from the cache; {tokens}",
            f"{_counted(self.kept, 'claim')} kept, {self.dropped.total():,} dropped{_reasons(self.dropped)}",
        ]
        if self.qualifiers:
            lines.append(
                f"{_counted(self.qualifiers.total(), 'qualifier')} dropped{_reasons(self.qualifiers)}"
            )
        return "\n".join([*lines, *self.notes])


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _reasons(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ": " + ", ".join(f"{count:,} {reason}" for reason, count in ordered) if ordered else ""
