"""A coordinator writes to a shift: one letter each, nobody alone with a child, kept, counted, and safe to read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from core import outbox
from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import SignUpStatus
from events.models import ShiftMessage, SignUp
from events.queries.messages import deliveries_of, messages_to, messages_to_minors
from events.services.messaging import Words, audience_of, send_message
from events.validators import without_links
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
WORDS = Words("Bring gloves", "It will be cold.\n\nDana")


@pytest.fixture
def shift(now, taza_su):
    return make_shift(make_opportunity(organisation=taza_su))


@pytest.fixture
def role(shift):
    return make_role(shift)


def place(role, age=25, **columns):
    signup = make_signup(role, make_volunteer(user=make_user(language="en"), age=age))
    SignUp.objects.filter(pk=signup.pk).update(**columns)
    return SignUp.objects.get(pk=signup.pk)


def send(shift, dana, now, words=WORDS, key=None):
    return send_message(shift=shift, words=words, key=key or uuid4(), actor=dana, now=now)


def deliver(now):
    for key in outbox.due(now):
        outbox.deliver(key, now=now)


def test_each_person_gets_a_letter_of_her_own_with_who_writes_and_why(now, dana, shift, role):
    people = [place(role) for _ in range(3)]

    message = send(shift, dana, now)
    deliver(now)

    assert [letter.to for letter in mail.outbox] == [[one.volunteer.user.email] for one in people]
    assert {(tuple(letter.cc), tuple(letter.bcc)) for letter in mail.outbox} == {((), ())}
    assert mail.outbox[0].subject == "Bring gloves"
    assert mail.outbox[0].body.startswith(
        "Таза Су writes to you because you have a place on “Clean the river bank”, 09.05.2026 at 10:00.\n\n"
        "It will be cold.\n\nDana"
    )
    assert [one.pk for one in messages_to(people[0])] == [message.pk]
    line = AuditLine.objects.get(action="shift.messaged")
    assert (line.actor, line.details) == (dana.public_id, {"people": 3, "has_minors": False})


def test_only_confirmed_people_of_the_chosen_role_who_have_not_answered(now, dana, shift, role):
    other = make_role(shift, name_en="First-aider", position=1)
    silent, _said, elsewhere = place(role), place(role, coming_said_at=now), place(other)
    place(role, status=SignUpStatus.INVITED)
    place(role, status=SignUpStatus.WITHDRAWN)

    def reached(**narrow):
        words = Words("Come", "Please", **narrow)
        return [one.pk for one in audience_of(shift=shift, words=words, sender=dana, now=now).places]

    assert reached(role=role, only_unanswered=True) == [silent.pk]
    assert reached(only_unanswered=True) == [silent.pk, elsewhere.pk]
    assert reached(role=other) == [elsewhere.pk]


def test_a_second_adult_reads_what_children_read(now, dana, shift, role, taza_su):
    second = make_member(taza_su, user=make_user(email="second@example.org", language="en"))
    child = place(role, age=15)

    message = send(shift, dana, now)
    deliver(now)

    assert message.has_minors
    assert {letter.to[0]: letter.body.split(":")[0] for letter in mail.outbox} == {
        child.volunteer.user.email: (
            "Таза Су writes to you because you have a place on “Clean the river bank”, 09.05.2026 at 10"
        ),
        second.email: "A copy for you as the second adult",
    }
    assert list(messages_to_minors([taza_su.region])) == [message]
    assert list(messages_to_minors([])) == []


@pytest.mark.parametrize("case", ["nobody", "closed", "child"])
def test_nobody_writes_to_a_child_alone(now, dana, shift, role, taza_su, case):
    place(role, age=15)
    if case == "closed":
        make_member(taza_su, user=make_user(is_active=False))
    elif case == "child":
        make_member(taza_su, user=make_volunteer(user=make_user(), age=16).user)

    with pytest.raises(errors.SecondAdultMissing):
        send(shift, dana, now)

    assert (ShiftMessage.objects.count(), OutboxMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("", "Words", errors.MessageSubjectMissing),
        (" \n ", "Words", errors.MessageSubjectMissing),
        ("Words", "  \n\t ", errors.MessageTextMissing),
        ("x" * 121, "Words", errors.MessageSubjectTooLong),
        ("Words", "ә" * 1001, errors.MessageTooLong),
        ("Words", "a\x00b", errors.MessageUnreadable),
        ("Wo\x07rds", "Words", errors.MessageUnreadable),
    ],
)
def test_bad_words_are_refused_with_what_is_wrong(now, dana, shift, role, subject, text, expected):
    place(role)

    with pytest.raises(expected):
        send(shift, dana, now, Words(subject, text))


def test_a_thousand_letters_and_a_subject_over_two_lines_are_fine(now, dana, shift, role):
    place(role)

    message = send(shift, dana, now, Words("Bring\r\nBcc: everybody@example.org", "ә" * 1000))
    deliver(now)

    assert message.subject == "Bring Bcc: everybody@example.org"
    assert (len(mail.outbox), mail.outbox[0].recipients()) == (1, [mail.outbox[0].to[0]])


def test_html_stays_text(now, dana, shift, role):
    place(role)

    send(shift, dana, now, Words("<b>Now</b>", '<script>alert(1)</script><img src="x">'))
    deliver(now)

    html = mail.outbox[0].alternatives[0][0]
    assert '<script>alert(1)</script><img src="x">' in mail.outbox[0].body
    assert ("<script>" in html, "&lt;script&gt;alert(1)&lt;/script&gt;" in html) == (False, True)


def test_nothing_a_coordinator_writes_can_be_clicked(now, dana, shift, role):
    place(role)

    send(shift, dana, now, Words("Look", "https://evil.example and www.evil.example and me@evil.example"))
    deliver(now)

    assert "evil.example" not in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].alternatives[0][0]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("See https://evil.example/a?b=c now", "See https[:]//evil[.]example/a?b=c now"),
        ("WWW.EVIL.KZ or t.me/x", "WWW[.]EVIL[.]KZ or t[.]me/x"),
        ("write to me@mail.kz", "write to me@mail[.]kz"),
        ("сайт.қаз", "сайт[.]қаз"),
        ("http://127.0.0.1/", "http[:]//127[.]0[.]0[.]1/"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("и т.д., т.е. завтра", "и т.д., т.е. завтра"),
        ("On 09.05.2026 at 10.30, 1.5 km. See you.", "On 09.05.2026 at 10.30, 1.5 km. See you."),
        ("Gloves.\nBoots...", "Gloves.\nBoots..."),
    ],
)
def test_addresses_are_broken_up_and_numbers_are_not(words, shown):
    assert without_links(words) == shown


def test_nobody_to_write_to_and_too_late(now, dana, shift, role):
    with pytest.raises(errors.NobodyToWriteTo):
        send(shift, dana, now)
    place(role)
    week = shift.ends_at + timedelta(days=7)
    assert audience_of(shift=shift, words=WORDS, sender=dana, now=week).places

    with pytest.raises(errors.TooLateToWrite):
        send(shift, dana, week + timedelta(seconds=1))


def test_the_same_key_is_one_message(now, dana, shift, role):
    place(role)
    key = uuid4()

    assert send(shift, dana, now, key=key) == send(shift, dana, now, Words("Other", "words"), key=key)
    assert OutboxMessage.objects.count() == 1


def test_five_messages_a_day_are_the_most_for_one_event(now, dana, shift, role):
    place(role)
    for _time in range(5):
        send(shift, dana, now)

    other = make_shift(shift.opportunity, days_ahead=6)
    place(make_role(other))

    with pytest.raises(errors.TooManyMessages):
        send(other, dana, now)

    assert ShiftMessage.objects.count() == 5


def test_what_became_of_it_is_counted(now, dana, shift, role, taza_su):
    make_member(taza_su, user=make_user())
    gone, *_others = [place(role, age=15) for _ in range(3)]
    message = send(shift, dana, now)
    OutboxMessage.objects.filter(payload__user_id=gone.volunteer.user_id).update(failed_at=now)
    waiting = deliveries_of([message])[message.pk]
    deliver(now)
    done = deliveries_of([message])[message.pk]

    assert (waiting.people, waiting.sent, waiting.failed, waiting.waiting) == (3, 0, 1, 2)
    assert (done.people, done.sent, done.failed, done.waiting) == (3, 2, 1, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_sending_costs_the_same_for_one_person_and_three(now, dana, shift, role, count, assert_chained_queries):
    for _person in range(count):
        place(role)

    with assert_chained_queries(13):
        send(shift, dana, now)
