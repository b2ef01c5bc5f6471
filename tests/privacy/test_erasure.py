import hashlib
import json
import logging
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.letters import CODE
from accounts.models import Guardian, GuardianConsent, User
from accounts.services import leave, register
from core import outbox
from core.chains import breaks, streams
from core.models import AuditLine, OutboxMessage, RateCounter
from core.privacy.data_map import data_map
from core.privacy.erasure import erase_person, erased_list, is_gone, mark_of
from core.privacy.finding import Trail
from core.privacy.retention import retain
from events.enums import SignUpStatus
from events.models import Concern, ConsentRequest, Opportunity, ShiftRole, SignUp, WaitlistEntry
from events.queries.guardians import link_token, token_hash
from matching import engine
from matching.models import MatchRun, RunRecord
from recognition.models import LedgerEntry
from reports.indicators import AgeBand
from reports.queries import get_period, held_places
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import region
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer
from tests.participation import participation, people_by_month, people_by_region, totals
from tests.privacy.conftest import places_of
from tests.privacy.person import make_concern, make_person, spelled
from volunteers.models import Clearance

EVERY_AGE = AgeBand(0, 150)
# Where her old number stays and leads nowhere: the logs, and who checked what for somebody else.
NUMBERS_STAY = (
    "core_auditline", "core_look", "volunteers_clearance.checked_by", "events_signup.checked_in_by",
    "events_shiftmessage.sent_by",
)  # fmt: skip
NEVER_HAS = ["accounts.User_groups", "accounts.User_user_permissions"]


def figures(now):
    """Everything the public and an officer read about participation."""
    period, almaty = get_period("2026"), region()
    cache.clear()  # held places are kept for ten minutes
    return (
        participation(almaty, period, ages=EVERY_AGE),
        totals(almaty, period, ages=EVERY_AGE),
        people_by_month(almaty, period, ages=EVERY_AGE),
        people_by_region(period, ages=EVERY_AGE),
        held_places(almaty, period, now=now),
        sum(LedgerEntry.objects.values_list("minutes", flat=True)),
    )


def in_both_spellings(ids):
    return [spelling for one in ids for spelling in (str(one), one.hex)]


def test_nothing_that_names_her_is_left(now, person, caplog, capsys, data_folder, django_capture_on_commit_callbacks):
    words, numbers = list(person.canaries), in_both_spellings(person.ids)
    found = {place.split(": ")[1] for place in places_of(words + numbers)}
    assert set(words) - found == set()  # every canary is there to be found
    assert len([one for one in person.ids if {str(one), one.hex} & found]) == len(person.ids)
    assert len(words) >= 40
    sealed = list(OutboxMessage.objects.filter(topic=CODE).values_list("payload__sealed", flat=True))

    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        leave(user=person.user, now=now)

    assert places_of(words) == []
    assert [place for place in places_of(numbers) if not place.startswith(NUMBERS_STAY)] == []
    assert places_of(sealed) == []
    said = "".join((caplog.text, *capsys.readouterr(), *(str(letter.message()) for letter in mail.outbox)))
    assert [word for word in words + sealed if word in said] == []
    assert [number for number in numbers if number in caplog.text] == []
    files = [path for path in data_folder.rglob("*") if path.is_file()]
    assert files == [erased_list()]
    assert [word for word in words + numbers for path in files if word in path.read_text("latin-1")] == []
    print(f"{connection.vendor}: {len(words)} words and {len(person.ids)} numbers planted, nothing left")


def test_what_she_did_for_others_stays_under_a_number_that_leads_nowhere(now, person):
    leave(user=person.user, now=now)

    assert Clearance.objects.get(checked_by=person.user.public_id).volunteer_id != person.volunteer.pk
    assert SignUp.objects.get(checked_in_by=person.user.public_id).volunteer_id != person.volunteer.pk
    assert not User.objects.filter(public_id=person.user.public_id).exists()


def test_no_row_that_has_to_go_is_left(now, person):
    """By tables, not by words: also rows that hold nothing but that she was there."""
    gone = [table for table in data_map().values() if table.leaving == "delete" and table.is_about_people]
    before = {table.label: Trail(person.user).rows(table).count() for table in gone}
    assert [label for label, count in before.items() if not count] == NEVER_HAS

    leave(user=person.user, now=now)

    left = User.objects.get(pk=person.user.pk)
    assert {table.label for table in gone if Trail(left).rows(table).exists()} == set()
    print(f"{connection.vendor}: {sum(before.values())} rows of {len(gone)} tables deleted")


def test_her_report_stays_without_her(now, person):
    leave(user=person.user, now=now)

    report = Concern.objects.get(receipt_hash="kanarbek-own")
    assert (report.reporter, report.contact, report.where_from) == (None, "", "")
    assert report.text == "Маған — деңіз: —, —. Балалар қауіпте."
    assert (report.answer, report.outcome) == (report.text, report.text)
    assert report.organisation == person.organisation


def test_a_report_by_somebody_else_that_names_her_stays_as_it_is_but_for_her_contacts(now, person):
    words = f"{person.user.full_name} балаға айқайлады. Оның нөмірі: {spelled(person.user.phone)}."
    concern = make_concern(now, "another", text=words, reporter=make_user(), contact="+77010000001")

    leave(user=person.user, now=now)

    concern.refresh_from_db()
    assert concern.text == "Kanarbekname Kanarbekfamily балаға айқайлады. Оның нөмірі: —."
    assert concern.reporter is not None
    assert concern.contact == "+77010000001"


def test_a_report_without_a_name_loses_the_address_it_gave(now, person):
    leave(user=person.user, now=now)

    report = Concern.objects.get(receipt_hash="kanarbek-nameless")
    assert (report.contact, report.text) == ("", "Қоңырау шалыңыз: —")


def test_officers_still_hear_of_a_report_whose_reporter_left(now, person):
    officer, report = make_user(), Concern.objects.get(receipt_hash="kanarbek-own")
    outbox.put("concerns.notify", key="told", due_at=now, user_id=officer.pk, concern_id=report.pk)

    leave(user=person.user, now=now)

    assert OutboxMessage.objects.filter(key="told").exists()


def test_the_waiting_list_moves_on(now, person):
    role = ShiftRole.objects.get(signups__volunteer=person.volunteer, shift__starts_at__gt=now)
    ShiftRole.objects.filter(pk=role.pk).update(capacity=1)
    next_one, last = make_volunteer(), make_volunteer()
    for minutes, waiting in enumerate((person.volunteer, next_one, last)):
        WaitlistEntry.objects.create(role=role, volunteer=waiting, joined_at=now + timedelta(minutes=minutes))

    leave(user=person.user, now=now)

    offer = SignUp.objects.get(role=role)
    assert (offer.volunteer, offer.status) == (next_one, SignUpStatus.INVITED)
    assert OutboxMessage.objects.filter(topic="waitlist.offered", payload__user_id=next_one.user_id).count() == 1
    assert list(WaitlistEntry.objects.waiting().filter(role=role)) == [WaitlistEntry.objects.get(volunteer=last)]


def test_nobody_writes_to_her_that_she_has_left(now, person):
    """She coordinates a shift with children and was one of its two adults: the others are told, she is not."""
    event = make_opportunity(organisation=person.organisation, has_child_contact=True)
    make_signup(make_role(make_shift(event, has_two_adults=True)), person.volunteer)

    leave(user=person.user, now=now)

    told = OutboxMessage.objects.filter(topic="shifts.too_few_adults").values_list("payload__user_id", flat=True)
    assert person.user.pk not in told
    assert User.objects.get(full_name="Ботагөз Сейіт").pk in told
    assert not OutboxMessage.objects.filter(payload__user_id=person.user.pk).exists()


def test_counters_of_limits_lead_to_nobody(now, person):
    counters = set(RateCounter.objects.values_list("key", flat=True))
    assert len(counters) == 4
    hashes = {
        hashlib.sha256(f"{prefix}{who}".encode()).hexdigest()[:40]
        for prefix in ("", "code_requests_of_account:", "invitations_of_account:")
        for who in (person.user.pk, person.user.email, person.user.phone, person.user.public_id)
    }

    assert {key.split(":")[0] for key in counters} & hashes == set()  # without the secret key nobody finds them again
    retain(now=now + timedelta(days=3))
    assert not RateCounter.objects.exists()


def test_a_guardian_of_a_minor_who_left_is_gone_and_the_link_opens_nothing(
    now, client, aliya, django_capture_on_commit_callbacks
):
    minor = make_volunteer(age=15)
    guardian = Guardian.objects.create(
        minor=minor.user, contact_kind="email", contact="ana@example.org", name="Сәуле", verified_at=now
    )
    signup = make_signup(make_role(), minor)
    SignUp.objects.filter(pk=signup.pk).update(status=SignUpStatus.AWAITING, held_until=now + timedelta(days=2))
    public_id = uuid4()
    token = link_token(public_id)
    ConsentRequest.objects.create(
        public_id=public_id,
        signup=signup,
        guardian=guardian,
        token_hash=token_hash(token),
        sent_at=now,
        expires_at=now + timedelta(days=4),
        question="Кім бірге барады?",
    )
    GuardianConsent.objects.create(
        minor=minor.user, guardian=guardian, guardian_name="Сәуле", text_version="2026-1", given_at=now,
        valid_until=now.date() + timedelta(days=30),
    )  # fmt: skip
    address = f"/c/{token}"
    assert client.get(address).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        leave(user=minor.user, now=now)

    assert places_of(["ana@example.org", "Сәуле", "Кім бірге барады", token_hash(token)]) == []
    assert client.get(address).status_code in (404, 410)
    assert client.post(address).status_code in (404, 405, 410)


def test_who_joined_by_phone_alone_can_leave_and_nobody_else_is_signed_out(
    now, db, client, django_capture_on_commit_callbacks
):
    account = User.objects.create_user(phone="+77015550142", full_name="Телефон Ғана")
    person, other = make_volunteer(user=account), make_user()
    client.force_login(other)
    joining = SessionStore()
    joining.update({"joining": {"contact": "+77015550142"}})
    joining.create()

    with django_capture_on_commit_callbacks(execute=True):
        leave(user=person.user, now=now)

    gone = User.objects.get(pk=person.user_id)
    assert is_gone(gone)
    assert gone.phone is None
    assert client.get("/api/v1/me").status_code == 200
    assert not Session.objects.filter(pk=joining.session_key).exists()
    assert places_of(["+77015550142"]) == []


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
