import pytest

from events.eligibility import Gate, PersonFacts, RoleFacts, failed_gates

ADULT = PersonFacts(age_years=21, has_guardian_consent=False, languages=0b011, skill_levels={"first_aid": 2})
MINOR = PersonFacts(age_years=15, has_guardian_consent=True, languages=0b001)
OPEN_ROLE = RoleFacts(min_age_years=14, is_for_adults=False)


def test_failed_gates_of_an_adult_for_an_open_role_are_none():
    assert failed_gates(ADULT, OPEN_ROLE) == []


@pytest.mark.parametrize(
    ("person", "role", "gates"),
    [
        (ADULT, RoleFacts(min_age_years=21, is_for_adults=False), []),
        (ADULT, RoleFacts(min_age_years=22, is_for_adults=False), [Gate.MINIMUM_AGE]),
        (MINOR, OPEN_ROLE, []),
        (MINOR, RoleFacts(min_age_years=14, is_for_adults=True), [Gate.ADULTS_ONLY]),
        (PersonFacts(age_years=17, has_guardian_consent=False), OPEN_ROLE, [Gate.GUARDIAN_CONSENT]),
        (PersonFacts(age_years=18, has_guardian_consent=False), OPEN_ROLE, []),
        (PersonFacts(age_years=18, has_guardian_consent=False), RoleFacts(14, is_for_adults=True), []),
        (ADULT, RoleFacts(14, is_for_adults=False, required_levels={"first_aid": 2}), []),
        (ADULT, RoleFacts(14, is_for_adults=False, required_levels={"first_aid": 3}), [Gate.SKILL]),
        (MINOR, RoleFacts(14, is_for_adults=False, required_levels={"first_aid": 1}), [Gate.SKILL]),
        (ADULT, RoleFacts(14, is_for_adults=False, languages=0b011), []),
        (ADULT, RoleFacts(14, is_for_adults=False, languages=0b100), [Gate.LANGUAGE]),
    ],
)
def test_failed_gates_name_exactly_what_is_wrong(person, role, gates):
    assert failed_gates(person, role) == gates


def test_failed_gates_lists_every_failure_legal_ones_first():
    child = PersonFacts(age_years=13, has_guardian_consent=False)
    role = RoleFacts(min_age_years=18, is_for_adults=True, languages=1, required_levels={"first_aid": 1})

    assert failed_gates(child, role) == list(Gate)
