"""Calendar files: read back by two libraries and a reader of our own, they say what the database says."""

import re
import warnings
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.db.models import F
from icalendar import Calendar

from core.text import localised
from events.enums import ShiftStatus, SignUpStatus
from events.exports import calendar_file, fingerprint, invitation_file
from events.models import ProtectedPlace, Shift, SignUp
from events.queries.calendars import (
    EntryState,
    feed_token,
    feed_with_token,
    organisation_entries,
    own_entries,
    region_entries,
)
from events.services.calendars import make_feed, stop_feed
from events.services.publishing import cancel_opportunity
from places.queries import place_label
from tests.events import icalendar_reader
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, TALGAR, region, settlement

with warnings.catch_warnings():  # its grammar is written for a parser that has renamed what it uses
    warnings.simplefilter("ignore", DeprecationWarning)
    import ics

pytestmark = pytest.mark.django_db
TITLE = "Сенбілік; өзен, жағасы “Есентай” \\ 100 % – өте ұзақ атау, бір жолға сыймайды"


def file_of(person, now, *, language="en") -> bytes:
    return calendar_file(own_entries(person.volunteer, now=now), name="Mine", language=language)


def by_ics(content: bytes) -> dict[str, tuple]:
    """Read with ics."""
    return {
        event.uid: (event.begin.datetime.astimezone(UTC), event.end.datetime.astimezone(UTC), event.status, event.name)
        for event in ics.Calendar(content.decode()).events
    }


def by_recurring(content: bytes) -> dict[str, tuple]:
    """Read with recurring_ical_events, which expands whatever repeats."""
    found = recurring_ical_events.of(Calendar.from_ical(content)).between(date(2019, 1, 1), date(2030, 1, 1))
    return {
        str(event["UID"]): (
            event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC), event["STATUS"], event["SUMMARY"]
        )
        for event in found
    }  # fmt: skip


def by_us(content: bytes) -> dict[str, tuple]:
    """Read with the strict reader of the tests."""
    return {
        event.uid: (event.starts_at, event.ends_at, event.status, event.summary)
        for event in icalendar_reader.read(content)
    }


def in_database(person, language) -> dict[str, tuple]:
    """What the tables say about a person's places, worked out from the wall time and zone of the shift."""
    words = {"confirmed": "CONFIRMED", "awaiting": "TENTATIVE", "invited": "TENTATIVE"}
    rows = {}
    for signup in SignUp.objects.filter(volunteer=person.volunteer).select_related("shift__opportunity"):
        shift = signup.shift
        zone = ZoneInfo(shift.time_zone)
        off = shift.status == ShiftStatus.CANCELLED or signup.status not in words
        rows[str(shift.public_id)] = (
            datetime.combine(shift.starts_on, shift.start_time, zone).astimezone(UTC),
            datetime.combine(shift.ends_on, shift.end_time, zone).astimezone(UTC),
            "CANCELLED" if off else words[signup.status],
            localised(shift.opportunity, "title", language).text,
        )
    return rows


def moved(signup, *, days: int, start: time) -> None:
    shift = signup.shift
    day = shift.starts_on + timedelta(days=days)
    starts_at = datetime.combine(day, start, ZoneInfo(shift.time_zone))
    Shift.objects.filter(pk=shift.pk).update(
        starts_on=day, ends_on=day, start_time=start, end_time=time(start.hour + 3, start.minute),
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), sequence=F("sequence") + 1,
    )  # fmt: skip


@pytest.fixture
def busy(aliya, taza_su, now):
    """Aliya with a moved, a cancelled and a repeated shift, one given back, one invitation, in two zones."""
    event = make_opportunity(organisation=taza_su, title_kk=TITLE, bring_kk="Қолғап, су; шляпа")
    west = make_opportunity(organisation=taza_su, venue=settlement(KARAGANDA), time_zone="Asia/Aqtobe")
    moved(make_signup(make_role(make_shift(event, days_ahead=3)), aliya.volunteer), days=1, start=time(16, 30))
    off = make_signup(make_role(make_shift(event, days_ahead=6)), aliya.volunteer, status=SignUpStatus.CANCELLED)
    Shift.objects.filter(pk=off.shift_id).update(status=ShiftStatus.CANCELLED, sequence=1)
    for week in range(1, 6):  # every second Saturday
        make_signup(make_role(make_shift(west, days_ahead=5 + 14 * week, start_time=time(7, 45))), aliya.volunteer)
    given = make_signup(make_role(make_shift(event, days_ahead=9)), aliya.volunteer, status=SignUpStatus.WITHDRAWN)
    SignUp.objects.filter(pk=given.pk).update(answered_at=now)
    make_signup(make_role(make_shift(event, days_ahead=10)), aliya.volunteer, status=SignUpStatus.INVITED)
    return aliya


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("reader", [by_ics, by_recurring, by_us])
def test_the_feed_of_a_person_is_what_the_database_says(busy, now, reader, language):
    content = file_of(busy, now, language=language)

    assert len(in_database(busy, language)) == 9
    assert reader(content) == in_database(busy, language)


def test_the_night_when_the_clocks_of_almaty_went_back_is_nine_hours_long(aliya, now):
    late = make_shift(starts_on=date(2024, 2, 29), start_time=time(22))
    Shift.objects.filter(pk=late.pk).update(
        ends_on=date(2024, 3, 1), end_time=time(6), ends_at=datetime(2024, 3, 1, 6, tzinfo=ZoneInfo("Asia/Almaty"))
    )
    make_signup(make_role(late), aliya.volunteer)
    content = file_of(aliya, datetime(2024, 2, 1, tzinfo=UTC))

    night = (datetime(2024, 2, 29, 16, tzinfo=UTC), datetime(2024, 3, 1, 1, tzinfo=UTC))
    assert [reader(content)[str(late.public_id)][:2] for reader in (by_ics, by_recurring, by_us)] == [night] * 3
    assert night[1] - night[0] == timedelta(hours=9)


def test_the_same_moment_gives_the_same_bytes_and_moving_raises_the_sequence(busy, now):
    first = file_of(busy, now)
    assert file_of(busy, now) == first

    shift = SignUp.objects.filter(status=SignUpStatus.INVITED).get().shift
    Shift.objects.filter(pk=shift.pk).update(sequence=F("sequence") + 1)
    again = {event.uid: event.sequence for event in icalendar_reader.read(file_of(busy, now))}
    before = {event.uid: event.sequence for event in icalendar_reader.read(first)}
    assert again == before | {str(shift.public_id): before[str(shift.public_id)] + 1}


def test_calling_off_an_event_keeps_it_in_the_calendar_as_cancelled_with_a_higher_sequence(aliya, dana, taza_su, now):
    signup = make_signup(make_role(make_shift(make_opportunity(organisation=taza_su))), aliya.volunteer)
    uid = str(signup.shift.public_id)
    cancel_opportunity(opportunity=signup.shift.opportunity, actor=dana, now=now)

    for entries in (own_entries(aliya.volunteer, now=now), organisation_entries(taza_su, now=now)):
        (event,) = icalendar_reader.read(calendar_file(entries, name="", language="en"))
        assert (event.uid, event.status, event.sequence) == (uid, "CANCELLED", 1)


def test_a_place_given_back_stays_as_cancelled_for_a_month(aliya, now):
    signup = make_signup(make_role(make_shift(days_ahead=60)), aliya.volunteer, status=SignUpStatus.WITHDRAWN)
    SignUp.objects.filter(pk=signup.pk).update(answered_at=now)

    month = timedelta(days=30)
    states = [entry.state for entry in own_entries(aliya.volunteer, now=now + month - timedelta(seconds=1))]
    assert states == [EntryState.CANCELLED]
    assert own_entries(aliya.volunteer, now=now + month) == []


def test_a_place_taken_again_stands_once_and_is_sure(aliya, now):
    role = make_role()
    for status in (SignUpStatus.WITHDRAWN, SignUpStatus.CONFIRMED, SignUpStatus.WITHDRAWN):
        made = make_signup(role, aliya.volunteer, status=status)
        SignUp.objects.filter(pk=made.pk).update(answered_at=now)

    assert [entry.state for entry in own_entries(aliya.volunteer, now=now)] == [EntryState.CONFIRMED]


def test_a_minors_calendar_says_what_when_and_which_town_only(bekzat, now):
    event = make_opportunity(bring_en="Gloves", contact_name="Dana Abilova", contact_phone="+7 701 000 00 00")
    make_signup(make_role(make_shift(event)), bekzat.volunteer)
    content = file_of(bekzat, now)

    (read,) = icalendar_reader.read(content)
    assert read.location == place_label(event.venue, "en")
    for told in ("Abai avenue", "Gloves", "Dana", "+7 701", "Helper", bekzat.full_name.split()[0], "GEO"):
        assert told not in content.decode().replace("\r\n ", "")


def test_an_adults_calendar_says_the_street_the_role_and_what_to_bring(aliya, now):
    make_signup(make_role(make_shift(make_opportunity(bring_en="Gloves"))), aliya.volunteer)

    (read,) = icalendar_reader.read(file_of(aliya, now))
    assert read.location == f"Abai avenue 10, {place_label(settlement(), 'en')}"
    assert ("Helper" in read.description, "Bring: Gloves" in read.description) == (True, True)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_file_in_a_letter_is_an_invitation_with_the_same_uid(aliya, now, method):
    signup = make_signup(make_role(make_shift(make_opportunity(title=TITLE))), aliya.volunteer)
    content = invitation_file(signup, method=method)

    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    wanted = {"REQUEST": ("CONFIRMED", "ACCEPTED"), "CANCEL": ("CANCELLED", "DECLINED")}[method]
    assert (event["STATUS"], event["ATTENDEE"].params["PARTSTAT"]) == wanted
    assert (calendar["METHOD"], event["ATTENDEE"]) == (method, "mailto:aliya@example.org")
    assert icalendar_reader.read(content)[0].uid == icalendar_reader.read(file_of(aliya, now))[0].uid
    assert str(event["SUMMARY"]) == TITLE


def test_the_file_in_a_letter_never_names_a_protected_place(aliya, now):
    signup = make_signup(make_role(shelter_shift(days_ahead=1)), aliya.volunteer)

    assert "Panfilov" not in invitation_file(signup).decode().replace("\r\n ", "")


def shelter_shift(**when) -> Shift:
    district = region("190000000")
    event = make_opportunity(
        venue=district, address="", latitude=district.latitude, longitude=district.longitude, is_place_protected=True
    )
    ProtectedPlace.objects.create(
        opportunity=event, venue=settlement(TALGAR), address="Panfilov 7", latitude=43.31, longitude=77.23
    )
    return make_shift(event, **when)


def test_the_address_of_a_protected_place_enters_a_confirmed_persons_feed_48_hours_before(aliya, now):
    shift = shelter_shift(days_ahead=5)
    make_signup(make_role(shift), aliya.volunteer)
    opens = shift.starts_at - timedelta(hours=48)

    def location(at):
        return icalendar_reader.read(file_of(aliya, at))[0].location

    district, second = place_label(region("190000000"), "en"), timedelta(seconds=1)
    assert [location(at) for at in (now, opens - second)] == [district] * 2
    assert location(opens) == f"Panfilov 7, {place_label(settlement(TALGAR), 'en')}"
    assert [location(at) for at in (shift.ends_at - second, shift.ends_at)] == [location(opens), district]


@pytest.mark.parametrize("status", [SignUpStatus.INVITED, SignUpStatus.WITHDRAWN])
def test_nobody_but_the_confirmed_reads_the_address_of_a_protected_place(aliya, now, status):
    signup = make_signup(make_role(shelter_shift(days_ahead=1)), aliya.volunteer, status=status)
    SignUp.objects.filter(pk=signup.pk).update(answered_at=now)

    assert "Panfilov" not in file_of(aliya, now).decode().replace("\r\n ", "")


def test_public_calendars_hold_open_and_cancelled_shifts_ahead_and_no_protected_ones(taza_su, now):
    event = make_opportunity(organisation=taza_su)
    wanted = make_role(make_shift(event)).shift
    off = make_role(make_shift(event, days_ahead=7, status=ShiftStatus.CANCELLED)).shift
    for other in (
        make_shift(event, days_ahead=-2),
        make_shift(make_opportunity(organisation=taza_su, published=False)),
    ):
        make_role(other)
    make_role(make_shift(event, days_ahead=8), capacity=1, taken_count=1)
    make_role(make_shift(event, days_ahead=-8, status=ShiftStatus.CANCELLED))
    shelter = shelter_shift()
    make_role(shelter)
    shelter.opportunity.organisation = taza_su
    shelter.opportunity.save()

    states = [(wanted.pk, "confirmed"), (off.pk, "cancelled")]
    assert [(entry.shift.pk, entry.state) for entry in organisation_entries(taza_su, now=now)] == states
    assert [(entry.shift.pk, entry.state) for entry in region_entries(region(), now=now)] == states
    assert region_entries(region("190000000"), now=now) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_takes_the_same_queries_for_one_place_and_for_three(aliya, now, count, django_assert_num_queries):
    for day in range(count):
        make_signup(make_role(make_shift(days_ahead=day + 2)), aliya.volunteer)
    with django_assert_num_queries(1):
        entries = own_entries(aliya.volunteer, now=now)
        calendar_file(entries, name="", language="kk")
        fingerprint(entries, name="", language="kk")
    assert len(entries) == count


def test_the_fingerprint_changes_with_what_the_file_says(busy, now):
    def print_of():
        return fingerprint(own_entries(busy.volunteer, now=now), name="", language="en")

    before = print_of()
    assert print_of() == before
    signup = SignUp.objects.filter(status=SignUpStatus.INVITED).get()
    signup.status = SignUpStatus.CONFIRMED
    signup.save()
    assert print_of() != before


def test_a_new_link_closes_the_old_one_and_only_a_hash_is_kept(aliya, now):
    (old,) = [feed_token(make_feed(volunteer=aliya.volunteer, actor=aliya, now=now).public_id)]
    new = make_feed(volunteer=aliya.volunteer, actor=aliya, now=now)
    token = feed_token(new.public_id)

    assert re.fullmatch(r"[A-Za-z0-9_-]{27}", token)
    assert token not in str(new.__dict__.values())
    assert (feed_with_token(old), feed_with_token(token)) == (None, new)
    assert [stop_feed(volunteer=aliya.volunteer, actor=aliya, now=now) for _ in range(2)] == [True, False]
    assert feed_with_token(token) is None


def test_the_calendar_of_a_closed_account_opens_nothing(aliya, now):
    token = feed_token(make_feed(volunteer=aliya.volunteer, actor=aliya, now=now).public_id)
    aliya.is_active = False
    aliya.save()

    assert feed_with_token(token) is None


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "CR and LF"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "VEVENT ends as"),
        (b"BEGIN:VCALENDAR\r\nX-LONG:" + b"a" * 80 + b"\r\nEND:VCALENDAR\r\n", "75 octets"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "2 times"),
        (b"BEGIN:VCALENDAR\r\nno line\r\nEND:VCALENDAR\r\n", "no content line"),
    ],
)
def test_the_reader_of_the_tests_refuses_what_is_no_calendar(broken, why):
    with pytest.raises(ValueError, match=why):
        icalendar_reader.read(broken)
