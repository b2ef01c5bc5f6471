"""Clearances as dated facts: what may be recorded, by whom, and what is never kept."""

import hashlib
from datetime import date, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail

from accounts.enums import Role
from core import outbox
from core.models import AuditLine, Look, OutboxMessage
from events.eligibility import rules_on
from tests.factories.accounts import make_grant, make_user
from tests.factories.volunteers import make_clearance, make_volunteer
from volunteers import errors, services
from volunteers.enums import ClearanceKind
from volunteers.models import Clearance
from volunteers.services import SeenClearance
from volunteers.tasks import ask_renewals
from volunteers.validators import clearance_rule, plain_number

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)
NUMBER = "KZ-CANARY 4815162342"


@pytest.fixture
def officer(db):
    user = make_user(full_name="Сәуле Мұқанова")
    make_grant(user, Role.SAFEGUARDING_OFFICER)
    return user


def seen(**facts):
    """An offence certificate issued ten days ago."""
    return SeenClearance(
        **{"kind": "offences", "issued_on": date(2026, 4, 24), "number": NUMBER, "issuer": "eGov", **facts}
    )


def record(user, officer, now, **facts):
    return services.record_clearance(volunteer=user.volunteer, seen=seen(**facts), actor=officer, now=now)


def test_what_was_seen_is_kept_as_dates_and_who_looked(now, aliya, officer):
    clearance = record(aliya, officer, now, valid_until=date(2026, 12, 1))

    assert (clearance.issued_on, clearance.valid_until, clearance.issuer) == (
        date(2026, 4, 24),
        date(2026, 12, 1),
        "eGov",
    )
    assert (clearance.checked_by, clearance.checked_at) == (officer.public_id, now)
    line = AuditLine.objects.get(action="clearance.recorded")
    assert (line.actor, line.details) == (officer.public_id, {"kind": "offences"})


def test_without_an_end_it_counts_as_long_as_its_kind_may(now, aliya, officer):
    assert record(aliya, officer, now).valid_until == date(2026, 4, 24) + timedelta(days=365)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"issued_on": TODAY + timedelta(days=1)}, errors.ClearanceFromFuture),
        ({"issued_on": TODAY - timedelta(days=31)}, errors.ClearanceTooOld),
        ({"valid_until": date(2026, 4, 24)}, errors.ClearanceEndsBeforeIssue),
        ({"valid_until": date(2026, 4, 23)}, errors.ClearanceEndsBeforeIssue),
        ({"valid_until": date(2027, 4, 25)}, errors.ClearanceTooLong),
        ({"valid_until": TODAY}, errors.ClearanceOver),
        ({"number": " - "}, errors.ClearanceNumberMissing),
        ({"issued_on": date(9999, 12, 31)}, errors.ClearanceFromFuture),
        ({"issued_on": date(1, 1, 1)}, errors.ClearanceTooOld),
    ],
)
def test_an_impossible_paper_is_refused_and_nothing_is_written(now, aliya, officer, facts, error):
    with pytest.raises(error):
        record(aliya, officer, now, **facts)

    assert not Clearance.objects.exists()
    assert not AuditLine.objects.filter(action__startswith="clearance").exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"issued_on": TODAY},
        {"issued_on": TODAY - timedelta(days=30)},
        {"valid_until": TODAY + timedelta(days=1)},
        {"valid_until": date(2027, 4, 24)},
        {"kind": "training", "number": ""},
    ],
)
def test_a_paper_on_the_edge_is_taken(now, aliya, officer, facts):
    assert record(aliya, officer, now, **facts).pk


def test_nobody_records_her_own_papers(now, officer):
    make_volunteer(user=officer)

    with pytest.raises(errors.OwnClearance):
        record(officer, officer, now)


def test_nobody_revokes_her_own_papers(now, officer):
    clearance = make_clearance(make_volunteer(user=officer))

    with pytest.raises(errors.OwnClearance):
        services.revoke_clearance(clearance=clearance, reason="Mine.", actor=officer, now=now)


def test_a_paper_shown_for_two_people_is_refused_however_it_is_written(now, aliya, bekzat, officer):
    record(aliya, officer, now)

    with pytest.raises(errors.ClearanceNumberTaken):
        record(bekzat, officer, now, number="kz canary-4815162342")

    assert not bekzat.volunteer.clearances.exists()


def test_the_same_number_of_another_kind_or_for_the_same_person_is_no_clash(now, aliya, bekzat, officer):
    first = record(aliya, officer, now)
    services.renew_clearance(clearance=first, seen=seen(issued_on=TODAY), actor=officer, now=now)
    record(bekzat, officer, now, kind="medical")

    assert [aliya.volunteer.clearances.count(), bekzat.volunteer.clearances.count()] == [2, 1]


def test_renewing_adds_a_line_of_the_same_kind_and_leaves_the_old_one(now, aliya, officer):
    old = record(aliya, officer, now, kind="training", number="")

    renewed = services.renew_clearance(clearance=old, seen=seen(issued_on=TODAY), actor=officer, now=now)

    old.refresh_from_db()
    assert renewed.kind == "training"
    assert (old.revoked_at, old.valid_until < renewed.valid_until) == (None, True)


def test_revoking_keeps_the_line_with_who_when_and_why_and_happens_once(now, aliya, officer):
    clearance = record(aliya, officer, now)

    services.revoke_clearance(clearance=clearance, reason="  The paper was forged. ", actor=officer, now=now)

    assert (clearance.revoked_at, clearance.revoked_by, clearance.revoke_reason) == (
        now,
        officer.public_id,
        "The paper was forged.",
    )
    with pytest.raises(errors.ClearanceRevoked):
        services.revoke_clearance(clearance=clearance, reason="Again.", actor=officer, now=now)


def test_revoking_without_a_reason_is_refused(now, aliya, officer):
    clearance = record(aliya, officer, now)

    with pytest.raises(errors.RevocationReasonMissing):
        services.revoke_clearance(clearance=clearance, reason=" ", actor=officer, now=now)

    clearance.refresh_from_db()
    assert clearance.revoked_at is None


def test_every_look_is_written_down_except_at_oneself(now, aliya, officer):
    record(aliya, officer, now)

    rows = services.look_at_clearances(volunteer=aliya.volunteer, viewer=officer, role="safeguarding", now=now)
    services.look_at_clearances(volunteer=aliya.volunteer, viewer=aliya, role="volunteer", now=now)

    look = Look.objects.get()
    assert len(rows) == 1
    assert (look.viewer, look.person, look.what) == (officer.public_id, aliya.public_id, "clearance")


def everything_stored():
    """Every value of every column of every table, as text."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            yield from (f"{model._meta.label}: {value}" for value in row)


def test_the_number_is_in_no_table_no_log_and_no_repr(now, aliya, officer, caplog, capsys):
    clearance = record(aliya, officer, now)
    services.revoke_clearance(clearance=clearance, reason="Forged.", actor=officer, now=now)

    stored, plain = "\n".join(everything_stored()), plain_number(NUMBER)
    written = caplog.text + "".join(capsys.readouterr()) + repr(seen()) + str(clearance)
    unkeyed = [hashlib.sha256(text.encode()).hexdigest() for text in (NUMBER, plain, f"offences:{plain}")]
    assert clearance.number_hash in stored  # the search sees what is there
    assert len(clearance.number_hash) == 64
    assert [secret for secret in (NUMBER, plain, "4815162342", *unkeyed) if secret in stored + written] == []


def test_another_key_gives_another_mark(now, aliya, bekzat, officer, settings):
    first = record(aliya, officer, now)

    settings.SECRET_KEY = "another-key"

    assert record(bekzat, officer, now).number_hash != first.number_hash


def test_every_kind_has_a_rule_and_offences_agree_with_the_gate():
    rules = {kind: clearance_rule(kind, on=TODAY) for kind in ClearanceKind.values}

    assert rules["offences"].longest_days == rules_on(TODAY).offence_certificate_days
    assert all(rule.shown_within_days <= rule.longest_days for rule in rules.values())


def steps_asked():
    return sorted(int(key.rsplit(":", 1)[1]) for key in OutboxMessage.objects.values_list("key", flat=True))


def run_daily(first, last):
    """Run the task each day from so many days ahead of today to so many; twice, as a beat that stutters does."""
    for days in range(first, last + 1):
        with time_machine.travel(f"{TODAY + timedelta(days=days)}T04:00:00Z", tick=False):
            ask_renewals()
            ask_renewals()


@pytest.mark.parametrize(
    ("days", "asked"), [(61, []), (60, [60]), (31, [60]), (30, [30]), (8, [30]), (7, [7]), (1, [7])]
)
def test_renewal_is_asked_at_the_step_that_has_come(now, aliya, days, asked):
    make_clearance(aliya.volunteer, days=days)

    services.ask_renewals(now=now)

    assert steps_asked() == asked


def test_renewal_is_asked_exactly_once_at_60_30_and_7_days(now, aliya):
    make_clearance(aliya.volunteer, days=65)

    run_daily(0, 70)

    assert steps_asked() == [7, 30, 60]


def test_days_on_which_nothing_ran_are_made_up_for(now, aliya):
    make_clearance(aliya.volunteer, days=65)

    run_daily(7, 9)
    run_daily(40, 41)
    run_daily(60, 70)

    assert steps_asked() == [7, 30, 60]


@pytest.mark.parametrize("ending", ["renewed", "revoked", "closed", "over"])
def test_nothing_is_asked_where_it_would_be_wrong(now, aliya, ending):
    clearance = make_clearance(aliya.volunteer, days=0 if ending == "over" else 20)
    if ending == "renewed":
        make_clearance(aliya.volunteer, days=300)
    if ending == "revoked":
        Clearance.objects.filter(pk=clearance.pk).update(revoked_at=now, revoke_reason="Forged.")
    if ending == "closed":
        type(aliya).objects.filter(pk=aliya.pk).update(is_active=False)

    services.ask_renewals(now=now)

    assert steps_asked() == []


def test_a_newer_paper_of_another_kind_or_a_revoked_one_is_no_renewal(now, aliya):
    make_clearance(aliya.volunteer, days=20)
    make_clearance(aliya.volunteer, ClearanceKind.SAFEGUARDING_TRAINING, days=300)
    make_clearance(aliya.volunteer, days=300, revoked_at=now, revoke_reason="Forged.")

    services.ask_renewals(now=now)

    assert steps_asked() == [30]


def test_the_letter_is_in_the_language_of_the_person_and_names_the_day(now, aliya):
    type(aliya).objects.filter(pk=aliya.pk).update(language="en")
    make_clearance(aliya.volunteer, days=20)
    services.ask_renewals(now=now)

    outbox.deliver(OutboxMessage.objects.get().pk, now=now)

    (letter,) = mail.outbox
    assert letter.to == ["aliya@example.org"]
    assert letter.subject == "Please renew: certificate of no offences"
    assert "24.05.2026" in letter.body


def test_a_paper_renewed_before_the_letter_leaves_sends_none(now, aliya):
    make_clearance(aliya.volunteer, days=20)
    services.ask_renewals(now=now)
    make_clearance(aliya.volunteer, days=300)

    assert outbox.deliver(OutboxMessage.objects.get().pk, now=now) is False
    assert mail.outbox == []
