"""Organisations of the register."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from core.text import fold
from ngos.enums import OrganisationStatus
from places.models import Territory


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations as sentences."""

    def verified(self) -> Self:
        """Those that may publish."""
        return self.filter(status=OrganisationStatus.VERIFIED)

    def named_like(self, text: str) -> Self:
        """Those whose name in any language, or BIN, holds the words, however they are typed."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found


class Organisation(PublicId, Timestamped):
    """A non-profit in the register, known by its BIN."""

    bin = models.CharField(_("BIN"), max_length=12, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    name_kk = models.CharField(max_length=200, blank=True)
    name_ru = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    about_kk = models.TextField(blank=True)
    about_ru = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    search_text = models.TextField(editable=False)
    region = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    works_in_ecology = models.BooleanField(default=False)
    works_in_child_protection = models.BooleanField(default=False)
    works_in_inclusion = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=OrganisationStatus.choices, default=OrganisationStatus.UNVERIFIED)
    status_reason = models.CharField(max_length=500, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ngos_organisation_status_known", condition=Q(status__in=OrganisationStatus.values)
            ),
            models.CheckConstraint(
                name="ngos_organisation_has_a_name",
                condition=~(Q(name_kk="") & Q(name_ru="") & Q(name_en="")),
            ),
        ]

    def __str__(self) -> str:
        return f"organisation {self.bin}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the search column in step with the names."""
        self.search_text = searchable(self)
        fields = kwargs.get("update_fields")
        if isinstance(fields, list):
            kwargs["update_fields"] = [*fields, "search_text"]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through as Django hands them over

    @property
    def is_verified(self) -> bool:
        """Whether it may publish."""
        return self.status == OrganisationStatus.VERIFIED


def searchable(organisation: Organisation) -> str:
    """Return the folded text by which an organisation is found."""
    return fold(" ".join([organisation.name_kk, organisation.name_ru, organisation.name_en, organisation.bin]))
