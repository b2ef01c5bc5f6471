"""What an organisation posts to prove what it says."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import PublicId, Timestamped
from ngos.enums import MaterialKind, MaterialState
from ngos.models.organisation import Organisation


class Material(PublicId, Timestamped):
    """One posted document of a kind, about a period, with the hash of its file; a newer one never overwrites it.

    ``sha256`` is the file that is kept and given out, ``sent_sha256`` the one that came, before it was made harmless.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="materials")
    kind = models.CharField(max_length=24, choices=MaterialKind.choices)
    state = models.CharField(max_length=10, choices=MaterialState.choices, default=MaterialState.POSTED)
    about_from = models.DateField(null=True, blank=True)
    about_until = models.DateField(null=True, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    sent_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file as it was sent.")
    size_bytes = models.PositiveIntegerField(default=0)
    media_type = models.CharField(max_length=20, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    erased_at = models.DateTimeField(null=True, blank=True, help_text="When its file was deleted.")

    class Meta:
        verbose_name = _("material")
        constraints: ClassVar = [
            models.CheckConstraint(name="ngos_material_kind_known", condition=Q(kind__in=MaterialKind.values)),
            models.CheckConstraint(name="ngos_material_state_known", condition=Q(state__in=MaterialState.values)),
            models.CheckConstraint(
                name="ngos_material_period_in_order",
                condition=Q(about_from=None) | Q(about_until=None) | Q(about_until__gte=F("about_from")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "kind", "-issued_on"], name="ngos_material_newest")]

    def __str__(self) -> str:
        return f"material {self.pk} {self.kind}"
