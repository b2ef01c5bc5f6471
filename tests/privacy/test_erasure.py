import json
import logging
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from accounts.services import leave, register
from core.chains import breaks, streams
from core.models import AuditLine, OutboxMessage
from core.privacy.erasure import erase_person, erased_list, is_gone, mark_of
from events.enums import SignUpStatus
from events.models import Opportunity, ShiftRole, SignUp
from matching import engine
from matching.models import MatchRun, RunRecord
from recognition.models import LedgerEntry
from reports.indicators import AgeBand
from reports.queries import get_period, held_places, participation, people_by_month, people_by_region, totals
from tests.factories.places import region
from tests.factories.recognition import make_hours
from tests.privacy.conftest import places_of
from tests.privacy.person import make_person

EVERY_AGE = AgeBand(0, 150)
LOGS = ("core_auditline", "core_look")  # numbers that lead nowhere any more


def figures(now):
    """Everything the public and an officer read about participation."""
    period, almaty = get_period("2026"), region()
    return (
        participation(almaty, period, ages=EVERY_AGE),
        totals(almaty, period, ages=EVERY_AGE),
        people_by_month(almaty, period, ages=EVERY_AGE),
        people_by_region(period, ages=EVERY_AGE),
        held_places(almaty, period, now=now),
        sum(LedgerEntry.objects.values_list("minutes", flat=True)),
    )


def test_nothing_that_names_her_is_left(now, person, caplog, data_folder, django_capture_on_commit_callbacks):
    assert len(person.canaries) >= 20
    before = places_of(person.canaries)
    seen = {place.split(": ")[1] for place in before}
    assert (
        seen == set(person.canaries) - {person.volunteer.public_id.hex, str(person.user.public_id)} or len(seen) > 20
    )

    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        leave(user=person.user, now=now)

    assert [place for place in places_of(person.canaries) if not place.startswith(LOGS)] == []
    names = [word for word in person.canaries if word not in ids_of(person)]
    assert places_of(names) == []
    assert [word for word in person.canaries if word in caplog.text] == []
    files = [path for path in data_folder.rglob("*") if path.is_file()]
    assert [path for path in files if any(word in path.read_text("latin-1") for word in person.canaries)] == []
    assert [letter for letter in mail.outbox if any(word in str(letter.message()) for word in names)] == []


def ids_of(person):
    ids = (person.user.public_id, person.volunteer.public_id)
    return {str(public_id) for public_id in ids} | {public_id.hex for public_id in ids}


def test_the_search_finds_what_is_there(now, person):
    found = {place.split(".")[0] for place in places_of(person.canaries)}

    assert {"accounts_user", "accounts_guardian", "volunteers_clearance", "events_opportunity"} <= found
    assert {"account_emailaddress", "events_gateoverride", "recognition_ledgerentry"} <= found


def test_totals_stay_to_the_minute(now, person):
    other = make_person(now, word="basqa")
    make_hours(SignUp.objects.filter(volunteer=other.volunteer, attendance=None, shift__ends_at__lte=now)[0])
    before = figures(now)
    assert before[-1] >= 40 * 60

    leave(user=person.user, now=now)

    assert figures(now) == before


def test_the_logs_still_verify_and_hold_only_numbers_that_lead_nowhere(now, person):
    leave(user=person.user, now=now)

    assert {model._meta.label: list(breaks(model)) for model in streams()} == {
        model._meta.label: [] for model in streams()
    }
    assert AuditLine.objects.filter(action="account.erased", subject_id=str(person.user.public_id)).count() == 1
    assert not User.objects.filter(public_id=person.user.public_id).exists()
    line_ids = set(AuditLine.objects.values_list("subject_id", flat=True))
    assert not line_ids & {str(row.public_id) for row in SignUp.objects.filter(volunteer__user=person.user)}


def test_runs_that_named_her_are_forgotten(now, person):
    name = str(person.volunteer.public_id)
    records = [bytes(row.problem) for row in RunRecord.objects.filter(problem__isnull=False)]
    assert any(name in engine.people_named(problem) for problem in records)

    leave(user=person.user, now=now)

    assert not any(name in engine.people_named(bytes(r.problem)) for r in RunRecord.objects.exclude(problem=None))
    assert name not in json.dumps(list(MatchRun.objects.values_list("options", flat=True)))


def test_places_ahead_are_free_and_the_organisation_hears_of_it_without_a_name(
    now, person, django_capture_on_commit_callbacks
):
    role = ShiftRole.objects.get(signups__volunteer=person.volunteer, shift__starts_at__gt=now)
    assert role.taken_count == 1

    with django_capture_on_commit_callbacks(execute=True):
        leave(user=person.user, now=now)

    role.refresh_from_db()
    assert role.taken_count == 0
    assert set(SignUp.objects.filter(volunteer=person.volunteer).values_list("status", flat=True)) == {
        SignUpStatus.CONFIRMED
    }
    [letter] = [letter for letter in mail.outbox if letter.subject == "A place is free again"]
    assert letter.to == [User.objects.get(full_name="Ботагөз Сейіт").email]
    assert "Kanarbek" not in letter.body
    assert not OutboxMessage.objects.filter(payload__has_key="signup_id").exists()


def test_she_is_signed_out_and_nobody_can_sign_in_as_her(now, person, client, django_capture_on_commit_callbacks):
    client.force_login(person.user)

    with django_capture_on_commit_callbacks(execute=True):
        leave(user=person.user, now=now)

    gone = User.objects.get(pk=person.user.pk)
    assert is_gone(gone)
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert client.get("/api/v1/me").status_code == 401
    assert Session.objects.count() == 0


def test_the_same_address_can_join_again_as_somebody_new(now, person):
    address = person.user.email
    leave(user=person.user, now=now)

    again = register(email=address, full_name="Kanarbekname", language="kk", now=now)

    assert again.pk != person.user.pk
    assert not SignUp.objects.filter(volunteer__user=again).exists()


def test_an_organisation_does_not_go_on_naming_her(now, person):
    leave(user=person.user, now=now)

    event = Opportunity.objects.get(pk=person.event.pk)
    assert (event.contact_name, event.contact_phone) == ("Жасыл Ел", "")


def test_twice_is_once(now, person):
    leave(user=person.user, now=now)
    gone = User.objects.get(pk=person.user.pk)

    erase_person(person=gone, actor=None, now=now)

    assert User.objects.get(pk=gone.pk).public_id == gone.public_id


def test_a_failure_half_way_leaves_everything(now, person, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("no disk")

    monkeypatch.setattr("core.privacy.erasure._empty", fail)
    before = places_of(person.canaries)

    with pytest.raises(RuntimeError), transaction.atomic():
        leave(user=person.user, now=now)

    assert places_of(person.canaries) == before


def test_a_restored_backup_forgets_her_again(now, person, data_folder, django_capture_on_commit_callbacks):
    """The list outlives the backup; whoever is on it and there again is erased."""
    with django_capture_on_commit_callbacks(execute=True):
        leave(user=person.user, now=now)
    assert erased_list().read_text().split() == [mark_of(person.user.public_id)]
    restored = make_person(now, word="qayta")
    User.objects.filter(pk=restored.user.pk).update(public_id=person.user.public_id)  # as yesterday's backup has her
    out = StringIO()

    call_command("erase", replay=erased_list(), stdout=out)

    assert out.getvalue().startswith("1 people")
    assert places_of(["qayta.mail", "Qaytafamily"]) == []


def test_the_command_refuses_nonsense(now, person, data_folder):
    (data_folder / "list").write_text("not a mark")

    with pytest.raises(CommandError, match="not a list"):
        call_command("erase", replay=data_folder / "list")
    with pytest.raises(CommandError, match="no account"):
        call_command("erase", person="x")
