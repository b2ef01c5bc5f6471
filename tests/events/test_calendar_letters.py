"""The file in a letter: it puts a place into a calendar, moves it there, and takes it out, as one entry."""

import pytest
from icalendar import Calendar

from events.enums import ShiftStatus, SignUpStatus
from events.letters.moves import cancelled
from events.letters.places import confirmed, taken_off
from events.models import Shift, SignUp
from events.queries.calendars import EntryState, own_entries
from tests.events import icalendar_reader
from tests.factories.events import make_role, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(aliya, now) -> SignUp:
    return make_signup(make_role(), aliya.volunteer)


def file_in(letter) -> tuple:
    """What a mail program does with the file: the method, the entry, and whether its reader has said yes."""
    calendar = Calendar.from_ical(letter.attachment.content)
    (event,) = calendar.walk("VEVENT")
    (read,) = icalendar_reader.read(letter.attachment.content)
    return calendar["METHOD"], read.uid, read.status, event["ATTENDEE"].params["PARTSTAT"]


def test_you_are_in_comes_with_an_invitation(place, aliya):
    letter = confirmed({"user_id": aliya.pk, "signup_id": place.pk})

    assert letter.attachment.method == "REQUEST"
    assert file_in(letter) == ("REQUEST", str(place.shift.public_id), "CONFIRMED", "ACCEPTED")


def test_being_taken_off_and_a_shift_called_off_take_the_entry_out(place, aliya):
    SignUp.objects.update(status=SignUpStatus.CANCELLED)
    out = ("CANCEL", str(place.shift.public_id), "CANCELLED", "DECLINED")
    assert file_in(taken_off({"user_id": aliya.pk, "signup_id": place.pk})) == out

    Shift.objects.update(status=ShiftStatus.CANCELLED, sequence=1)
    assert file_in(cancelled({"user_id": aliya.pk, "shift_id": place.shift_id})) == out


def test_somebody_who_only_waited_gets_no_file(place, bekzat):
    Shift.objects.update(status=ShiftStatus.CANCELLED)

    assert cancelled({"user_id": bekzat.pk, "shift_id": place.shift_id}).attachment is None


def test_a_place_that_has_to_be_confirmed_again_is_not_sure(place, aliya, now):
    place.reconfirm_by, place.agreed_starts_at = now, place.shift.starts_at
    place.agreed_ends_at, place.agreed_address = place.shift.ends_at, "Abai avenue 10"
    place.save()

    assert [entry.state for entry in own_entries(aliya.volunteer, now=now)] == [EntryState.TENTATIVE]
