"""What needs the coordinator now, most pressing first, each with the one thing to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import localised
from events.enums import OpportunityStatus
from events.queries.today import Waiting, questions_waiting, shifts_to_decide, waiting_on
from portal.ngo.board import shortages_of
from portal.templatetags.dates import language, when_short
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from events.models import Shift
    from ngos.models import Organisation

SOON, NEAR, WEEK = timedelta(hours=4), timedelta(hours=48), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits: a sentence, where and when, and the address that deals with it. Low ranks come first."""

    rank: int
    starts_at: datetime
    sentence: str
    title: str
    when: str
    url: str
    label: str
    icon: str


def needs_of(
    organisation: "Organisation", shifts: "Sequence[Shift]", *, waiting_count: int, now: datetime
) -> list[Need]:
    """Return what needs somebody: of shifts that are not over, with roles, and what gates left open; three queries."""
    soon = [shift for shift in shifts if shift.starts_at <= now + WEEK]
    counts, questions = waiting_on(soon), questions_waiting(organisation)
    found = [need for shift in soon for need in _of_shift(organisation, shift, counts, now=now)]
    found += [_question(organisation, shift, questions[shift.pk]) for shift in shifts if shift.pk in questions]
    found += [_decision(organisation, shift, count) for shift, count in shifts_to_decide(organisation)]
    if waiting_count:
        sentence = ngettext(
            "%(shown)s person came and waits for your word.",
            "%(shown)s people came and wait for your word.",
            waiting_count,
        )
        url = reverse("ngo:hours", args=[organisation.slug])
        words = sentence % {"shown": number(waiting_count)}
        found.append(Need(7, now, words, "", "", url, _("Approve hours"), "clock"))
    return sorted(found, key=lambda need: (need.rank, need.starts_at))


def _of_shift(
    organisation: "Organisation", shift: "Shift", counts: Mapping[int, Waiting], *, now: datetime
) -> Iterator[Need]:
    waiting, place = counts.get(shift.pk, Waiting()), (organisation.slug, shift.opportunity.public_id)
    roster = reverse("ngo:event", args=place)
    is_open = shift.opportunity.status == OpportunityStatus.PUBLISHED
    if shift.starts_at <= now + SOON:
        door = f"{reverse('ngo:door', args=place)}?shift={shift.public_id}"
        words = _("It is under way.") if shift.starts_at <= now else _("It starts soon.")
        expected = ngettext("%(count)s person is expected.", "%(count)s people are expected.", waiting.confirmed)
        sentence = f"{words} {expected % {'count': number(waiting.confirmed)}}"
        yield _need(0, shift, sentence, door, _("Door list"), "list-checks")
    if shift.starts_at <= now:
        return
    is_near = shift.starts_at <= now + NEAR
    if is_open and shift.opportunity.has_child_contact and not shift.has_two_adults:
        sentence = _("Children are there, and two vetted adults are not yet.")
        yield _need(1 if is_near else 3, shift, sentence, roster, _("Find an adult"), "shield-check")
    for role, shortage in shortages_of([shift]) if is_open else ():
        url = f"{roster}?role={role.public_id}#candidates"
        found = _need(1 if is_near else 3, shift, shortage.sentence, url, _("Fill places"), "users")
        yield replace(found, when="")  # the sentence says it
    if is_near and waiting.silent:
        sentence = ngettext(
            "%(count)s person has not said whether they come.",
            "%(count)s people have not said whether they come.",
            waiting.silent,
        )
        url = f"{reverse('ngo:write_message', args=[*place, shift.public_id])}?unanswered=1"
        words = sentence % {"count": number(waiting.silent)}
        yield _need(4, shift, words, url, _("Write to them"), "message-circle")
    if waiting.asked_again:
        sentence = ngettext(
            "The shift moved. %(count)s person has been asked again and has not answered.",
            "The shift moved. %(count)s people have been asked again and have not answered.",
            waiting.asked_again,
        )
        yield _need(5, shift, sentence % {"count": number(waiting.asked_again)}, roster, _("See who"), "eye")
    if waiting.for_guardian:
        sentence = ngettext(
            "%(count)s place waits for a guardian.", "%(count)s places wait for a guardian.", waiting.for_guardian
        )
        yield _need(6, shift, sentence % {"count": number(waiting.for_guardian)}, roster, _("See who"), "hourglass")


def _question(organisation: "Organisation", shift: "Shift", count: int) -> Need:
    sentence = ngettext("A guardian asks you something.", "%(count)s guardians ask you something.", count)
    url = reverse("ngo:event", args=[organisation.slug, shift.opportunity.public_id])
    return _need(2, shift, sentence % {"count": number(count)}, url, _("Answer"), "message-circle")


def _decision(organisation: "Organisation", shift: "Shift", count: int) -> Need:
    sentence = ngettext("A check-in waits for a decision.", "%(count)s check-ins wait for a decision.", count)
    url = reverse("ngo:after_gate", args=[organisation.slug, shift.opportunity.public_id, shift.public_id])
    return _need(5, shift, sentence % {"count": number(count)}, url, _("Decide"), "scale")


def _need(rank: int, shift: "Shift", sentence: str, url: str, label: str, icon: str) -> Need:
    title = localised(shift.opportunity, "title", language()).text
    return Need(rank, shift.starts_at, sentence, title, when_short(shift), url, label, icon)
