from datetime import date

import numpy as np
import pytest

from matching.engine.geo import distance_m, ecef_cm
from matching.engine.hard import RULES, Pairs, codes_of, failed_bits
from matching.engine.index import build_index
from matching.engine.tables import NO_DAY
from tests.matching.engine.worlds import ALMATY, MONDAY, moment, world

NEARBY = (43.2383, 77.0)
METRES = int(distance_m(ecef_cm(*ALMATY), ecef_cm(*NEARBY))[0])
DAY = date.fromordinal(MONDAY)  # of the default shift, 10:00 to 12:00


def failed(person=None, shift=None, role=None, **more):
    """Rule codes that refuse the one person for the one role."""
    extra = more.pop("more_shifts", [])
    roles = [{"shift": 0} | (role or {})] + [{"shift": number + 1} for number in range(len(extra))]
    problem = world(people=[person or {}], shifts=[shift or {}, *extra], roles=roles, **more)
    bits = failed_bits(Pairs(build_index(problem), slice(None), slice(None)))
    return codes_of(int(bits[0, 0]))


def test_default_pair_fails_nothing():
    assert failed() == ()


def test_rules_have_distinct_bits_and_codes():
    assert [rule.bit for rule in RULES] == [1 << place for place in range(len(RULES))]
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"first_start": 40}, None),
        ({"first_start": 41}, "started"),
        ({"role": {"capacity": 2, "held": 1}}, None),
        ({"role": {"capacity": 2, "held": 2}}, "full"),
        ({"role": {"capacity": 0}}, "full"),
        ({"person": {"on_site": False}}, "mode"),
        ({"person": {"remote": False}}, None),
        ({"person": {"remote": False}, "shift": {"remote": True}}, "mode"),
        ({"person": {"on_site": False}, "shift": {"remote": True, "at": None}}, None),
        ({"person": {"max_metres": METRES}, "shift": {"at": NEARBY}}, None),
        ({"person": {"max_metres": METRES - 1}, "shift": {"at": NEARBY}}, "distance"),
        ({"person": {"max_metres": 0}}, None),
        ({"person": {"at": None}}, "distance"),
        ({"person": {"at": None}, "shift": {"remote": True}}, None),
        ({"person": {"quarters": range(40, 48)}}, None),
        ({"person": {"quarters": range(41, 48)}}, "time"),
        ({"person": {"quarters": range(40, 47)}}, "time"),
        ({"person": {"quarters": ()}}, "time"),
        ({"person": {"quarters": (), "free": (0,)}}, None),
        ({"person": {"quarters": (), "free": (7,)}}, "time"),
        ({"person": {"blocked": (0,)}}, "time"),
        ({"person": {"blocked": (7,)}}, None),
        ({"person": {"blocked": (0,), "free": (0,)}}, "time"),
        ({"person": {"skills": {3: 2, 69: 1}}, "role": {"need": {3: 2, 69: 1}}}, None),
        ({"person": {"skills": {3: 1, 69: 1}}, "role": {"need": {3: 2, 69: 1}}}, "skills"),
        ({"person": {"skills": {3: 3}}, "role": {"need": {3: 2, 69: 1}}}, "skills"),
        ({"person": {"languages": 3}, "role": {"languages": 3}}, None),
        ({"person": {"languages": 2}, "role": {"languages": 3}}, "languages"),
        ({"person": {"needs": 5}, "shift": {"access": 7}}, None),
        ({"person": {"needs": 5}, "shift": {"access": 4}}, "access"),
        ({"person": {"clearance": (MONDAY, MONDAY + 1)}, "role": {"clearances": 1}}, None),
        ({"person": {"clearance": (MONDAY + 1, NO_DAY)}, "role": {"clearances": 1}}, "clearance"),
        ({"person": {"clearance": (1, MONDAY)}, "role": {"clearances": 1}}, "clearance"),
        ({"role": {"clearances": 1}}, "clearance"),
        ({"person": {"shifts": 1}}, None),
        ({"person": {"shifts": 0}}, "week_shifts"),
        ({"person": {"minutes": 120}}, None),
        ({"person": {"minutes": 119}}, "week_minutes"),
    ],
)
def test_rule_refuses_exactly_what_it_says(case, code):
    assert failed(**case) == ((code,) if code else ())


@pytest.mark.parametrize(
    ("born", "min_age", "codes"),
    [
        (DAY.replace(year=2005), 21, ()),
        (DAY.replace(year=2005, day=6), 21, ("age",)),
        (DAY.replace(year=2008), 18, ()),
        (date(2000, 2, 29), 26, ()),
        (None, 0, ("consent",)),
        (None, 14, ("age", "consent")),
    ],
)
def test_minimum_age_counts_on_the_day_the_shift_starts(born, min_age, codes):
    assert failed({"born": born}, role={"min_age": min_age}) == codes


FIFTEEN = DAY.replace(year=2011)


@pytest.mark.parametrize(
    ("consent", "shift", "codes"),
    [
        ((0, 0), {}, ("consent",)),
        ((MONDAY, MONDAY + 1), {}, ()),
        ((MONDAY + 1, NO_DAY), {}, ("consent",)),
        ((1, MONDAY), {}, ("consent",)),
        ((MONDAY, MONDAY + 1), {"start": 90}, ("consent",)),
        ((MONDAY, MONDAY + 2), {"start": 90}, ()),
    ],
)
def test_minor_needs_consent_on_every_day_of_the_shift(consent, shift, codes):
    assert failed({"born": FIFTEEN, "consent": consent}, shift) == codes


def test_adult_needs_no_consent_from_the_birthday_on():
    assert failed({"born": DAY.replace(year=2008)}) == ()
    assert failed({"born": DAY.replace(year=2008, day=6)}) == ("consent",)


def test_minor_is_refused_near_children_even_with_consent():
    agreed = {"born": FIFTEEN, "consent": (MONDAY, NO_DAY)}

    assert failed(agreed) == ()
    assert failed(agreed, role={"child_contact": True}) == ("child_contact",)
    assert failed({}, role={"child_contact": True}) == ()


def test_shift_over_sunday_midnight_needs_both_days():
    night = {"day": 6, "start": 88, "length": 16}  # Sunday 22:00 to Monday 02:00
    sunday, monday = range(6 * 96 + 88, 7 * 96), range(8)

    assert failed({"quarters": [*sunday, *monday]}, night) == ()
    assert failed({"quarters": [*sunday]}, night) == ("time",)
    assert failed({"quarters": [*monday]}, night) == ("time",)
    assert failed({"quarters": [*sunday], "free": (7,)}, night) == ()
    assert failed({"blocked": (7,)}, night) == ("time",)


def test_shift_past_the_end_of_the_horizon_still_sees_its_days():
    night = {"day": 13, "start": 88, "length": 16}

    assert failed({}, night) == ()
    assert failed({"blocked": (14,)}, night) == ("time",)


def test_confirmed_sign_ups_use_the_budget_of_their_own_week():
    held = {"more_shifts": [{"day": 2}], "confirmed": [(0, 1)]}

    assert failed({"shifts": 2, "minutes": 240}, **held) == ()
    assert failed({"shifts": 1}, **held) == ("week_shifts",)
    assert failed({"minutes": 239}, **held) == ("week_minutes",)
    assert failed({"shifts": 1}, more_shifts=[{"day": 9}], confirmed=[(0, 1)]) == ()


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        ({"start": 49}, False),
        ({"start": 48}, True),
        ({"start": 44}, True),
        ({"start": 31}, False),
        ({"start": 32}, True),
        ({"start": 49, "at": NEARBY}, True),
        ({"start": 49 + -(-METRES // 7_500), "at": NEARBY}, False),
        ({"start": 49, "at": None, "remote": True}, False),
        ({"start": 48, "at": None, "remote": True}, True),
    ],
)
def test_confirmed_shift_keeps_a_quarter_and_the_way_free(other, clash):
    assert failed(more_shifts=[other], confirmed=[(0, 1)]) == (("clash",) if clash else ())


def test_sunday_night_clashes_with_monday_of_the_next_week():
    late = {"day": 6, "start": 88, "length": 8}

    assert failed(shift=late, more_shifts=[{"day": 7, "start": 0}], confirmed=[(0, 1)]) == ("clash",)
    assert failed(shift=late, more_shifts=[{"day": 7, "start": 1}], confirmed=[(0, 1)]) == ()


def test_another_role_of_the_same_shift_clashes():
    problem = world(people=[{}], shifts=[{}], roles=[{"shift": 0}, {"shift": 0}], confirmed=[(0, 1)])

    bits = failed_bits(Pairs(build_index(problem), slice(None), slice(None)))

    assert codes_of(int(bits[0, 0])) == ("clash",)
    assert codes_of(int(bits[0, 1])) == ("full", "clash")


def test_grid_of_pairs_equals_pair_by_pair():
    people = [{"minutes": 100 * number, "blocked": (number,)} for number in range(4)]
    shifts = [{"day": day, "length": 4 + day} for day in range(5)]
    index = build_index(world(people=people, shifts=shifts, confirmed=[(1, 0), (3, 2), (3, 4)]))

    whole = failed_bits(Pairs(index, slice(None), slice(None)))

    for volunteer, role in np.ndindex(4, 5):
        assert failed_bits(Pairs(index, np.array([volunteer]), np.array([role])))[0, 0] == whole[volunteer, role]


def test_moment_helper_agrees_with_the_axis():
    assert moment(0, 10).isoformat() == "2026-10-05T10:00:00"
