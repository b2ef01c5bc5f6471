"""What letters to akimat officers say. Each is written when it is sent, and not at all once nothing waits."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letters import letter_to
from accounts.models import User
from accounts.permissions import Action
from core import clock, outbox
from core.delivery import Letter, MessageKind
from core.text import localised
from reports.queries.officers import territories_of
from reports.queries.waiting import Waiting, waiting_for

WAITS = "reports.waits"
NAMED = 20  # the page has the rest


@outbox.handler(WAITS)
def what_waits(payload: outbox.Payload) -> Letter | None:
    """List what waits for an officer on a day, each with its page; nothing when nothing waits or the day is over."""
    moment = clock.now()
    officer = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    if officer is None or clock.local_day(moment) != date.fromisoformat(str(payload["day"])):
        return None
    territories = territories_of(officer, Action.REPORT_SIGN)
    waiting = waiting_for(officer, territories, now=moment)
    if not waiting:
        return None
    return letter_to(
        officer.pk,
        lambda user: _words(waiting, user.language),
        kind=MessageKind.TEAM,
        path=f"akimat/{territories[0].code}/reports/",
    )


def _words(waiting: list[Waiting], language: str) -> tuple[str, str]:
    count = len(waiting)
    subject = ngettext("%(count)s report waits for you", "%(count)s reports wait for you", count) % {"count": count}
    lines = [_line(one, language) for one in waiting[:NAMED]]
    if count > NAMED:
        lines.append(_("The page “Reports” lists the others."))
    return subject, "\n\n".join(lines)


def _line(one: Waiting, language: str) -> str:
    period = one.snapshot.period
    what = {
        "step": one.step.label,
        "territory": localised(one.snapshot.territory, "name", language).text,
        "days": f"{period.first_day:%d.%m.%Y} – {period.last_day:%d.%m.%Y}",
    }
    page = f"{settings.SITE_URL}/{language}/akimat/reports/{one.snapshot.public_id}/"
    return _("%(step)s: %(territory)s, %(days)s") % what + f"\n{page}"
