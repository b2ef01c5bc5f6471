"""The law as the tests read it: who may take which place, written from the text and without the product's gates.

Sources as in docs/sources.md: age of majority and the bans on minors' work (Law on volunteering, Art. 12), consent of
a parent, night (22 to 6) and lessons (8 to 14 on school days), and what work with children asks of an adult.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

# Days of 2026 and whether pupils have lessons on them.
DAYS = {
    date(2026, 5, 12): True,  # a Tuesday in term
    date(2026, 5, 15): True,  # a Friday in term
    date(2026, 5, 16): False,  # a Saturday
    date(2026, 5, 11): False,  # the day off for Victory Day
    date(2026, 5, 26): False,  # the first day of the holidays
    date(2026, 6, 17): False,
    date(2026, 9, 1): True,
    date(2026, 9, 5): False,
}
TODAY = date(2026, 5, 4)
BANNED_FOR_MINORS = 1 | 2 | 4 | 8 | 16  # emergency, victims, offenders, heavy work, cash
VULNERABLE_ADULTS = 32  # whoever helps them has signed the code of ethics
CLINIC = 64  # entered only by agreement with its management
CONSENTS = (
    "none",
    "expired",
    "future",
    "other_organisation",
    "other_event",
    "withdrawn",
    "everything",
    "event",
    "host",
)
GOOD_CONSENTS = ("everything", "event", "host")
CLEARANCES = ("none", "expired", "future", "revoked", "too_old", "valid")
KINDS = ("offences", "training", "ethics")


@dataclass(frozen=True)
class Case:
    """One person and one place."""

    day: date = date(2026, 6, 17)
    start: time = time(10)
    hours: int = 4
    birth_date: date = date(2000, 1, 1)
    consent: str = "none"
    clearances: dict = field(default_factory=lambda: dict.fromkeys(KINDS, "none"))
    has_other_kind: bool = False
    is_account_open: bool = True
    is_parent_here: bool = False
    cause: str = "ecology"
    has_child_contact: bool = False
    hazards: int = 0
    is_declared: bool = True
    host_kind: str = ""
    host_approval: str = ""
    lead: str = "Dana"
    contact: str = "Dana"
    min_age: int = 14

    @property
    def starts(self):
        return datetime.combine(self.day, self.start)

    @property
    def ends(self):
        return self.starts + timedelta(hours=self.hours)


def is_minor(case):
    return _age(case) < 18


def _age(case):
    birthday_came = (case.day.month, case.day.day) >= (case.birth_date.month, case.birth_date.day)
    return case.day.year - case.birth_date.year - (0 if birthday_came else 1)


def allows(case, *, counts_parent=False):
    """Whether the person may be confirmed for the place; a parent who stands beside counts only at the door."""
    if not case.is_account_open or not case.is_declared or not case.contact or _age(case) < max(14, case.min_age):
        return False
    if (case.host_kind or case.hazards & CLINIC) and not case.host_approval:
        return False
    if case.has_child_contact and not case.lead:
        return False
    if case.hazards & VULNERABLE_ADULTS and case.clearances["ethics"] != "valid":
        return False
    if is_minor(case):
        if case.has_child_contact or case.cause == "child_protection" or case.hazards & BANNED_FOR_MINORS:
            return False
        if _is_at_night(case) or _is_in_lessons(case):
            return False
        return case.consent in GOOD_CONSENTS or (counts_parent and case.is_parent_here)
    return not case.has_child_contact or all(state == "valid" for state in case.clearances.values())


def _minutes(case):
    return range(0, case.hours * 60, 5)


def _is_at_night(case):
    return any(not 6 <= (case.starts + timedelta(minutes=minute)).hour < 22 for minute in _minutes(case))


def _is_in_lessons(case):
    moments = [case.starts + timedelta(minutes=minute) for minute in _minutes(case)]
    return any(DAYS.get(moment.date(), False) and 8 <= moment.hour < 14 for moment in moments)


def draw(rng: random.Random) -> Case:
    """Draw a case: half of them lawful but for one or two things, so that every line is met often."""
    day = rng.choice(list(DAYS))
    age = rng.choice([*range(13, 20), rng.randint(20, 40)])
    case = Case(day=day, birth_date=_birthday(rng, day, age))
    with_children = rng.random() < 0.35
    if with_children:
        case = replace(case, has_child_contact=True, clearances=dict.fromkeys(KINDS, "valid"))
    else:
        case = replace(case, consent=rng.choice(GOOD_CONSENTS))
    case = replace(case, start=time(rng.choice((9, 14, 15, 15))), hours=rng.choice((2, 3, 4)))
    for _ in range(rng.choice((0, 1, 1, 2))):
        case = _spoilt(rng, case)
    return case


def _birthday(rng, day, age):
    """A birthday on the day itself, the day after, or anywhere in the year."""
    near = rng.choice((0, 1, rng.randint(2, 360)))
    year = day.year - age - (1 if near else 0)
    then = day + timedelta(days=near)
    return date(year + (then.year - day.year), then.month, min(then.day, 28))


def _spoilt(rng, case):
    clearances = case.clearances | {rng.choice(KINDS): rng.choice(CLEARANCES)}
    return replace(
        case,
        **rng.choice(
            (
                {"consent": rng.choice(CONSENTS)},
                {"consent": rng.choice(CONSENTS)},
                {"clearances": clearances, "has_other_kind": True},
                {"clearances": clearances},
                {"clearances": clearances, "has_child_contact": True},
                {"start": time(rng.randrange(24), rng.choice((0, 30))), "hours": rng.choice((1, 4, 9))},
                {"hazards": rng.choice((1, 2, 4, 8, 16, 24, VULNERABLE_ADULTS))},
                {"hazards": rng.choice((VULNERABLE_ADULTS, CLINIC)), "clearances": dict.fromkeys(KINDS, "valid")},
                {"hazards": CLINIC, "host_approval": rng.choice(("", "the head, 2 May"))},
                {"cause": "child_protection"},
                {"is_account_open": False},
                {"is_declared": False},
                {"host_kind": "school", "host_approval": rng.choice(("", "the head, 2 May"))},
                {"lead": ""},
                {"contact": ""},
                {"min_age": rng.choice((16, 18, 21))},
                {"is_parent_here": True, "consent": "none"},
            )
        ),
    )
