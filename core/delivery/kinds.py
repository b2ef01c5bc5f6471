"""What messages are about, and what a person may decide about each kind."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageKind(TextChoices):
    """Every message is of one kind; the order is that of the page of choices."""

    SECURITY = "security", pgettext_lazy("kind of message", "Codes and safety of the account")
    SAFEGUARDING = "safeguarding", pgettext_lazy("kind of message", "Safety of children, and decisions about you")
    GUARDIAN = "guardian", pgettext_lazy("kind of message", "Your guardian's answers")
    ALERT = "alert", pgettext_lazy("kind of message", "Changes to a shift that is today")
    PLACE = "place", pgettext_lazy("kind of message", "Changes to your places and shifts")
    TEAM = "team", pgettext_lazy("kind of message", "Work for your organisation")
    ORGANISATION = "organisation", pgettext_lazy("kind of message", "Messages from an organisation about your shift")
    REMINDER = "reminder", pgettext_lazy("kind of message", "Reminders before a shift")
    OFFER = "offer", pgettext_lazy("kind of message", "Places you waited for, and swaps")
    INVITATION = "invitation", pgettext_lazy("kind of message", "Invitations to shifts")
    COVER = "cover", pgettext_lazy("kind of message", "Requests to stand in for somebody")
    NEWS = "news", pgettext_lazy("kind of message", "News from Asar")


# A person may choose the channel of these, and not stop them: the law, the account or somebody's day depends on them.
NEVER_OFF = frozenset(
    {MessageKind.SECURITY, MessageKind.SAFEGUARDING, MessageKind.GUARDIAN, MessageKind.ALERT, MessageKind.PLACE}
)
# These come at any hour: whoever asked for a code is awake, and a shift that is today cannot wait till tomorrow.
ANY_HOUR = frozenset({MessageKind.SECURITY, MessageKind.ALERT})
# So many a week and no more; the rest stands in the inbox alone.
RATIONED = frozenset({MessageKind.INVITATION, MessageKind.COVER, MessageKind.NEWS})
# Codes have a limit of their own, counted when they are asked for.
UNCOUNTED = frozenset({MessageKind.SECURITY})

REASONS: dict[str, str | Promise] = {
    MessageKind.SECURITY: _("You get this because somebody signed in or asked for a code with your contact."),
    MessageKind.SAFEGUARDING: _("You get this because it is about the safety of people or a decision about you."),
    MessageKind.GUARDIAN: _("You get this because the law asks for a guardian's agreement."),
    MessageKind.ALERT: _("You get this because it is about a shift that is today."),
    MessageKind.PLACE: _("You get this because you have, or had, a place on a shift."),
    MessageKind.TEAM: _("You get this because you act for an organisation on Asar."),
    MessageKind.ORGANISATION: _("You get this because an organisation wrote to the people of your shift."),
    MessageKind.REMINDER: _("You get this because you have a place on a shift that comes soon."),
    MessageKind.OFFER: _("You get this because you waited for a place, or somebody offers you one."),
    MessageKind.INVITATION: _("You get this because you fit a shift that looks for people."),
    MessageKind.COVER: _("You get this because somebody cannot come and you could stand in."),
    MessageKind.NEWS: _("You get this because you asked for news."),
}


def may_be_stopped(kind: str) -> bool:
    """Say whether a person can switch a kind off; the inbox keeps it all the same."""
    return kind not in NEVER_OFF


def why(kind: str) -> str:
    """Say why a message of a kind comes, in the language in force."""
    return str(REASONS[kind])
