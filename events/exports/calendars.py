"""Calendar files (RFC 5545, 7986): one entry per shift in the wall time of its place, the same bytes every time."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

from core.text import localised
from events.enums import SignUpStatus
from events.models import SignUp
from events.queries.calendars import CalendarEntry, EntryState, signup_entries
from places.queries import place_label

PRODUCT = "-//Asar//Volunteering//KK"
REFRESH = timedelta(hours=4)
ZONES_FROM, ZONES_UNTIL = date(2018, 1, 1), date(2038, 1, 1)
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
ALTER_AS = {"REQUEST": "ACCEPTED", "CANCEL": "DECLINED"}


def calendar_file(entries: Sequence[CalendarEntry], *, name: str, language: str) -> bytes:
    """Write entries as one calendar with the zones they need, in a language. No query."""
    with override(language):
        calendar = _calendar(name, language)
        calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
        _fill(calendar, [_event(entry, language) for entry in entries], entries)
    return bytes(calendar.to_ical())


def invitation_file(signup: SignUp, *, method: str = "REQUEST") -> bytes:
    """Write one place as an invitation for a letter: ``REQUEST`` puts it into a calendar, ``CANCEL`` takes it out.

    The letter is kept for years and passed on, so the address of a protected place is never in it. The sign-up is
    loaded with role, shift, opportunity, organisation, venue, region and volunteer.
    """
    language = signup.volunteer.user.language
    entry = signup_entries([signup], now=None)[0]
    with override(language):
        calendar = _calendar("", language)
        calendar.add("method", method)
        event = _event(entry, language)
        if method == "CANCEL":
            event["STATUS"] = vText("CANCELLED")
        event.add("organizer", _organizer(signup, language))
        if signup.volunteer.user.email:
            event.add("attendee", _attendee(signup, method))
        _fill(calendar, [event], [entry])
    return bytes(calendar.to_ical())


def several_file(signups: list[SignUp]) -> bytes:
    """Write several places of one person as one file for a letter.

    An invitation holds one entry only (RFC 5546, 3.2.2), so these are published: the same entries with a newer
    SEQUENCE. Each sign-up is loaded as for invitation_file.
    """
    language, entries = signups[0].volunteer.user.language, signup_entries(signups, now=None)
    with override(language):
        calendar = _calendar("", language)
        calendar.add("method", "PUBLISH")
        events = [_event(entry, language) for entry in entries]
        for event, signup in zip(events, signups, strict=True):
            event.add("organizer", _organizer(signup, language))
        _fill(calendar, events, entries)
    return bytes(calendar.to_ical())


def fingerprint(entries: Iterable[CalendarEntry], *, name: str, language: str) -> str:
    """Return what changes exactly when the file would, without writing it: for ETag."""
    said = [f"1 {language} {name}"]
    for entry in entries:
        shift, place = entry.shift, entry.place
        said.append(
            f"{shift.public_id} {shift.sequence} {shift.starts_at} {shift.ends_at} {shift.time_zone} {entry.state} "
            f"{entry.changed_at} {entry.is_discreet} {place.address} {place.latitude} {place.longitude} "
            f"{place.venue.pk if place.venue else 0} {shift.opportunity.organisation.updated_at} "
            f"{entry.role.updated_at if entry.role else 0} {entry.signup_id}"
        )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _calendar(name: str, language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", _clean(name), parameters={"LANGUAGE": language})
        calendar.add("x-wr-calname", _clean(name))
    return calendar


def _fill(calendar: Calendar, events: list[Event], entries: Sequence[CalendarEntry]) -> None:
    for zone in sorted({entry.shift.time_zone for entry in entries}):
        calendar.add_component(_zone(zone))
    for event in events:
        calendar.add_component(event)


@cache
def _zone(name: str) -> Timezone:
    """Describe a zone as it was since 2018: clocks of Almaty went from +06 to +05 on 1 March 2024."""
    zone = Timezone.from_tzid(name, first_date=ZONES_FROM, last_date=ZONES_UNTIL)
    zone.pop("COMMENT", None)  # says only which years were asked for
    return zone


def _event(entry: CalendarEntry, language: str) -> Event:
    shift, opportunity = entry.shift, entry.shift.opportunity
    zone, event = ZoneInfo(shift.time_zone), Event()
    title = localised(opportunity, "title", language)
    event.add("uid", str(shift.public_id))
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", shift.sequence)
    event.add("dtstart", datetime.combine(shift.starts_on, shift.start_time, zone))
    event.add("dtend", datetime.combine(shift.ends_on, shift.end_time, zone))
    event.add("status", entry.state.upper())
    event.add("summary", _clean(title.text), parameters={"LANGUAGE": title.language})
    event.add("transp", "OPAQUE" if entry.is_own and entry.state != EntryState.CANCELLED else "TRANSPARENT")
    event.add("class", "PRIVATE" if entry.is_own else "PUBLIC")
    event.add("location", _clean(_where(entry, language)))
    event.add("description", _clean("\n".join(_lines(entry, language))))
    event.add("url", _address(entry))
    if not entry.is_discreet and not opportunity.is_place_protected and not opportunity.is_remote:
        event.add("geo", (entry.place.latitude, entry.place.longitude))
    return event


def _address(entry: CalendarEntry) -> str:
    """Return the person's own page about a place of hers, else the page for everybody."""
    if entry.signup_id:
        return settings.SITE_URL + reverse("volunteer:shift", args=[entry.signup_id])
    return settings.SITE_URL + reverse("short_event", args=[entry.shift.opportunity.public_id])


def _where(entry: CalendarEntry, language: str) -> str:
    if entry.shift.opportunity.is_remote:
        return _("Online")
    venue = place_label(entry.place.venue, language) if entry.place.venue else ""
    street = "" if entry.is_discreet else entry.place.address
    return ", ".join(part for part in (street, venue) if part)


def _lines(entry: CalendarEntry, language: str) -> list[str]:
    """Say what else a reader needs; of a minor's place, only where to read more."""
    opportunity = entry.shift.opportunity
    lines = []
    if entry.state == EntryState.CANCELLED:
        lines.append(_("This does not take place, or you have no place on it any more."))
    elif entry.state == EntryState.TENTATIVE:
        lines.append(_("This place is not sure yet. Open the page to see what is still missing."))
    if not entry.is_discreet:
        lines.append(localised(opportunity.organisation, "name", language).text)
        if entry.role:
            lines.append(localised(entry.role, "name", language).text)
        bring = localised(opportunity, "bring", language).text
        lines += [_("Bring: %(things)s") % {"things": bring}] if bring else []
    if entry.is_own and opportunity.is_place_protected and not entry.place.address:
        lines.append(_("The address is shown on your page from 48 hours before the start."))
    return [*lines, _address(entry)]


def _organizer(signup: SignUp, language: str) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = _quotable(localised(signup.shift.opportunity.organisation, "name", language).text)
    return organizer


def _attendee(signup: SignUp, method: str) -> vCalAddress:
    said_yes = signup.status == SignUpStatus.CONFIRMED and signup.reconfirm_by is None
    is_sure = method == "CANCEL" or said_yes
    attendee = vCalAddress(f"mailto:{signup.volunteer.user.email}")
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = ALTER_AS[method] if is_sure else "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _quotable(text: str) -> str:
    """Return a text that may stand in a parameter, which knows no escape for quotes."""
    return _clean(text).replace('"', "”").replace("\n", " ")


def _clean(text: str) -> str:
    """Drop control characters, which no calendar may hold."""
    return UNWRITABLE.sub("", text)
