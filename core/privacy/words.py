"""The codes of the data map in words, for the page about privacy, the list of looks and a person's copy."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.privacy.data_map import data_map

# What a column is, as people call it. The order is that of the page.
SUBJECTS: Mapping[str, str | Promise] = {
    "name": _("Your name"),
    "address": _("Your e-mail address and phone"),
    "sign_in": _("How and when you sign in"),
    "birth": _("Your date of birth"),
    "sex": _("Your sex, if you say it"),
    "place": _("The place you live in, and how far you go"),
    "languages": _("Your languages"),
    "causes": _("Your causes"),
    "times": _("Your free times"),
    "skills": _("Your skills"),
    "limits": _("Your weekly limit"),
    "needs": _("What you need to take part, if you say it"),
    "clearances": _("That a certificate or training was seen; never a copy"),
    "guardian": _("Your parent or guardian, if you are under 18"),
    "guardian_agreement": _("What your parent or guardian agreed to"),
    "agreement": _("What you agreed to, and when"),
    "exceptions": _("Exceptions somebody asked for you"),
    "places": _("The shifts you joined"),
    "calendar": _("The link of your own calendar, as a code"),
    "attendance": _("Whether you came, and for how long"),
    "feedback": _("How you said a shift was, and thanks for it"),
    "hours": _("Your confirmed hours"),
    "elsewhere": _("The hours you brought from elsewhere, and what shows them"),
    "certificates": _("Your certificates, letters and books"),
    "awards": _("Nominations of you for awards, and whether you want milestones"),
    "objections": _("What you objected to about your hours, and the answers"),
    "proposals": _("What was proposed to you"),
    "visits": _("When you last looked at your list"),
    "messages": _("That a message was sent to you, and which way"),
    "written": _("What an organisation wrote to your shift"),
    "inbox": _("The messages in your inbox"),
    "channels": _("How you want to be reached"),
    "roles": _("For whom you act, if you do"),
    "network": _("A trace of the network address, as a code"),
    "acts": _("What was done, when, and by whom"),
    "looks": _("Who looked at your data"),
    "concern": _("What you reported, if you gave your name"),
    "organiser": _("Whom volunteers may ask, as an organisation wrote it"),
}
PURPOSES: Mapping[str, str | Promise] = {
    "account": _("To let you in and to write to you."),
    "matching": _("To find shifts that fit you."),
    "law": _("To keep the law on age and on the safety of children."),
    "shifts": _("To run the shifts you joined."),
    "hours": _("To confirm your hours and to count them."),
    "proof": _("To prove what was agreed."),
    "control": _("So that everybody can see who did what."),
    "work": _("To show you the pages of your work."),
}
RETENTIONS: Mapping[str, str | Promise] = {
    "leaving": _("Until you leave."),
    "nameless": _("Until you leave; after that without you, for the public totals."),
    "code": _("Until you leave; after that only that the code was withdrawn, without you."),
    "grown_up": _("Until no guardian has to agree for you, or you leave."),
    "log": _("For good, under a number that names nobody once you have left."),
    "days_2": _("Two days, so that a call sent twice is done once."),
    "days_30": _("30 days after it is over."),
    "decided": _("Until 30 days after the decision, or until you leave."),
    "days_90": _("90 days after it was sent; a code for signing in, one day."),
    "years_3": _("Three years after it was closed; your name and contact only until you leave."),
    "sent_3": _("Three years after it was sent."),
    "session": _("30 days after your last visit."),
    "run": _("As long as a proposal can be checked; gone at once when you leave."),
    "organisation": _("As long as the event is shown."),
}
# What was looked at, and why: the codes of a look.
LOOKED_AT: Mapping[str, str | Promise] = {
    "name": pgettext_lazy("looked at", "first name and initial"),
    "profile": pgettext_lazy("looked at", "what makes you fit: age, place, skills, languages"),
    "contact": pgettext_lazy("looked at", "phone and e-mail"),
    "guardian": pgettext_lazy("looked at", "how to reach your parent or guardian"),
    "clearance": pgettext_lazy("looked at", "whether certificates and training are in date"),
    "needs": pgettext_lazy("looked at", "what you need to take part"),
    "concern": pgettext_lazy("looked at", "a concern that names you"),
    "evidence": pgettext_lazy("looked at", "the photograph that shows your hours from elsewhere"),
    "record": pgettext_lazy("looked at", "your whole record"),
    "nomination": pgettext_lazy("looked at", "a nomination you agreed to, with your full name"),
}
REASONS: Mapping[str, str | Promise] = {
    "shift": pgettext_lazy("why looked", "to run a shift"),
    "filling": pgettext_lazy("why looked", "to find people for a shift"),
    "hours": pgettext_lazy("why looked", "to confirm hours"),
    "review": pgettext_lazy("why looked", "to check something you asked for"),
    "concern": pgettext_lazy("why looked", "to follow up a concern"),
    "clearance": pgettext_lazy("why looked", "to record a certificate"),
    "repair": pgettext_lazy("why looked", "to repair something for you"),
    "award": pgettext_lazy("why looked", "to put you forward for an award"),
}
OTHER = pgettext_lazy("looked at", "something else")


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the page about privacy: what is kept, why, and how long."""

    what: str
    why: tuple[str, ...]
    how_long: tuple[str, ...]


def kept_about_people() -> list[Kept]:
    """Return everything the data map keeps about people, in words."""
    purposes: dict[str, dict[str, None]] = {}
    retentions: dict[str, dict[str, None]] = {}
    for table in data_map().values():
        for column in table.columns.values():
            if column.is_personal:
                purposes.setdefault(column.what, {})[column.purpose] = None
                retentions.setdefault(column.what, {})[column.retention] = None
    return [
        Kept(
            str(words),
            tuple(str(PURPOSES[code]) for code in purposes[what]),
            tuple(str(RETENTIONS[code]) for code in retentions[what]),
        )
        for what, words in SUBJECTS.items()
        if what in purposes
    ]


def what_was_seen(code: str) -> str:
    """Say what a look was at."""
    return str(LOOKED_AT.get(code, OTHER))


def why(code: str) -> str:
    """Say why somebody looked; an unknown code stays as it is, so that nothing is hidden."""
    return str(REASONS.get(code, code))
