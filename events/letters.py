"""Letters about shifts, written when they are sent."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from core import outbox
from core.delivery import Letter
from core.text import localised
from events.models import ShiftRole


@outbox.handler("events.place_freed")
def place_freed(payload: outbox.Payload) -> Letter | None:
    """Tell an organisation that somebody left the service and a place is free again. Nobody is named."""
    roles = ShiftRole.objects.select_related("shift__opportunity__organisation")
    role = roles.filter(pk=payload["role_id"]).first()
    if role is None:
        return None
    members = role.shift.opportunity.organisation.memberships.select_related("user")
    member = members.order_by("pk").first()
    if member is None:
        return None
    shift, language = role.shift, member.user.language
    with override(language):
        facts = {
            "title": localised(shift.opportunity, "title", language).text,
            "role": localised(role, "name", language).text,
            "day": shift.starts_on.strftime("%d.%m.%Y"),
            "time": shift.start_time.strftime("%H:%M"),
        }
        text = _(
            "Somebody who had a place has left the service. One place is free again: “%(title)s”, %(role)s, "
            "%(day)s at %(time)s."
        )
        return Letter(text=text % facts, subject=_("A place is free again"), email=member.user.email)
