"""Reads of doubts about hours, and their sentences."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from places.models import Territory
from recognition.enums import SuspicionStatus
from recognition.fraud import Pattern
from recognition.models import Suspected, Suspicion
from recognition.queries.territories import of_territories

SHOWN = 200  # rows of one doubt; an event of five hundred is as plain from two hundred


def open_suspicions(territories: Iterable[Territory] | None = None) -> QuerySet[Suspicion]:
    """Return doubts that wait for a decision, the surest first; None means those of the whole country."""
    waiting = Suspicion.objects.filter(status=SuspicionStatus.OPEN).select_related("organisation")
    return (
        of_territories(waiting, territories)
        .annotate(hours_count=Count("suspected"))
        .order_by("-score", "found_at", "pk")
    )


def doubtful_hours(suspicion: Suspicion) -> list[Suspected]:
    """Return the first rows behind a doubt with shift and attendance, by time. One query."""
    rows = Suspected.objects.filter(suspicion=suspicion).select_related(
        "signup__shift__opportunity", "signup__attendance"
    )
    return list(rows.order_by("signup__shift__starts_at", "pk")[:SHOWN])


def pattern_name(pattern: str) -> str:
    """Return the name of a pattern in the reader's language."""
    return NAMES[Pattern(pattern)]()


def what_was_seen(suspicion: Suspicion) -> str:
    """Say in words what the pattern saw; facts that a later version wrote are left out rather than guessed."""
    return SENTENCES[Pattern(suspicion.pattern)](suspicion.facts)


Sentence = Callable[[Mapping[str, int | float | str]], str]

NAMES: Mapping[Pattern, Callable[[], str]] = {
    Pattern.OVERLAP: lambda: pgettext("doubt", "Two shifts at once"),
    Pattern.TRAVEL: lambda: pgettext("doubt", "Too far apart"),
    Pattern.DAY: lambda: pgettext("doubt", "Too long a day"),
    Pattern.LATE_ENTRY: lambda: pgettext("doubt", "Entered late"),
    Pattern.CANCELLED: lambda: pgettext("doubt", "Shift called off"),
    Pattern.NIGHT: lambda: pgettext("doubt", "A minor at night"),
    Pattern.SCHOOL: lambda: pgettext("doubt", "A minor in lesson time"),
    Pattern.UNSEEN: lambda: pgettext("doubt", "Nobody seen"),
    Pattern.NEW_ACCOUNT: lambda: pgettext("doubt", "A brand-new account"),
    Pattern.PHANTOM: lambda: pgettext("doubt", "An event nobody saw"),
    Pattern.DEVICE: lambda: pgettext("doubt", "One phone for many"),
    Pattern.WEEK: lambda: pgettext("doubt", "Too long a week"),
    Pattern.ROUND: lambda: pgettext("doubt", "Only whole hours"),
    Pattern.RING: lambda: pgettext("doubt", "People who approve each other"),
    Pattern.SELF: lambda: pgettext("doubt", "Own hours through another account"),
    Pattern.PAID: lambda: pgettext("doubt", "Paid work"),
    Pattern.MONTH_END: lambda: pgettext("doubt", "A batch at the end of a month"),
}


def _phantom(facts: Mapping[str, int | float | str]) -> str:
    """Say how many nobody saw, and every sign by itself."""
    said = [
        _("%(people)s people have hours for one shift, and nobody saw %(unseen)s of them.")
        % {"people": facts["people"], "unseen": facts["unseen"]}
    ]
    words = {
        "over_places": _("There were places for %(count)s.") % {"count": facts["places"]},
        "over_heads": _("An organiser counted %(count)s heads.") % {"count": facts["heads"]},
        "nobody_counted": _("Nobody counted heads."),
        "joined_after": _("Most places were made after the end."),
        "all_the_same": _("Everybody has the same minutes."),
        "at_one_go": _("All were entered within minutes."),
    }
    signs = str(facts["signs"]).split(",")
    return " ".join([*said, *(text for sign, text in words.items() if sign in signs)])


def _month_end(facts: Mapping[str, int | float | str]) -> str:
    count = int(facts["credits"])
    return ngettext(
        "In the last days of %(month)s %(credits)s unseen entry about older work was written; in other months it "
        "is %(usual)s.",
        "In the last days of %(month)s %(credits)s unseen entries about older work were written; in other months it "
        "is %(usual)s.",
        count,
    ) % {"month": facts["month"], "credits": count, "usual": facts["usual"]}


SENTENCES: Mapping[Pattern, Sentence] = {
    Pattern.OVERLAP: lambda facts: (
        _("The same person has hours for another shift; %(minutes)s minutes are shared.") % facts
    ),
    Pattern.TRAVEL: lambda facts: (
        _("%(km)s km from other hours of the same person; the way takes %(way_minutes)s minutes.") % facts
    ),
    Pattern.DAY: lambda facts: _("%(minutes)s minutes on %(day)s; a day has at most %(limit_minutes)s.") % facts,
    Pattern.LATE_ENTRY: lambda facts: _("Entered %(days)s days after the work; the limit is %(limit_days)s.") % facts,
    Pattern.CANCELLED: lambda facts: _("Hours for a shift that was called off."),
    Pattern.NIGHT: lambda facts: (
        _("A person of %(age)s worked %(minutes)s minutes between %(from)s and %(until)s.") % facts
    ),
    Pattern.SCHOOL: lambda facts: (
        _("On a school day a person of %(age)s worked %(minutes)s minutes between %(from)s and %(until)s.") % facts
    ),
    Pattern.UNSEEN: lambda facts: (
        _(
            "One approver wrote %(credits)s of %(of)s entries for people whom nobody saw and whose places were made "
            "after the end; %(usual)s would be usual."
        )
        % facts
    ),
    Pattern.NEW_ACCOUNT: lambda facts: (
        _("Nobody saw the person, and the hours were entered %(minutes)s minutes after the account was opened.")
        % facts
    ),
    Pattern.PHANTOM: _phantom,
    Pattern.DEVICE: lambda facts: (
        _("One phone checked in %(people)s people by their own accounts, up to %(at_once)s at one shift.") % facts
    ),
    Pattern.WEEK: lambda facts: (
        _("%(minutes)s minutes in the week of %(week_of)s; up to %(limit_minutes)s raise no question.") % facts
    ),
    Pattern.ROUND: lambda facts: (
        _("%(whole)s of %(written)s amounts that one approver wrote by hand are whole hours.") % facts
    ),
    Pattern.RING: lambda facts: (
        _("%(people)s people gave each other %(credits)s entries that nobody else saw.") % facts
    ),
    Pattern.SELF: lambda facts: (
        _("%(credits)s times the person checked in on the very phone with which the approver scans others.") % facts
    ),
    Pattern.PAID: lambda facts: _("The title speaks of pay: “%(word)s”.") % facts,
    Pattern.MONTH_END: _month_end,
}
