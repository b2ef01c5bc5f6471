"""Reports: who hears of them, who never does, and what happens when nobody answers."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from core import outbox
from core.errors import TooMany
from core.models import AuditLine, Look, OutboxMessage
from events import errors
from events.access import concern_for, concern_subject, concern_with_receipt
from events.enums import ConcernKind, ConcernStatus
from events.models import Concern
from events.queries.concerns import concerns_seen_by, first_recipients, wider_recipients
from events.services.concerns import (
    answer_concern,
    close_concern,
    escalate_concerns,
    export_concern,
    read_concern,
    take_concern,
)
from events.tasks import escalate_waiting_concerns
from events.validators import RECEIPT_SIGNS, clean_receipt, write_receipt
from tests.factories.accounts import make_grant, make_user
from tests.factories.concerns import make_concern
from tests.factories.events import make_opportunity, make_shift
from tests.factories.ngos import make_member
from tests.factories.places import KARAGANDA_REGION_CODE, region

HOUR = timedelta(hours=1)
LOOK_UP = ("receipts_of_address", "somewhere")


def officer(territory=None, **columns):
    user = make_user(**columns)
    make_grant(user, Role.SAFEGUARDING_OFFICER, territory)
    return user


@pytest.fixture
def sawle(now, db):
    """The officer of the country."""
    return officer(email="sawle@example.org", full_name="Сәуле Мұқанова")


@pytest.fixture
def river(now, taza_su):
    """An opportunity of Taza Su, in Almaty."""
    return make_opportunity(organisation=taza_su)


def test_officers_of_the_region_and_of_the_country_are_told_and_nobody_else(sawle, river, taza_su, dana, aliya):
    here, elsewhere = officer(region()), officer(region(KARAGANDA_REGION_CODE))

    concern = make_concern(river)

    told = set(OutboxMessage.objects.values_list("payload__user_id", flat=True))
    assert told == {sawle.pk, here.pk}
    assert set(OutboxMessage.objects.values_list("payload__concern_id", flat=True)) == {concern.pk}
    assert elsewhere not in first_recipients(taza_su)


def test_an_officer_who_acts_for_the_organisation_is_left_out_and_finds_nothing(sawle, river, taza_su):
    involved = make_member(taza_su, user=officer(region()))

    concern = make_concern(river)

    assert first_recipients(taza_su) == [sawle]
    with pytest.raises(errors.ConcernNotFound):
        concern_for(involved, concern.public_id)
    assert concern_for(sawle, concern.public_id) == concern


def test_the_same_officer_finds_what_is_about_another_organisation(river, taza_su):
    involved = make_member(taza_su, user=officer(region()))
    other = make_concern(make_opportunity())
    make_concern(river)

    assert list(concerns_seen_by(involved)) == [other]


def test_when_every_officer_acts_for_the_organisation_the_staff_is_told(river, taza_su):
    make_member(taza_su, user=officer())
    granted, technical = make_user(), make_user(is_staff=True)
    make_grant(granted, Role.STAFF)
    make_member(taza_su, user=make_user(is_staff=True))

    concern = make_concern(river)

    assert first_recipients(taza_su) == [granted, technical]
    assert [concern_for(person, concern.public_id) for person in (granted, technical)] == [concern] * 2


def test_a_report_about_nothing_we_know_reaches_the_officers_of_the_country(sawle, now):
    officer(region())

    concern = make_concern()

    assert (first_recipients(None), concern.organisation) == ([sawle], None)


def test_officers_of_a_region_see_theirs_alone(river):
    here, elsewhere = officer(region()), officer(region(KARAGANDA_REGION_CODE))
    concern = make_concern(river)
    make_concern()

    assert list(concerns_seen_by(here)) == [concern]
    assert list(concerns_seen_by(elsewhere)) == []


def test_nobody_else_finds_a_report(river, taza_su, dana, aliya, erlan, zhanna):
    concern = make_concern(river)

    for person in (dana, aliya, erlan, zhanna):
        with pytest.raises(errors.ConcernNotFound):
            concern_for(person, concern.public_id)


def test_letter_says_nothing(sawle, river, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_concern(river, text="CANARY Taza Su")

    (letter,) = mail.outbox
    everything = f"{letter.subject} {letter.body} {letter.extra_headers}"
    assert (letter.to, letter.subject) == (["sawle@example.org"], "New message")
    for word in ("CANARY", "Taza", "Таза", "concern", "report"):
        assert word not in everything


def test_letter_is_not_sent_to_somebody_who_joined_the_organisation_meanwhile(sawle, river, taza_su, now):
    make_concern(river)
    make_member(taza_su, user=sawle)

    (message,) = OutboxMessage.objects.all()

    assert outbox.deliver(message.pk, now=now) is False
    assert mail.outbox == []
    assert OutboxMessage.objects.get().done_at == now


def test_report_is_kept_when_no_letter_can_be_sent(sawle, river, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )

    with django_capture_on_commit_callbacks(execute=True):
        concern = make_concern(river)

    message = OutboxMessage.objects.get()
    assert Concern.objects.get() == concern
    assert (message.done_at, message.last_error, message.attempts) == (None, "ConnectionRefusedError", 1)


def test_the_same_words_sent_twice_are_one_report_and_other_words_another(river):
    first, again = make_concern(river, token="form"), make_concern(river, token="form")
    changed = make_concern(river, token="form", text="The stairs have no rail, and a child fell.")

    assert (first, first.code) == (again, again.code)
    assert changed.code != first.code
    assert Concern.objects.count() == 2


def test_words_are_needed(river):
    with pytest.raises(errors.ConcernTextMissing):
        make_concern(river, text="  \n ")


def test_sixth_report_in_an_hour_has_to_wait_and_the_database_keeps_five(now, db, sawle, client):
    page = "/en/concern/"
    for number in range(5):
        assert client.post(page, words(text=f"Report {number}")).status_code == 201

    refused = client.post(page, words(text="The sixth"))

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "The sixth" in refused.content.decode()
    assert "tel:111" in refused.content.decode()
    assert Concern.objects.count() == 5


def words(**changes):
    return {"kind": "unsafe", "text": "No rail.", "token": "0" * 32, **changes}


def test_code_opens_state_and_answer_and_nothing_more(sawle, river, now):
    concern = make_concern(river, contact="+7 701 000 00 00")
    typed = concern.code.lower().replace("-", " ")

    assert concern_with_receipt(typed, counted=LOOK_UP, now=now).status == ConcernStatus.NEW
    take_concern(concern=concern, actor=sawle, now=now)
    answer_concern(concern=concern, words="We were there.", actor=sawle, now=now)
    state = concern_with_receipt(concern.code, counted=LOOK_UP, now=now)

    assert (state.status, state.answer, state.answered_at) == (ConcernStatus.ANSWERED, "We were there.", now)
    assert not hasattr(state, "text")
    assert not hasattr(state, "outcome")


def test_guessing_codes_ends_after_twenty(now, db):
    guesses = [write_receipt(number) for number in range(25)]
    outcomes = []
    for guess in guesses:
        try:
            concern_with_receipt(guess, counted=LOOK_UP, now=now)
        except (TooMany, errors.ReceiptUnknown) as refusal:
            outcomes.append(type(refusal))

    assert outcomes == [errors.ReceiptUnknown] * 20 + [TooMany] * 5


@given(st.integers(0, 2**256 - 1), st.integers(0, 11), st.sampled_from(RECEIPT_SIGNS))
def test_one_wrong_sign_shows(number, place, sign):
    signs = clean_receipt(write_receipt(number))
    wrong = signs[:place] + sign + signs[place + 1 :]

    if wrong == signs:
        assert clean_receipt(wrong) == signs
    else:
        with pytest.raises(errors.ReceiptUnknown):
            clean_receipt(wrong)


@given(st.integers(0, 2**256 - 1), st.integers(0, 9))
def test_two_signs_in_the_wrong_order_show(number, place):
    signs = clean_receipt(write_receipt(number))
    wrong = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]

    if wrong != signs:
        with pytest.raises(errors.ReceiptUnknown):
            clean_receipt(wrong)


def test_cyrillic_letters_that_look_the_same_are_read():
    code = "AEKM-2345-678"

    cyrillic = write_receipt(7**90).translate(str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ"))
    assert clean_receipt(cyrillic) == clean_receipt(write_receipt(7**90))
    with pytest.raises(errors.ReceiptUnknown):
        clean_receipt(code)


@pytest.mark.parametrize("typed", ["", "0O1IL", "7KQM-2XDA", "x" * 400, "\x00", "—"])
def test_nonsense_is_no_code(typed):
    with pytest.raises(errors.ReceiptUnknown):
        clean_receipt(typed)


def test_subject_is_found_by_what_the_page_before_knew(river, taza_su, now):
    shift = make_shift(river)

    assert concern_subject("").organisation is None
    assert concern_subject(taza_su.bin).organisation == taza_su
    assert concern_subject(str(river.public_id)).opportunity == river
    found = concern_subject(str(shift.public_id))
    assert (found.organisation, found.opportunity, found.shift) == (taza_su, river, shift)


@pytest.mark.parametrize("about", ["000000000000", "00000000-0000-0000-0000-000000000000", "drop table", "\x00"])
def test_unknown_subject_is_refused(about, db):
    with pytest.raises(errors.ConcernSubjectNotFound):
        concern_subject(about)


def test_a_draft_is_no_subject(taza_su, now):
    draft = make_opportunity(organisation=taza_su, published=False)

    for hidden in (draft, make_shift(draft)):
        with pytest.raises(errors.ConcernSubjectNotFound):
            concern_subject(str(hidden.public_id))


def test_only_one_officer_takes_a_report(sawle, river, now):
    concern, second = make_concern(river), officer()

    take_concern(concern=concern, actor=sawle, now=now)

    with pytest.raises(errors.ConcernTaken):
        take_concern(concern=concern, actor=second, now=now)
    assert Concern.objects.get().taken_by == sawle


def test_answer_and_end_need_somebody_responsible(sawle, river, now):
    concern = make_concern(river)

    for end in (answer_concern, close_concern):
        with pytest.raises(errors.ConcernNotTaken):
            end(concern=concern, words="Done.", actor=sawle, now=now)
        with pytest.raises(errors.ConcernWordsMissing):
            end(concern=concern, words="  ", actor=sawle, now=now)


def test_a_closed_report_stays_as_it_is(sawle, river, now):
    concern = make_concern(river)
    take_concern(concern=concern, actor=sawle, now=now)
    close_concern(concern=concern, words="A rail was built.", actor=sawle, now=now)

    with pytest.raises(errors.ConcernNotTaken):
        answer_concern(concern=concern, words="Late.", actor=sawle, now=now)
    with pytest.raises(errors.ConcernTaken):
        take_concern(concern=concern, actor=officer(), now=now)
    assert escalate_concerns(now=now + 48 * HOUR) == 0


def letters(stage):
    return OutboxMessage.objects.filter(key__contains=f":{stage}:")


def test_an_hour_without_an_officer_tells_the_country_and_the_staff_once(sawle, river, now):
    here, staff = officer(region()), make_user(is_staff=True)
    concern = make_concern(river)

    assert escalate_concerns(now=now + HOUR - timedelta(seconds=1)) == 0
    assert [escalate_concerns(now=now + HOUR + timedelta(minutes=wait)) for wait in (0, 0, 5, 60)] == [1, 0, 0, 0]

    concern.refresh_from_db()
    assert (concern.status, concern.untaken_escalated_at) == (ConcernStatus.ESCALATED, now + HOUR)
    assert set(letters("untaken").values_list("payload__user_id", flat=True)) == {sawle.pk, staff.pk}
    assert here not in wider_recipients(concern.organisation)
    take_concern(concern=concern, actor=staff, now=now + HOUR)


def test_escalation_leaves_out_whoever_acts_for_the_organisation(sawle, river, taza_su, now):
    make_member(taza_su, user=officer())
    make_member(taza_su, user=make_user(is_staff=True))
    make_concern(river)

    escalate_concerns(now=now + 25 * HOUR)

    assert set(OutboxMessage.objects.values_list("payload__user_id", flat=True)) == {sawle.pk}


def test_a_day_without_an_answer_tells_them_again_once_and_lets_another_take_over(sawle, river, now):
    concern, other = make_concern(river), officer()
    take_concern(concern=concern, actor=sawle, now=now)

    assert escalate_concerns(now=now + 23 * HOUR) == 0
    assert [escalate_concerns(now=now + 24 * HOUR + wait * HOUR) for wait in (0, 0, 9)] == [1, 0, 0]

    assert letters("unanswered").count() == 2
    with pytest.raises(errors.ConcernTaken):
        take_concern(concern=concern, actor=sawle, now=now + 25 * HOUR)
    take_concern(concern=concern, actor=other, now=now + 25 * HOUR)
    assert Concern.objects.get().taken_by == other


def test_a_forgotten_report_is_told_twice_in_one_round_and_never_again(sawle, river, now):
    make_concern(river)

    assert escalate_concerns(now=now + 30 * HOUR) == 2
    assert escalate_concerns(now=now + 30 * HOUR) == 0
    assert [letters(stage).count() for stage in ("first", "untaken", "unanswered")] == [1, 1, 1]


def test_an_answer_in_time_stops_the_clock(sawle, river, now):
    concern = make_concern(river)
    take_concern(concern=concern, actor=sawle, now=now)
    answer_concern(concern=concern, words="We look at it.", actor=sawle, now=now + 23 * HOUR)

    assert escalate_concerns(now=now + 30 * HOUR) == 0


def test_the_task_escalates_by_the_clock(sawle, river, now):
    concern = make_concern(river)
    Concern.objects.filter(pk=concern.pk).update(reported_at=now - 2 * HOUR)

    escalate_waiting_concerns(unknown="word")

    concern.refresh_from_db()
    assert concern.untaken_escalated_at == now


def test_every_look_is_written_down_and_a_named_reporter_sees_it(sawle, river, aliya, now):
    unknown, named = make_concern(river), make_concern(river, reporter=aliya)

    for concern in (unknown, named):
        read_concern(concern=concern, actor=sawle, now=now)
        export_concern(concern=concern, actor=sawle, now=now)

    lines = AuditLine.objects.filter(actor=sawle.public_id).values_list("action", "subject_id")
    ids = [str(concern.public_id) for concern in (unknown, named)]
    assert set(lines) == {(action, name) for action in ("concern.read", "concern.exported") for name in ids}
    look = Look.objects.filter(person=aliya.public_id)
    assert set(look.values_list("viewer", "what", "purpose", "about_id")) == {
        (sawle.public_id, "concern", "concern", ids[1])
    }
    assert look.count() == Look.objects.count() == 2


def test_an_unknown_reporter_leaves_no_trace_in_the_audit(sawle, river, now):
    make_concern(river)

    line = AuditLine.objects.get(action="concern.reported")
    assert (line.actor, line.details) == (None, {})


def test_what_leaves_for_authorities_is_complete(sawle, river, aliya, now):
    concern = make_concern(river, reporter=aliya, contact="+7 701 000 00 00", kind=ConcernKind.HARM_TO_CHILD)

    record = export_concern(concern=concern, actor=sawle, now=now)

    assert record["kind"] == "child"
    assert record["reporter"] == aliya.full_name
    assert record["contact"] == "+7 701 000 00 00"
    assert record["organisation"] == f"Таза Су ({river.organisation.bin})"
    assert record["reported_at"] == now.isoformat()


def test_words_of_a_report_are_in_its_row_alone(sawle, river, now):
    make_concern(river, text="CANARY-7f3a", contact="CANARY-7f3b")

    holders = [
        model._meta.label
        for model in apps.get_models()
        if any("CANARY-7f3" in str(row) for row in model._default_manager.values())
    ]
    assert holders == ["events.Concern"]


def test_organisations_that_are_reported_stay(river, taza_su):
    make_concern(river)
    with pytest.raises(ProtectedError):
        taza_su.delete()
