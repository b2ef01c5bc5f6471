"""Organisations of the register."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from core.text import fold
from ngos.enums import LegalForm, LegalStatus, OrganisationStatus
from ngos.similarity import name_key
from places.models import Territory

NAMES = ("name_kk", "name_ru", "name_en")
_WITHOUT_BIN = Q(bin="")
_WITH_BIN = [status for status in LegalStatus.values if status != LegalStatus.UNVERIFIED]


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations as sentences."""

    def verified(self) -> Self:
        """Those that may publish."""
        return self.filter(status=OrganisationStatus.VERIFIED)

    def standing(self) -> Self:
        """Those that are entries of their own: a duplicate that was joined with another one is not shown."""
        return self.filter(merged_into=None)

    def named_like(self, text: str) -> Self:
        """Those whose name in any language, or BIN, holds the words, however they are typed."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found


class Organisation(PublicId, Timestamped):
    """A non-profit in the register, known by its BIN; volunteer groups have none.

    ``status`` is the decision of a reviewer of this register, ``legal_status`` what the state says. Names of people
    are not kept: of founders that are people only the number is (``founder_people``).
    """

    bin = models.CharField(_("BIN"), max_length=12, blank=True, default="", db_index=True)
    slug = models.SlugField(max_length=60, unique=True)
    name_kk = models.CharField(max_length=200, blank=True)
    name_ru = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    about_kk = models.TextField(blank=True)
    about_ru = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    search_text = models.TextField(editable=False)
    name_key = models.CharField(max_length=200, editable=False, default="", db_index=True)
    region = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    works_in_ecology = models.BooleanField(default=False)
    works_in_child_protection = models.BooleanField(default=False)
    works_in_inclusion = models.BooleanField(default=False)
    legal_form = models.CharField(max_length=20, choices=LegalForm.choices, blank=True, default="")
    legal_status = models.CharField(max_length=14, choices=LegalStatus.choices, blank=True, default="")
    legal_status_since = models.DateField(null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches")
    founder_people = models.PositiveSmallIntegerField(null=True, blank=True)
    is_listed = models.BooleanField(default=False, help_text="Entered from an official list, not by its own people.")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    status = models.CharField(max_length=10, choices=OrganisationStatus.choices, default=OrganisationStatus.UNVERIFIED)
    status_reason = models.CharField(max_length=500, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        indexes: ClassVar = [models.Index(fields=["name_kk", "id"], name="ngos_organisation_by_name")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ngos_organisation_status_known", condition=Q(status__in=OrganisationStatus.values)
            ),
            models.CheckConstraint(
                name="ngos_organisation_has_a_name",
                condition=~(Q(name_kk="") & Q(name_ru="") & Q(name_en="")),
            ),
            models.UniqueConstraint(fields=["bin"], condition=~_WITHOUT_BIN, name="ngos_organisation_bin_once"),
            models.CheckConstraint(
                name="ngos_organisation_legal_form_known", condition=Q(legal_form__in=["", *LegalForm.values])
            ),
            models.CheckConstraint(
                name="ngos_organisation_group_has_no_bin",
                condition=~Q(legal_form=LegalForm.VOLUNTEER_GROUP) | _WITHOUT_BIN,
            ),
            models.CheckConstraint(
                name="ngos_organisation_legal_status_fits_bin",
                condition=(_WITHOUT_BIN & Q(legal_status=LegalStatus.UNVERIFIED))
                | (~_WITHOUT_BIN & Q(legal_status__in=["", *_WITH_BIN])),
            ),
            models.CheckConstraint(
                name="ngos_organisation_not_its_own_head", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="ngos_organisation_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"organisation {self.address}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the columns that follow from the names in step with them."""
        refresh_names(self)
        fields = kwargs.get("update_fields")
        if isinstance(fields, list):
            kwargs["update_fields"] = [*fields, "search_text", "name_key"]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through as Django hands them over

    @property
    def address(self) -> str:
        """The part of addresses that leads to it: the BIN, or the slug where there is none."""
        return self.bin or self.slug

    @property
    def is_verified(self) -> bool:
        """Whether it may publish."""
        return self.status == OrganisationStatus.VERIFIED

    @property
    def is_group(self) -> bool:
        """Whether it is a volunteer group that is not registered: it cannot receive state money."""
        return self.legal_form == LegalForm.VOLUNTEER_GROUP


def refresh_names(organisation: Organisation) -> None:
    """Work out anew what follows from the names; for rows that are saved in bulk."""
    organisation.search_text = searchable(organisation)
    organisation.name_key = name_key(fold(getattr(organisation, name)) for name in NAMES)[:200]


def searchable(organisation: Organisation) -> str:
    """Return the folded text by which an organisation is found."""
    return fold(" ".join([organisation.name_kk, organisation.name_ru, organisation.name_en, organisation.bin]))
