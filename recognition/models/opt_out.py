"""Who wants no milestones."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.models import Volunteer


class OptOut(models.Model):
    """While the row is there, a person is shown no milestones and no active months, and nobody nominates her.

    Her hours, and what schemes count of them, are shown as ever.
    """

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="recognition_opt_out")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("wish for no milestones")
        verbose_name_plural = _("wishes for no milestones")

    def __str__(self) -> str:
        return f"no milestones {self.pk}"
