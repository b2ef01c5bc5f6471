from datetime import date, timedelta

import pytest

from accounts import errors, services
from accounts.enums import Role
from accounts.permissions import ROLE_ACTIONS, Action, allows
from accounts.queries import has_guardian_consent, roles_in
from tests.factories.accounts import make_grant, make_user
from tests.factories.places import ALMATY, KARAGANDA, region, settlement

pytestmark = pytest.mark.django_db


def test_every_role_is_in_the_table_and_every_action_is_held_by_somebody():
    assert set(ROLE_ACTIONS) == set(Role)
    assert frozenset().union(*ROLE_ACTIONS.values()) == set(Action)


def test_unknown_roles_carry_nothing():
    assert not allows(["emperor", ""], Action.REPORT_VIEW)
    assert allows(["emperor", Role.AKIMAT_OFFICER], Action.REPORT_VIEW)


def test_a_grant_holds_for_its_territory_and_what_lies_below():
    officer = make_user()
    make_grant(officer, Role.AKIMAT_OFFICER, territory=region("750000000"))

    assert roles_in(officer, region("750000000")) == {Role.AKIMAT_OFFICER}
    assert roles_in(officer, settlement(ALMATY)) == {Role.AKIMAT_OFFICER}
    assert roles_in(officer, settlement(KARAGANDA)) == set()
    assert roles_in(officer, None) == set()


def test_a_grant_without_territory_holds_everywhere():
    reviewer = make_user()
    make_grant(reviewer, Role.REVIEWER)

    assert roles_in(reviewer, settlement(KARAGANDA)) == roles_in(reviewer, None) == {Role.REVIEWER}


def test_consent_holds_until_its_last_day_and_not_after_withdrawal(now):
    minor = make_user()
    consent = services.record_guardian_consent(
        minor=minor, guardian_name="Мама", text_version="1", valid_until=date(2026, 6, 1), actor=None, now=now
    )

    assert has_guardian_consent(minor, on=date(2026, 5, 31))
    assert not has_guardian_consent(minor, on=date(2026, 6, 1))
    assert not has_guardian_consent(minor, on=now.date() - timedelta(days=1))
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    assert not has_guardian_consent(minor, on=date(2026, 5, 31))


def test_register_folds_the_address_and_refuses_a_second_one(now):
    user = services.register(email=" Aida@Example.org ", full_name="Аида  Сәбит", language="kk", now=now)

    assert (user.email, user.full_name, user.has_usable_password()) == ("aida@example.org", "Аида Сәбит", False)
    with pytest.raises(errors.EmailTaken):
        services.register(email="AIDA@example.org", full_name="Other", language="ru", now=now)


def test_short_name_shows_the_first_letter_of_the_surname_only():
    assert make_user(full_name="Айгерім Нұрлан").short_name == "Айгерім Н."
    assert make_user(full_name="Батыр").short_name == "Батыр"
