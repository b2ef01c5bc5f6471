"""Private calendar feeds: one secret address per person who wants one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from volunteers.models import Volunteer


class CalendarFeed(PublicId, Timestamped):
    """A person's calendar under a secret address. Only a hash of its token is kept.

    The token is worked out from ``public_id``, so a new link is a new row and the old one finds nothing any more.
    """

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("calendar feed")

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"
