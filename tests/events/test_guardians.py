import json
from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.errors import ConsentWithdrawn
from accounts.models import Guardian, GuardianConsent
from accounts.services import record_guardian_consent, withdraw_guardian_consent
from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import SignUpStatus
from events.models import ConsentRequest, Shift, ShiftRole, SignUp
from events.queries import (
    GuardianState,
    door_list,
    guardian_state,
    link_code,
    link_token,
    not_to_be_photographed,
    offered_scopes,
)
from events.services.attendance import confirm_attendance
from events.services.guardians import answering, asking, upkeep, withdrawing
from events.services.moving import move_together
from events.services.publishing import ShiftPlan
from events.services.signups import accept_invitation, confirm_awaiting, invite, withdraw
from tests.factories.accounts import make_consent
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.guardians import MOTHER, asked, claimed, letters_to, make_minor, send_letters, words
from tests.factories.ngos import make_organisation
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SATURDAY = date(2026, 5, 9)


def fresh(signup: SignUp) -> SignUp:
    return SignUp.objects.get(pk=signup.pk)


def agree(request: ConsentRequest, now: datetime, **changed: object) -> ConsentRequest:
    return answering.agree(request=request, words=words(**changed), now=now)


# --- Moves -----------------------------------------------------------------------------------------------------------


def move_all(shifts: list[Shift], now: datetime) -> None:
    plans = [
        (one, ShiftPlan(starts_on=one.starts_on, start_time=time(15), ends_on=one.ends_on, end_time=time(18)))
        for one in shifts
    ]
    move_together(plans=plans, actor=None, now=now)


@pytest.mark.parametrize(("contact", "told"), [(MOTHER, 2), ("+77010001122", 0)])
def test_a_guardian_who_agreed_hears_once_of_all_that_moves(now, taza_su, contact, told, capsys):
    minor, event = make_minor(), make_opportunity(organisation=taza_su)
    first, second = (make_shift(event, days_ahead=days) for days in (5, 6))
    request = agree(asked(minor, now=now, role=make_role(first), contact=contact), now, scope="organisation")
    claimed(minor, now=now, role=make_role(second))
    send_letters(now)
    capsys.readouterr()

    move_all([first, second], now)
    send_letters(now)

    assert OutboxMessage.objects.filter(topic="guardians.moved").count() == 1
    text = letters_to(contact)[-1] if told else capsys.readouterr().out
    assert "“Clean the river bank” with Таза Су, where Айгерім takes part, has moved." in text
    assert (text.count("It was: "), text.count("15:00–18:00")) == (told, told)
    assert f"/c/{link_token(request.public_id)}" in text


@pytest.mark.parametrize("case", ["of age to decide", "taken back", "refused"])
def test_nobody_else_hears_of_a_move(now, case):
    minor = make_minor(age=17 if case == "of age to decide" else 15)
    role = make_role()
    if case == "of age to decide":
        claimed(minor, now=now, role=role)
    else:
        request = asked(minor, now=now, role=role)
        if case == "refused":
            answering.refuse(request=request, now=now)
        else:
            agree(request, now)
            make_consent(minor)
            request.refresh_from_db()
            withdrawing.withdraw_consent(consent=request.consent, actor=request.guardian, now=now)

    move_all([role.shift], now)

    assert OutboxMessage.objects.filter(topic="guardians.moved").count() == 0


# --- Asking ----------------------------------------------------------------------------------------------------------


def test_a_minor_names_her_mother_and_the_mother_gets_a_link(now):
    request = asked(make_minor(), now=now)
    send_letters(now)

    (text,) = letters_to(MOTHER)
    assert "Айгерім (15) wants to take part in “Clean the river bank” with Таза Су on 09.05.2026." in text
    assert f"http://localhost:8000/c/{link_token(request.public_id)}" in text
    assert request.expires_at == request.signup.held_until
    assert (request.guardian.contact, request.guardian.verified_at) == (MOTHER, None)


def test_a_mother_with_a_phone_gets_an_sms_in_her_language(now, capsys):
    asked(make_minor(), now=now, contact="8 701 123 45 67", language="ru")
    send_letters(now)

    assert capsys.readouterr().out.startswith("SMS to +77011234567: Айгерім (возраст: 15) хочет участвовать")


@pytest.mark.parametrize("suffix", ["", "+mother"])
def test_her_own_contact_is_no_guardian(now, suffix):
    minor = make_minor()
    signup = claimed(minor, now=now)
    name, _, host = minor.email.partition("@")

    with pytest.raises(errors.GuardianIsYourself):
        asking.ask_guardian(signup=signup, contact=f"{name}{suffix}@{host}", actor=minor, now=now)

    assert not ConsentRequest.objects.exists()


def test_the_sixth_minor_of_one_contact_is_refused(now):
    for _ in range(5):
        asked(make_minor(), now=now, role=make_role())

    with pytest.raises(errors.GuardianHasEnough):
        asked(make_minor(), now=now)

    assert Guardian.objects.count() == 5


def test_a_message_can_be_sent_again_three_times_a_day(now):
    minor = make_minor()
    request = asked(minor, now=now)
    for minutes in (1, 2):
        asking.ask_again(signup=request.signup, actor=minor, now=now + timedelta(minutes=minutes))

    with pytest.raises(errors.GuardianAskedTooOften):
        asking.ask_again(signup=request.signup, actor=minor, now=now + 3 * HOUR)

    asking.ask_again(signup=request.signup, actor=minor, now=now + DAY + HOUR)
    assert ConsentRequest.objects.count() == 1


def test_somebody_else_can_be_asked_and_the_first_link_ends(now):
    minor = make_minor()
    first = asked(minor, now=now)
    second = asking.ask_guardian(signup=first.signup, contact="father@example.org", actor=minor, now=now + HOUR)

    with pytest.raises(errors.GuardianLinkEnded):
        agree(first, now + 2 * HOUR)

    assert agree(second, now + 2 * HOUR).signup.status == SignUpStatus.CONFIRMED


def test_a_guardian_on_file_is_asked_at_once(now):
    minor = make_minor()
    asked(minor, now=now)

    second = claimed(minor, now=now, role=make_role(make_shift(days_ahead=6)))

    assert second.consent_requests.get().guardian.contact == MOTHER


def test_an_accepted_invitation_of_a_minor_waits_and_asks_the_guardian_on_file(now, dana):
    minor = make_minor()
    asking.name_guardian(volunteer=minor.volunteer, contact=MOTHER, actor=minor, now=now)
    signup = invite(role=make_role(), volunteer=minor.volunteer, origin="invitation", actor=dana, now=now)

    accept_invitation(signup=signup, actor=minor, now=now)

    assert fresh(signup).status == SignUpStatus.AWAITING
    assert signup.consent_requests.count() == 1


def test_whoever_needs_no_consent_is_not_asked(now, aliya, bekzat):
    for user in (aliya, bekzat):
        assert claimed(user, now=now).status == SignUpStatus.CONFIRMED
    assert not ConsentRequest.objects.exists()


def test_seventeen_now_and_eighteen_at_the_shift_needs_no_consent(now):
    minor = make_minor()
    minor.volunteer.birth_date = date(2008, 5, 9)
    minor.volunteer.save()

    assert claimed(minor, now=now, role=make_role(make_shift(starts_on=date(2026, 5, 9)))).status == "confirmed"
    day_before = claimed(minor, now=now, role=make_role(make_shift(starts_on=date(2026, 5, 8), start_time=time(16))))
    assert day_before.status == "awaiting"


def test_consent_age_of_sixteen_asks_below_it_only(now, settings):
    settings.CONSENT_AGE_YEARS = 16

    assert claimed(make_minor(age=16), now=now).status == "confirmed"
    assert claimed(make_minor(age=15), now=now).status == "awaiting"


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_agreeing_confirms_the_place_keeps_the_evidence_and_tells_both(now, dana, taza_su):
    minor = make_minor()
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))
    request = agree(asked(minor, now=now, role=role), now + HOUR, allows_photos=True)
    send_letters(now + HOUR)

    consent = GuardianConsent.objects.get()
    assert (request.answer, request.signup.status, request.consent) == ("agreed", "confirmed", consent)
    assert (consent.guardian.name, consent.relation, consent.channel) == ("Гүлнар Нұрланова", "mother", "link")
    assert consent.scope == f"opportunity:{role.shift.opportunity.public_id}"
    assert (consent.text_version, len(consent.text_sha256), consent.address_hash) == ("2026-1", 64, "a" * 64)
    assert consent.allows_photos
    assert request.guardian.verified_at == now + HOUR
    assert "You are in" in letters_to(minor.email)[-1]
    assert "Айгерім Н. has a place" in letters_to(dana.email)[-1]
    assert "take your word back" in letters_to(MOTHER)[-1]


def test_photographs_are_not_allowed_unless_asked_for(now):
    request = agree(asked(make_minor(), now=now), now)

    assert not GuardianConsent.objects.get().allows_photos
    assert not_to_be_photographed([request.signup]) == {request.signup_id}


def test_one_link_is_answered_once(now):
    request = asked(make_minor(), now=now)
    agree(request, now)

    for again in (lambda: agree(request, now), lambda: answering.refuse(request=request, now=now)):
        with pytest.raises(errors.GuardianAnswered):
            again()

    assert GuardianConsent.objects.count() == 1
    assert fresh(request.signup).status == SignUpStatus.CONFIRMED


def test_an_answer_a_day_late_changes_nothing(now):
    request = asked(make_minor(), now=now)

    with pytest.raises(errors.GuardianLinkEnded):
        agree(request, request.expires_at + DAY)

    assert not GuardianConsent.objects.exists()


def test_the_minors_own_name_is_no_guardians_name(now):
    with pytest.raises(errors.GuardianNameIsMinors):
        agree(asked(make_minor(), now=now), now, full_name="айгерим нурланова")


def test_refusing_frees_the_place_and_is_told_kindly(now):
    minor = make_minor()
    request = asked(minor, now=now)
    answering.refuse(request=request, now=now)
    send_letters(now)

    assert fresh(request.signup).status == SignUpStatus.CANCELLED
    assert ShiftRole.objects.get(pk=request.signup.role_id).taken_count == 0
    assert "You have lost nothing" in letters_to(minor.email)[-1]
    assert not GuardianConsent.objects.exists()


def test_the_consent_is_kept_when_the_place_has_gone_meanwhile(now):
    minor = make_minor()
    request = asked(minor, now=now)
    withdraw(signup=request.signup, actor=minor, now=now)

    answered = agree(ConsentRequest.objects.get(pk=request.pk), now)

    assert (answered.answer, answered.signup.status) == ("agreed", "withdrawn")
    assert GuardianConsent.objects.count() == 1


def test_a_gate_that_closed_meanwhile_stays_closed(now):
    request = asked(make_minor(), now=now)
    opportunity = request.signup.shift.opportunity
    opportunity.hazards = 8
    opportunity.save()

    answered = agree(ConsentRequest.objects.get(pk=request.pk), now)

    assert (answered.signup.status, GuardianConsent.objects.count()) == (SignUpStatus.AWAITING, 1)


def test_coming_along_opens_this_place_and_no_other(now):
    minor = make_minor()
    first = make_role()
    answered = agree(asked(minor, now=now, role=first), now, comes_along=True)
    other = make_role(make_shift(first.shift.opportunity, days_ahead=6))

    assert (answered.answer, answered.signup.status, answered.signup.is_accompanied) == ("along", "confirmed", True)
    assert guardian_state(answered.signup, on=SATURDAY) == GuardianState.ALONG
    assert claimed(minor, now=now, role=other).status == SignUpStatus.AWAITING


def test_a_wide_consent_confirms_everything_that_waits_and_is_covered(now):
    minor, organisation = make_minor(), make_organisation()
    request = asked(minor, now=now, role=make_role(make_shift(make_opportunity(organisation=organisation))))
    own = make_role(make_shift(make_opportunity(organisation=organisation), days_ahead=6))
    same = claimed(minor, now=now, role=own)
    foreign = claimed(minor, now=now, role=make_role(make_shift(days_ahead=12)))

    agree(request, now, scope="organisation")

    assert (fresh(same).status, fresh(foreign).status) == ("confirmed", "awaiting")


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ("opportunity", {"itself"}),
        ("organisation", {"itself", "same organisation"}),
        ("cause", {"itself", "same cause and region"}),
    ],
)
def test_what_each_scope_covers(now, scope, covered):
    minor, organisation = make_minor(), make_organisation()
    asked_about = make_opportunity(organisation=organisation)
    places = {
        "itself": asked_about,
        "same organisation": make_opportunity(organisation=organisation, cause="inclusion"),
        "same cause and region": make_opportunity(),
        "same cause elsewhere": make_opportunity(venue=settlement(KARAGANDA)),
        "another cause": make_opportunity(cause="inclusion"),
    }
    agree(asked(minor, now=now, role=make_role(make_shift(asked_about))), now, scope=scope)

    taken = {
        name: claimed(minor, now=now, role=make_role(make_shift(place, days_ahead=5 + 7 * number))).status
        for number, (name, place) in enumerate(places.items())
        if name != "itself"
    }

    assert {name for name, status in taken.items() if status == "confirmed"} | {"itself"} == covered


def test_no_scope_lasts_beyond_the_coming_of_age(now):
    minor = make_minor()
    minor.volunteer.birth_date = date(2008, 8, 1)
    minor.volunteer.save()
    signup = claimed(minor, now=now)

    ends = {scope.kind: scope.until for scope in offered_scopes(signup, today=date(2026, 5, 4))}

    assert ends == {"opportunity": date(2026, 5, 10), "organisation": date(2026, 8, 1), "cause": date(2026, 8, 1)}


def test_a_consent_on_paper_confirms_the_place_that_waits(now, django_capture_on_commit_callbacks):
    minor = make_minor()
    signup = claimed(minor, now=now)

    with django_capture_on_commit_callbacks(execute=True):
        record_guardian_consent(
            minor=minor, guardian_name="Г. Н.", text_version="p", valid_until=date(2027, 1, 1), actor=None, now=now
        )

    assert fresh(signup).status == SignUpStatus.CONFIRMED


# --- A question ------------------------------------------------------------------------------------------------------


def test_a_question_reaches_the_coordinator_and_the_reply_the_guardian(now, dana, taza_su):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))
    request = asked(make_minor(), now=now, role=role)
    answering.ask_coordinator(request=request, question="Is there lunch?", now=now)
    answering.reply(request=request, text="Yes, at one.", actor=dana, now=now)
    send_letters(now)

    assert "has a question" in letters_to(dana.email)[0]
    assert "Is there lunch?" not in letters_to(dana.email)[0]
    assert "Yes, at one." in letters_to(MOTHER)[-1]
    with pytest.raises(errors.QuestionClosed):
        answering.reply(request=request, text="No.", actor=dana, now=now)
    with pytest.raises(errors.QuestionClosed):
        answering.ask_coordinator(request=request, question="Again?", now=now)


# --- Held places -----------------------------------------------------------------------------------------------------


def test_a_place_nobody_answered_for_is_freed_once_and_told(now, dana, taza_su):
    minor = make_minor()
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))
    request = asked(minor, now=now, role=role)
    send_letters(now)

    assert upkeep.free_unanswered(now=request.expires_at - timedelta(seconds=1)) == 0
    assert [upkeep.free_unanswered(now=request.expires_at) for _ in range(3)] == [1, 0, 0]
    send_letters(request.expires_at)

    assert fresh(request.signup).status == SignUpStatus.CANCELLED
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0
    assert len([text for text in letters_to(minor.email) if "Nobody answered" in text]) == 1
    assert len([text for text in letters_to(dana.email) if "did not answer in time" in text]) == 1


def test_an_overdue_place_is_nobodys_when_somebody_claims_it(now, aliya):
    role = make_role(capacity=1)
    held = claimed(make_minor(), now=now, role=role)

    with pytest.raises(errors.ShiftFull):
        claimed(aliya, now=now, role=role)
    assert claimed(aliya, now=held.held_until, role=ShiftRole.objects.get(pk=role.pk)).status == "confirmed"
    assert fresh(held).status == SignUpStatus.CANCELLED


def test_a_place_that_waits_counts_as_nobodys_yes(now):
    signup = claimed(make_minor(), now=now)

    assert list(door_list(signup.shift)) == []
    assert guardian_state(signup, on=SATURDAY) == GuardianState.WAITING
    with pytest.raises(errors.SignUpClosed):
        confirm_attendance(signup=signup, outcome="present", minutes=60, actor=None, now=signup.shift.ends_at)


def test_an_overdue_place_cannot_be_confirmed(now):
    minor = make_minor()
    signup = claimed(minor, now=now)
    make_consent(minor)

    with pytest.raises(errors.SignUpClosed):
        confirm_awaiting(signup=signup, actor=None, now=signup.held_until)


def test_a_guardian_is_reminded_once_after_a_day(now):
    asked(make_minor(), now=now, role=make_role(make_shift(days_ahead=12)))
    send_letters(now)
    counts = [upkeep.remind_guardians(now=now + hours * HOUR) for hours in (23, 24, 25)]
    send_letters(now + DAY)

    assert counts == [0, 1, 0]
    assert "The place is held until 07.05.2026, 09:00." in letters_to(MOTHER)[-1]


def test_whoever_has_answered_is_not_reminded(now):
    agree(asked(make_minor(), now=now, role=make_role(make_shift(days_ahead=12))), now)

    assert upkeep.remind_guardians(now=now + DAY) == 0


# --- Taking back -----------------------------------------------------------------------------------------------------


def test_withdrawing_cancels_exactly_the_shifts_that_need_it(now, dana, taza_su):
    minor = make_minor()
    ours = make_opportunity(organisation=taza_su)
    past = make_signup(make_role(make_shift(ours, days_ahead=-3)), minor.volunteer)
    request = agree(asked(minor, now=now, role=make_role(make_shift(ours))), now, scope="organisation")
    covered = claimed(minor, now=now, role=make_role(make_shift(ours, days_ahead=6)))
    elsewhere = asked(minor, now=now, role=make_role(make_shift(days_ahead=12)))
    agree(elsewhere, now)
    send_letters(now)

    cancelled = withdrawing.withdraw_consent(consent=request.consent, actor=request.guardian, now=now)
    send_letters(now)

    assert {signup.pk for signup in cancelled} == {request.signup_id, covered.pk}
    assert [fresh(one).status for one in (past, covered, elsewhere.signup)] == ["confirmed", "cancelled", "confirmed"]
    assert "has taken the consent back" in letters_to(dana.email)[-1]
    assert "taken the consent back" in letters_to(minor.email)[-1]
    with pytest.raises(ConsentWithdrawn):
        withdrawing.withdraw_consent(consent=request.consent, actor=request.guardian, now=now)


def test_a_second_consent_keeps_the_shift(now):
    minor = make_minor()
    request = agree(asked(minor, now=now), now)
    make_consent(minor)

    assert withdrawing.withdraw_consent(consent=request.consent, actor=request.guardian, now=now) == []
    assert fresh(request.signup).status == SignUpStatus.CONFIRMED


def test_no_longer_coming_along_cancels_the_shift(now):
    request = agree(asked(make_minor(), now=now), now, comes_along=True)

    withdrawing.withdraw_consent(consent=request.consent, actor=request.guardian, now=now)

    assert fresh(request.signup).status == SignUpStatus.CANCELLED


def test_photographs_can_be_forbidden_later_and_the_consent_stands(now, dana, taza_su):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))
    request = agree(asked(make_minor(), now=now, role=role), now, allows_photos=True)
    assert not_to_be_photographed([request.signup]) == set()

    withdrawing.withdraw_photos(consent=request.consent, actor=request.guardian, now=now)
    send_letters(now)

    assert not_to_be_photographed([request.signup]) == {request.signup_id}
    assert fresh(request.signup).status == SignUpStatus.CONFIRMED
    assert "no longer allows photographs" in letters_to(dana.email)[-1]


def test_company_withdrawn_by_staff_cancels_too(now, django_capture_on_commit_callbacks):
    request = agree(asked(make_minor(), now=now), now, comes_along=True)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_guardian_consent(consent=request.consent, actor=None, now=now)

    assert fresh(request.signup).status == SignUpStatus.CANCELLED
    assert not fresh(request.signup).is_accompanied


def test_a_birth_date_corrected_meanwhile_decides(now):
    minor = make_minor(age=20)
    Volunteer.objects.update(birth_date=date(2011, 1, 1))  # by somebody else, after the person was loaded

    assert claimed(minor, now=now).status == SignUpStatus.AWAITING


def test_a_consent_withdrawn_by_staff_cancels_too(now, bekzat, django_capture_on_commit_callbacks):
    signup = claimed(bekzat, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_guardian_consent(consent=bekzat.guardian_consents.get(), actor=None, now=now)

    assert fresh(signup).status == SignUpStatus.CANCELLED


# --- Coming of age, and what is kept ---------------------------------------------------------------------------------


def test_guardians_are_erased_on_the_eighteenth_birthday(now):
    minor = make_minor()
    minor.volunteer.birth_date = date(2008, 5, 20)
    minor.volunteer.save()
    agree(asked(minor, now=now), now)
    birthday = datetime(2026, 5, 19, 20, 0, tzinfo=timezone.get_default_timezone())

    assert upkeep.erase_grown(now=birthday) == 0
    assert [upkeep.erase_grown(now=birthday + 5 * HOUR) for _ in range(2)] == [1, 0]

    guardian, consent = Guardian.objects.get(), GuardianConsent.objects.get()
    assert (guardian.name, guardian.contact, guardian.relation) == ("", "", "")
    assert (consent.guardian_name, consent.address_hash) == ("", "")
    assert guardian.erased_at
    assert not ConsentRequest.objects.exists()


def test_at_a_consent_age_of_sixteen_they_are_erased_at_sixteen(now, settings):
    minor = make_minor(age=15)
    agree(asked(minor, now=now), now)
    settings.CONSENT_AGE_YEARS = 16

    assert upkeep.erase_grown(now=now) == 0
    assert upkeep.erase_grown(now=now + 365 * DAY) == 1


def test_the_token_and_the_contact_are_not_where_they_do_not_belong(now, tmp_path):
    request = asked(make_minor(), now=now)
    asking.send_code(request=request, now=now)
    send_letters(now)
    agree(request, now)
    token, dump = link_token(request.public_id), tmp_path / "everything.json"
    call_command("dumpdata", exclude=["contenttypes", "auth", "places"], output=str(dump))
    request.refresh_from_db()

    tables = dump.read_text(encoding="utf-8")
    assert request.token_hash in tables
    assert token not in tables
    sent = json.dumps(list(OutboxMessage.objects.values("key", "payload", "last_error")))
    lines = json.dumps(list(AuditLine.objects.values("details", "subject_id", "action")))
    for secret in (token, MOTHER, "Гүлнар", link_code(request)):
        assert secret not in sent
        assert secret not in lines


def test_a_token_is_128_bits_of_the_sites_key(now, settings):
    request = asked(make_minor(), now=now)
    token = link_token(request.public_id)

    settings.SECRET_KEY = "another key"

    assert len(token) == 22
    assert link_token(request.public_id) != token


# --- A code for a shared link ----------------------------------------------------------------------------------------


def test_a_code_opens_the_link_to_whoever_reads_the_guardians_messages(now):
    request = asking.send_code(request=asked(make_minor(), now=now), now=now)
    send_letters(now)
    code = link_code(request)

    assert code in letters_to(MOTHER)[-1]
    assert asking.check_code(request=request, code=f"{code[:3]} {code[3:]}", now=now) == link_token(request.public_id)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_guesses_at_a_code_are_counted(now):
    request = asking.send_code(request=asked(make_minor(), now=now), now=now)
    code = link_code(request)
    for _ in range(5):
        with pytest.raises(errors.GuardianCodeWrong):
            asking.check_code(request=request, code=wrong(code), now=now)

    with pytest.raises(errors.GuardianCodesUsedUp):
        asking.check_code(request=request, code=code, now=now)


def test_a_code_holds_for_a_quarter_of_an_hour_and_there_are_five(now):
    request = asking.send_code(request=asked(make_minor(), now=now), now=now)

    with pytest.raises(errors.GuardianCodeWrong):
        asking.check_code(request=request, code=link_code(request), now=now + timedelta(minutes=15))
    for minutes in range(1, 5):
        asking.send_code(request=request, now=now + timedelta(minutes=minutes))
    with pytest.raises(errors.GuardianCodesUsedUp):
        asking.send_code(request=request, now=now + HOUR)


def test_no_code_was_sent_so_none_opens(now):
    with pytest.raises(errors.GuardianCodeWrong):
        asking.check_code(request=asked(make_minor(), now=now), code="", now=now)


def test_the_place_of_an_adult_says_nothing_of_guardians(now):
    assert guardian_state(make_signup(make_role(), make_volunteer()), on=SATURDAY) == GuardianState.NOT_NEEDED
