"""Staff repair: a consent given on paper, its end, and grants, each with an audit line."""

import pytest
from django.contrib.auth.models import Permission
from django.utils.timezone import localdate

from accounts import errors, services
from accounts.models import GuardianConsent, RoleGrant
from accounts.queries import has_guardian_consent
from core.clock import now as clock_now
from core.models import AuditLine
from tests.factories.accounts import make_consent, make_user

CONSENTS = "/admin/accounts/guardianconsent/"
GRANTS = "/admin/accounts/rolegrant/"


@pytest.fixture
def minor(db):
    return make_user(full_name="Айгерім Тестова")


def recorded(action):
    return AuditLine.objects.filter(action=action, actor__isnull=False).count()


def test_staff_record_a_consent_given_on_paper(admin_client, minor):
    form = {
        "minor": minor.pk,
        "guardian_name": "Гүлнар Тестова",
        "text_version": "2026-1",
        "valid_until": "2099-01-01",
    }

    answer = admin_client.post(f"{CONSENTS}add/", form)

    consent = GuardianConsent.objects.get()
    assert answer.status_code == 302
    assert (consent.minor, consent.guardian_name, consent.withdrawn_at) == (minor, "Гүлнар Тестова", None)
    assert has_guardian_consent(minor, on=localdate(clock_now()))
    assert recorded("consent.given") == 1


def test_recorded_consent_cannot_be_rewritten(admin_client, minor):
    consent = make_consent(minor)

    page = admin_client.get(f"{CONSENTS}{consent.pk}/change/")
    admin_client.post(f"{CONSENTS}{consent.pk}/change/", {"guardian_name": "Somebody", "valid_until": "2099-01-01"})

    before = (consent.guardian_name, consent.valid_until)
    consent.refresh_from_db()
    assert page.status_code == 200
    assert (consent.guardian_name, consent.valid_until) == before


def test_staff_withdraw_consents_once(admin_client, minor):
    consent = make_consent(minor)
    chosen = {"action": "withdraw", "_selected_action": [consent.pk]}

    admin_client.post(CONSENTS, chosen)
    consent.refresh_from_db()
    first = consent.withdrawn_at
    admin_client.post(CONSENTS, chosen)

    consent.refresh_from_db()
    assert first is not None
    assert consent.withdrawn_at == first
    assert not has_guardian_consent(minor, on=localdate(clock_now()))
    assert recorded("consent.withdrawn") == 1


def test_consents_and_accounts_are_not_deleted(admin_client, minor):
    consent = make_consent(minor)

    for table, row in ((CONSENTS, consent), ("/admin/accounts/user/", minor)):
        assert admin_client.post(f"{table}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        admin_client.post(table, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
        assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("is_list", [False, True])
def test_a_role_taken_away_leaves_a_line(admin_client, minor, is_list):
    grant = RoleGrant.objects.create(user=minor, role="reviewer")
    if is_list:
        admin_client.post(GRANTS, {"action": "delete_selected", "_selected_action": [grant.pk], "post": "yes"})
    else:
        admin_client.post(f"{GRANTS}{grant.pk}/delete/", {"post": "yes"})

    assert not RoleGrant.objects.exists()
    assert recorded("role.taken") == 1


def test_withdrawing_twice_is_refused(minor):
    consent = make_consent(minor)
    services.withdraw_guardian_consent(consent=consent, actor=minor, now=clock_now())

    with pytest.raises(errors.ConsentWithdrawn):
        services.withdraw_guardian_consent(consent=consent, actor=minor, now=clock_now())


def test_staff_who_may_only_look_withdraw_nothing(client, minor):
    reader = make_user(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_guardianconsent"))
    consent = make_consent(minor)
    client.force_login(reader)

    client.post(CONSENTS, {"action": "withdraw", "_selected_action": [consent.pk]})

    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_grant_is_given_with_an_audit_line_and_never_rewritten(admin_client, minor):
    answer = admin_client.post(f"{GRANTS}add/", {"user": minor.pk, "role": "reviewer", "territory": ""})

    grant = RoleGrant.objects.get()
    assert answer.status_code == 302
    assert (grant.user, grant.role, grant.territory) == (minor, "reviewer", None)
    assert recorded("role.granted") == 1
    admin_client.post(f"{GRANTS}{grant.pk}/change/", {"user": minor.pk, "role": "staff", "territory": ""})
    grant.refresh_from_db()
    assert grant.role == "reviewer"
