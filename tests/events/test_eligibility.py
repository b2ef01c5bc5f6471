from datetime import date, time

import pytest

from events.eligibility import ConsentFact, Gate, PersonFacts, RoleFacts, decide

ADULT = PersonFacts(birth_date=date(2000, 1, 1), languages=0b011, skill_levels={"first_aid": 2})
CONSENT = (ConsentFact(date(2026, 1, 1), date(2027, 1, 1), "everything"),)
MINOR = PersonFacts(birth_date=date(2011, 1, 1), consents=CONSENT, languages=0b001)


def role(**facts) -> RoleFacts:
    """A role on Saturday 9 May 2026, 10:00 to 14:00, in the open air."""
    day = {"starts_on": date(2026, 5, 9), "ends_on": date(2026, 5, 9), "start_time": time(10), "end_time": time(14)}
    return RoleFacts(**{**day, "consent_scopes": frozenset({"everything"}), **facts})


def closed(person, asked, consent_age=18):
    return decide(person, asked, consent_age=consent_age).gates


@pytest.mark.parametrize(
    ("person", "asked", "gates"),
    [
        (ADULT, role(), []),
        (MINOR, role(), []),
        (ADULT, role(min_age_years=26), []),
        (ADULT, role(min_age_years=27), [Gate.MINIMUM_AGE]),
        (MINOR, role(is_for_adults=True), [Gate.ADULTS_ONLY]),
        (PersonFacts(birth_date=date(2009, 5, 1)), role(), [Gate.GUARDIAN_CONSENT]),
        (PersonFacts(birth_date=date(2008, 5, 1)), role(), []),
        (ADULT, role(required_levels={"first_aid": 2}), []),
        (ADULT, role(required_levels={"first_aid": 3}), [Gate.SKILL]),
        (ADULT, role(languages=0b011), []),
        (ADULT, role(languages=0b100), [Gate.LANGUAGE]),
    ],
)
def test_closed_gates_are_exactly_what_is_wrong(person, asked, gates):
    assert closed(person, asked) == gates
