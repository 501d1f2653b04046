"""`merge`: claims -> facts. Pure: no clock, no store, and the order of the claims does not matter.

A group is all asserted claims of one (subject, relation, object). They are read in the order of the
days they speak of, and each goes to the period it fits:

1. To one it agrees with. An end closes it; claims published after that are stale, or a new start.
2. What disagrees opens a new period if nothing of the kind is open: another round, another event, a plan
   beside what holds today, an end of something else.
3. Otherwise it opens one only if it is later than all the claims of the open period, and carries its own
   date or is said by two independent witnesses for the first time.
4. Otherwise it stays where it is and marks the fact as disputed. A stale background sentence must
   never rewrite history.

Denied claims only dispute facts; what is merely considered does nothing here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.facts.compare import agree, apart, witnesses
from kg.facts.leader import choose_leader, value_of
from kg.model import (
    ASSERTED,
    OPEN_END,
    OPEN_START,
    QUALIFIERS,
    Claim,
    Fact,
    Polarity,
    RelationKind,
    Status,
    content_id,
    interval,
    relation,
)

_Group = tuple[str, str, str | None]


def merge(claims: Iterable[Claim]) -> list[Fact]:
    """The facts that the claims make, in order of subject, relation, object and time.

    Every affirmed claim that is current, ended, planned or conditional supports exactly one fact. A
    claim given twice counts once. To know what was known on a day, give the claims published before it.
    """
    groups: dict[_Group, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        groups[claim.group][claim.id] = claim
    facts = [fact for group in groups.values() for fact in _merge_group(list(group.values()))]
    return sorted(facts, key=lambda fact: (*fact.group[:2], fact.object_id or "", fact.since, fact.id))


class _Period:
    """Claims of one group that speak of one state or event, while the group is read."""

    def __init__(self, first: Claim) -> None:
        self.claims = [first]
        self.eligible = [first]
        self.leader = first
        self.why = ""
        self.successor: _Period | None = None
        self.replaces = False
        self._values = {value_of(first)}

    def add(self, claim: Claim, *, may_lead: bool = True) -> None:
        self.claims.append(claim)
        if not may_lead:
            return
        self.eligible.append(claim)
        # Until the group is read to its end, only a new value can change what the period says.
        if value_of(claim) not in self._values:
            self._values.add(value_of(claim))
            self.leader, _ = choose_leader(self.eligible)

    @property
    def is_plan(self) -> bool:
        return all(_is_plan(claim) for claim in self.claims)

    @property
    def ended_on(self) -> str | None:
        """The first day on which it no longer held, None while nobody says that it ended."""
        return min((_end(claim) for claim in self.claims if claim.status == Status.ENDED), default=None)

    def contradicts(self, claim: Claim) -> bool:
        """True if a claim of this period speaks against its leader, or against its end."""
        if not agree(claim, self.leader):
            return True
        return self._is_late(claim)

    def settle(self) -> None:
        """Choose the leader for good, when all claims of the group are read."""
        self.leader, self.why = choose_leader([c for c in self.eligible if not self._is_late(c)])

    def _is_late(self, claim: Claim) -> bool:
        ended_on = self.ended_on
        return claim.status != Status.ENDED and ended_on is not None and _published(claim) > ended_on


def _merge_group(claims: Sequence[Claim]) -> list[Fact]:
    asserted = [c for c in claims if c.polarity == Polarity.AFFIRMED and c.status in ASSERTED]
    denials = [c for c in claims if c.polarity == Polarity.DENIED and c.status in ASSERTED]
    # Within a day, ends come before beginnings: "no longer exclusive, but still primary".
    asserted.sort(key=lambda c: (_day(c), c.status != Status.ENDED, c.id))
    periods: list[_Period] = []
    for position, claim in enumerate(asserted):
        _place(claim, periods=periods, later=asserted[position:])
    for period in periods:
        period.settle()
    return [_fact(period, denials=denials) for period in periods]


def _place(claim: Claim, *, periods: list[_Period], later: Sequence[Claim]) -> None:
    """Add the claim to the period it fits, or open one. `later` is the claim and all that follow it."""
    alike = [period for period in periods if not apart(claim, period.leader)]
    agreeing = [period for period in alike if agree(claim, period.leader) and _may_join(claim, period)]
    home = max(agreeing, key=lambda period: _fit(claim, period), default=None)
    if home is not None and not home.contradicts(claim):
        was_plan = home.is_plan
        home.add(claim)
        if was_plan and not home.is_plan:
            _replace([p for p in alike if p is not home and _is_rival(claim, p)], by=home)
        return
    rivals = [period for period in alike if _is_rival(claim, period)]
    if rivals and not _opens(claim, periods=alike, rival=rivals[-1], later=later):
        # What was so once, or is over, may be said again by many: it disputes, and never leads.
        is_stale = home is not None or any(agree(claim, p.leader) for p in alike if p.successor is not None)
        rivals[-1].add(claim, may_lead=not is_stale)
        return
    opened = _Period(claim)
    periods.append(opened)
    over = [period for period in alike if period.ended_on is not None]
    _replace(rivals or ([] if claim.status == Status.ENDED else over), by=opened)


def _replace(rivals: Sequence[_Period], *, by: _Period) -> None:
    """Close the last rival, as far as it is a state: events do not end each other."""
    if rivals and relation(by.leader.relation).kind != RelationKind.EVENT:
        by.replaces = True
        rivals[-1].successor = by


def _may_join(claim: Claim, period: _Period) -> bool:
    """True unless something else has taken the period's place: then only its end is still news."""
    return period.successor is None or claim.status == Status.ENDED


def _is_rival(claim: Claim, period: _Period) -> bool:
    """True if the period leaves no room for the claim: both cannot hold on one day.

    A plan does not contradict what holds today, the end of one thing does not contradict another, and
    what ended before the claim leaves room for anything but itself.
    """
    if claim.status == Status.ENDED or period.successor is not None:
        return False
    if period.ended_on is not None and not agree(claim, period.leader):
        return False
    return period.is_plan == _is_plan(claim)


def _opens(claim: Claim, *, periods: Sequence[_Period], rival: _Period, later: Sequence[Claim]) -> bool:
    if any(_day(claim) <= _day(earlier) for earlier in rival.claims):
        return False
    if claim.valid_from is not None:
        return True
    is_new = not any(agree(claim, period.leader) for period in periods)
    return is_new and witnesses(c for c in later if agree(c, claim) and not agree(c, rival.leader)) >= 2


def _fit(claim: Claim, period: _Period) -> tuple[bool, bool, int, str]:
    """How well a claim fits a period it agrees with: still open, no plan, most in common, the newest."""
    same = sum(
        getattr(claim, name) is not None and getattr(claim, name) == getattr(period.leader, name)
        for name in QUALIFIERS
    )
    is_open = period.successor is None and (claim.status == Status.ENDED or not period.contradicts(claim))
    fits_plan = period.is_plan == _is_plan(claim)
    return is_open, fits_plan, same, _day(period.claims[0])


def _fact(period: _Period, *, denials: Sequence[Claim]) -> Fact:
    leader = period.leader
    against = [claim for claim in period.claims if period.contradicts(claim)]
    with_it = [claim for claim in period.claims if claim not in against]
    since, until = _start(period), _until(period)
    status = _status(period)
    contested = against + [c for c in denials if _denies(c, leader, status=status, since=since, until=until)]
    days = sorted(claim.published for claim in period.claims if claim.published is not None)
    # The ends of a symmetric relation stand in order of id, whichever the leader names first.
    swapped = leader.group[0] != leader.subject_id
    ends = ("object", "subject") if swapped else ("subject", "object")
    return Fact(
        id=content_id("f", *leader.group, period.claims[0].id),
        relation=leader.relation,
        subject=getattr(leader, ends[0]),
        subject_id=getattr(leader, f"{ends[0]}_id"),
        subject_type=getattr(leader, f"{ends[0]}_type"),
        object=getattr(leader, ends[1]),
        object_id=getattr(leader, f"{ends[1]}_id"),
        object_type=getattr(leader, f"{ends[1]}_type"),
        status=status,
        **{name: getattr(leader, name) for name in QUALIFIERS},
        since=since,
        until=until,
        disputed=bool(contested),
        confidence=max(claim.confidence for claim in with_it),
        n_claims=len(period.claims),
        n_publishers=witnesses(with_it),
        first_published=days[0] if days else None,
        last_published=days[-1] if days else None,
        leader=leader.id,
        claims=(leader.id, *sorted(claim.id for claim in period.claims if claim is not leader)),
        contested_by=tuple(sorted(claim.id for claim in contested)),
        why=period.why,
    )


def _denies(denial: Claim, leader: Claim, *, status: Status, since: str, until: str) -> bool:
    """True if the denial attacks the fact: its very values, and on a day when the fact is said to hold.

    "AWS is not the exclusive seller" attacks only what says exclusive; "no longer" is attacked only by
    a denial of the end.
    """
    values = ("amount", "percent", "exclusivity", "round", "position")
    if any(getattr(denial, name) is not None and getattr(leader, name) is None for name in values):
        return False
    if (denial.status == Status.ENDED) != (status == Status.ENDED):
        return False
    # An end is denied after it is said to have come; everything else while it is said to hold.
    in_time = status == Status.ENDED or _day(denial) == OPEN_START or since <= _day(denial) < until
    return in_time and agree(denial, leader) and not apart(denial, leader)


def _status(period: _Period) -> Status:
    """The furthest that any claim says it has come: conditional, planned, current, ended."""
    said = {claim.status for claim in period.claims}
    order = (Status.ENDED, Status.CURRENT, Status.PLANNED, Status.CONDITIONAL)
    return next(status for status in order if status in said)


def _start(period: _Period) -> str:
    """The day it began as stated, leader first; if it replaced something, else the day it was first said."""
    stated = period.leader.valid_from or min(
        (c.valid_from for c in period.claims if c.valid_from), default=None
    )
    if stated is not None:
        return interval(stated)[0]
    return (
        min(_day(c) for c in period.claims if period.is_plan or not _is_plan(c))
        if period.replaces
        else OPEN_START
    )


def _until(period: _Period) -> str:
    """The first day on which it no longer holds."""
    held = _held(period)
    stated = period.leader.valid_until or max(
        (c.valid_until for c in period.claims if c.valid_until and interval(c.valid_until)[1] > held),
        default=None,
    )
    planned = interval(stated)[1] if stated else OPEN_END
    replaced = _start(period.successor) if period.successor else OPEN_END
    until = min(period.ended_on or planned, replaced)
    since = _start(period)
    if until > since:
        return until
    # What began and ended on one day, or in one vague year, held for as long as its start covers.
    return interval(period.leader.valid_from or since)[1]


def _held(period: _Period) -> str:
    """The last day on which it is said to hold: what ended before were terms of it ("until last year the exclusive provider")."""
    return max(
        (_published(c) for c in period.claims if c.status == Status.CURRENT and c.valid_until is None),
        default="",
    )


def _end(claim: Claim) -> str:
    """The first day after what an `ended` claim speaks of; at the latest the day it was published."""
    if claim.valid_until is not None:
        return interval(claim.valid_until)[1]
    return _published(claim) if claim.published is not None else OPEN_END


def _is_plan(claim: Claim) -> bool:
    return claim.status in (Status.PLANNED, Status.CONDITIONAL)


def _day(claim: Claim) -> str:
    """The day a claim is sorted by: its stated start, else its publication; unknown days come first."""
    return interval(claim.valid_from)[0] if claim.valid_from else _published(claim)


def _published(claim: Claim) -> str:
    return interval(claim.published)[0] if claim.published else OPEN_START
