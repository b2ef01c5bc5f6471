"""Documents about hours in the invented country, so that codes, papers and badges can be tried on it."""

from datetime import datetime, timedelta

from accounts.models import User
from ngos.models import Organisation
from ngos.queries import members_of
from recognition.enums import Detail, WithdrawnBy
from recognition.models import Certificate, LedgerEntry
from recognition.services import Wish, issue_certificate, publish_head, withdraw_certificate, write_letter
from reports.management.demo.personas import Cast
from volunteers.models import Volunteer

PRAISE = "Айгерім уақытында келеді, жаңадан келгендерге көмектеседі және басталған істі аяғына дейін жеткізеді."


def make_papers(cast: Cast, *, now: datetime) -> list[Certificate]:
    """Let the demo volunteers make what people make, through the same services: two certificates that hold, a letter,
    and one that was withdrawn; and sign the first head of the ledger. Codes are drawn anew every time.
    """
    adult, minor = (star.person.volunteer for star in cast.stars)
    by_cause = _certificate(adult, Detail.CAUSES, now)
    papers = [by_cause, _certificate(minor, Detail.TOTAL, now), _letter(adult, now)]
    withdrawn = _certificate(adult, Detail.ORGANISATIONS, now)
    withdraw_certificate(certificate=withdrawn, actor=adult.user, by=WithdrawnBy.HOLDER, now=now)
    publish_head(now=now)
    return [*papers, withdrawn]


def _certificate(volunteer: Volunteer, detail: Detail, now: datetime) -> Certificate:
    today = now.date()
    wish = Wish(first_on=today - timedelta(days=365), last_on=today, language=volunteer.user.language, detail=detail)
    return issue_certificate(volunteer=volunteer, wish=wish, actor=volunteer.user, now=now)


def _letter(volunteer: Volunteer, now: datetime) -> Certificate:
    """Let the organisation at which she was last recommend her."""
    last = LedgerEntry.objects.filter(volunteer=volunteer).order_by("worked_on", "pk").last()
    organisation: Organisation = last.organisation if last else Organisation.objects.earliest("pk")
    author: User = members_of(organisation)[0].user
    return write_letter(
        organisation=organisation,
        volunteer=volunteer,
        text=PRAISE,
        language=volunteer.user.language,
        actor=author,
        now=now,
    )
