"""When a message goes, and which way: choices, quiet hours, weekly numbers, shares, broken contacts."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import InboxMessage, MessageSettings, User
from accounts.queries.messages import choices_of, ways_to
from accounts.services.messages import choose, count_unread, mark_read, stop_kind, try_again
from core import outbox
from core.delivery import MessageKind, health
from core.delivery.hours import quiet_until
from core.models import Delivery, OutboxMessage
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)  # 23:30 in Almaty
MORNING = datetime(2026, 5, 5, 3, 0, tzinfo=UTC)  # 08:00 there


@pytest.mark.parametrize(
    ("hour", "minute", "until"),
    [
        (15, 59, None),
        (16, 0, MORNING),
        (18, 30, MORNING),
        (2, 59, datetime(2026, 5, 4, 3, 0, tzinfo=UTC)),
        (3, 0, None),
    ],
)
def test_night_begins_at_nine_and_ends_at_eight(hour, minute, until):
    moment = datetime(2026, 5, 4, hour, minute, tzinfo=UTC)

    assert quiet_until(moment, zone="Asia/Almaty", starts=21, ends=8) == until


def test_quiet_hours_in_the_afternoon_and_none_at_all():
    noon = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)  # 13:30

    assert quiet_until(noon, zone="Asia/Almaty", starts=13, ends=15) == datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    assert quiet_until(noon, zone="Asia/Almaty", starts=5, ends=5) is None


def test_message_of_the_night_stands_in_the_inbox_and_leaves_in_the_morning(mailbox, settings, write):
    settings.QUIET_HOURS = (21, 8)
    user = make_user()

    message = write(user, "reminder", at=NIGHT)

    assert (mailbox.letters, message.done_at, message.attempts) == ([], None, 0)
    assert MORNING <= message.due_at < MORNING + timedelta(minutes=1)
    assert InboxMessage.objects.get().user == user
    outbox.deliver(message.pk, now=message.due_at)
    assert (len(mailbox.letters), InboxMessage.objects.count()) == (1, 1)


@pytest.mark.parametrize("kind", ["alert", "security"])
def test_what_cannot_wait_comes_at_night(mailbox, settings, write, kind):
    settings.QUIET_HOURS = (21, 8)

    write(make_user(), kind, at=NIGHT)

    assert len(mailbox.letters) == 1


def test_person_chooses_her_own_night(mailbox, settings, write, now):
    settings.QUIET_HOURS = (21, 8)
    user = make_user()
    chosen = choices_of(user, ways_to(user))
    choose(user=user, channels=chosen.channels, quiet_from=6, quiet_until=12, weekly_most=3, now=now)

    write(user, "reminder", key="morning")  # nine o'clock
    write(user, "reminder", key="night", at=NIGHT)

    assert len(mailbox.letters) == 1


def test_kind_that_is_off_stays_in_the_inbox(mailbox, write, now):
    user = make_user(phone="+77010000001", phone_verified_at=now)
    stop_kind(user=user, kind=MessageKind.REMINDER, now=now)
    stop_kind(user=user, kind=MessageKind.REMINDER, now=now)

    message = write(user, "reminder", key="off")
    write(user, "place", key="on")

    assert [letter["Subject"] for _to, letter in mailbox.letters] == ["The shift is tomorrow"]
    assert message.done_at == now
    assert sorted(user.inbox.values_list("kind", flat=True)) == ["place", "reminder"]


def test_what_cannot_be_stopped_finds_a_way_whatever_was_chosen(mailbox, write):
    user = make_user()
    MessageSettings.objects.create(user=user, choices={"place": ["telegram"]})

    write(user, "place")

    assert len(mailbox.letters) == 1


def test_fourth_invitation_of_a_week_is_held_back_and_a_place_is_not(mailbox, write, now):
    user = make_user()

    for number in range(4):
        write(user, "invitation", key=f"i{number}", at=now + timedelta(hours=8 * number))
    write(user, "place", key="place", at=now + timedelta(hours=40))
    write(user, "news", key="later", at=now + timedelta(days=8))

    held = user.inbox.filter(is_held_back=True).values_list("kind", flat=True)
    assert (len(mailbox.letters), list(held)) == (5, ["invitation"])


def test_seventh_letter_of_an_hour_waits_until_there_is_room(mailbox, write, now):
    user = make_user()

    messages = [write(user, key=str(number)) for number in range(7)]

    assert (len(mailbox.letters), messages[6].done_at, messages[6].attempts) == (6, None, 0)
    assert messages[6].due_at >= now + timedelta(hours=1)
    outbox.deliver(messages[6].pk, now=messages[6].due_at)
    assert len(mailbox.letters) == 7


def test_twentyfirst_letter_of_a_day_waits_till_the_next(mailbox, write, now):
    user = make_user()

    messages = [write(user, key=str(number), at=now + timedelta(minutes=15 * number)) for number in range(21)]

    assert (len(mailbox.letters), messages[20].done_at) == (20, None)
    assert messages[20].due_at >= now + timedelta(days=1)


def test_codes_are_counted_where_they_are_asked_for(mailbox, write):
    user = make_user()

    for number in range(8):
        write(user, "security", key=str(number))

    assert len(mailbox.letters) == 8


def test_address_that_refuses_is_left_for_the_telephone_and_the_person_is_told(mailbox, write, capsys):
    user = make_user(phone="+77010000001")
    mailbox.answer = "550 5.1.1 No such user"

    write(user, key="one")
    write(user, key="two")

    user.refresh_from_db()
    assert (mailbox.asked, user.email_failed_at is not None) == (1, True)
    assert capsys.readouterr().out.count("SMS to +77010000001") == 2
    assert set(Delivery.objects.values_list("channel", "state")) == {("email", "refused"), ("sms", "sent")}


def test_person_may_have_the_address_tried_again(mailbox, write, now):
    user = make_user()
    health.mark_broken("email", user.email, "bounce hard", now=now)

    write(user, key="one")
    try_again(user=user, now=now)
    write(user, key="two")

    user.refresh_from_db()
    assert (len(mailbox.letters), user.email_failed_at) == (1, None)


def test_letter_that_is_refused_breaks_no_address(mailbox, write):
    user = make_user(phone="+77010000001")
    mailbox.verdict = "554 5.7.1 Looks like spam"

    message = write(user)

    user.refresh_from_db()
    assert (user.email_failed_at, message.done_at is not None) == (None, True)
    assert set(Delivery.objects.values_list("channel", "state")) == {("email", "refused"), ("sms", "sent")}


def test_reading_counts_down(write, now):
    user = make_user()
    write(user, key="one")
    write(user, key="two")
    first = user.inbox.order_by("pk").first()

    mark_read(user=user, public_id=first.public_id, now=now)
    mark_read(user=user, public_id=first.public_id, now=now)

    assert User.objects.get(pk=user.pk).unread_count == 1
    mark_read(user=user, public_id=None, now=now)
    assert User.objects.get(pk=user.pk).unread_count == 0


def test_inbox_goes_with_the_message_that_led_to_somebody_who_left(write):
    user = make_user()
    message = write(user)

    OutboxMessage.objects.filter(pk=message.pk).delete()

    assert (InboxMessage.objects.count(), Delivery.objects.count()) == (0, 0)
    assert (count_unread(), count_unread()) == (1, 0)
    assert User.objects.get(pk=user.pk).unread_count == 0


def test_same_key_twice_is_one_letter(mailbox, write):
    user = make_user()

    write(user)
    write(user)

    assert (len(mailbox.letters), user.inbox.count()) == (1, 1)
