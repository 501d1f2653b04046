"""Values and words tied to a drafted relation: sums, shares, dates, exclusivity, rounds, caps."""
