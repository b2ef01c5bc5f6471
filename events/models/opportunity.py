"""Opportunities: what an organisation asks volunteers to do, and where."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ALL_LANGUAGES_MASK, SpokenLanguage
from core.enums import Cause
from core.models import PublicId, Timestamped
from core.text import fold
from events.enums import ADULT_CAUSES, ALL_HAZARDS, BARRED_FOR_MINORS, Effort, HostKind, OpportunityStatus
from ngos.models import Organisation
from places.models import Territory


class Programme(models.Model):
    """A programme an opportunity can be part of, with the days on which it runs; the last day is not included."""

    code = models.SlugField(max_length=40, unique=True)
    name_kk = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("programme")

    def __str__(self) -> str:
        return f"programme {self.code}"


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    """Opportunities as sentences."""

    def published(self) -> Self:
        """Those the public may see and join."""
        return self.filter(status=OpportunityStatus.PUBLISHED)

    def visible(self) -> Self:
        """Those whose page stays up: everything that was ever published."""
        return self.exclude(status=OpportunityStatus.DRAFT)


class Opportunity(PublicId, Timestamped):
    """One task for volunteers: cause, words in up to three languages, place or remote, access facts.

    ``time_zone`` is the zone of the venue; shifts read their wall time in it. ``languages`` is the mask of languages
    of work, any one of which is enough. ``min_age`` counts completed years at the shift's start. ``hazards`` is a mask
    of what the organiser declared about the work and the people helped; until ``is_hazard_declared`` nobody may join.
    Where ``is_place_protected``, venue and point are those of the district and there is no address here.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="opportunities")
    slug = models.SlugField(max_length=80)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title_kk = models.CharField(max_length=140, blank=True)
    title_ru = models.CharField(max_length=140, blank=True)
    title_en = models.CharField(max_length=140, blank=True)
    description_kk = models.TextField(blank=True)
    description_ru = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    bring_kk = models.CharField(max_length=300, blank=True)
    bring_ru = models.CharField(max_length=300, blank=True)
    bring_en = models.CharField(max_length=300, blank=True)
    costs_kk = models.CharField(max_length=300, blank=True)
    costs_ru = models.CharField(max_length=300, blank=True)
    costs_en = models.CharField(max_length=300, blank=True)
    search_text = models.TextField(editable=False)
    is_remote = models.BooleanField(default=False)
    venue = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_place_protected = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=40)
    min_age = models.PositiveSmallIntegerField(default=14)
    has_child_contact = models.BooleanField(default=False)
    is_hazard_declared = models.BooleanField(default=False)
    hazards = models.PositiveSmallIntegerField(default=0)
    host_kind = models.CharField(max_length=12, choices=HostKind.choices, default=HostKind.NONE, blank=True)
    host_approval = models.CharField(max_length=200, blank=True, help_text="Who agreed for the host, and when.")
    safeguarding_lead = models.CharField(max_length=100, blank=True)
    languages = models.PositiveSmallIntegerField(default=SpokenLanguage.KAZAKH)
    contact_name = models.CharField(max_length=100)
    contact_phone = models.CharField(max_length=30, blank=True)
    effort = models.CharField(max_length=8, choices=Effort.choices, default=Effort.MEDIUM)
    is_step_free = models.BooleanField(default=False)
    has_accessible_toilet = models.BooleanField(default=False)
    has_sign_language = models.BooleanField(default=False)
    has_quiet_place = models.BooleanField(default=False)
    provides_transport = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=0, help_text="0 usual, 1 important, 2 urgent.")
    status = models.CharField(max_length=10, choices=OpportunityStatus.choices, default=OpportunityStatus.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    external_key = models.CharField(max_length=100, blank=True)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        indexes: ClassVar = [
            models.Index(fields=["status", "latitude", "longitude"], name="events_opportunity_place"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="events_opportunity_cause_known", condition=Q(cause__in=Cause.values)),
            models.CheckConstraint(
                name="events_opportunity_status_known", condition=Q(status__in=OpportunityStatus.values)
            ),
            models.CheckConstraint(name="events_opportunity_effort_known", condition=Q(effort__in=Effort.values)),
            models.CheckConstraint(
                name="events_opportunity_has_a_title", condition=~(Q(title_kk="") & Q(title_ru="") & Q(title_en=""))
            ),
            models.CheckConstraint(
                name="events_opportunity_has_place_unless_remote",
                condition=Q(is_remote=True)
                | (Q(venue__isnull=False) & Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))),
            ),
            models.CheckConstraint(
                name="events_opportunity_protected_without_address",
                condition=Q(is_place_protected=False) | Q(address="", is_remote=False),
            ),
            models.CheckConstraint(
                name="events_opportunity_languages_known", condition=Q(languages__range=(0, ALL_LANGUAGES_MASK))
            ),
            models.CheckConstraint(name="events_opportunity_min_age_range", condition=Q(min_age__range=(14, 99))),
            models.CheckConstraint(name="events_opportunity_hazards_known", condition=Q(hazards__lte=ALL_HAZARDS)),
            models.CheckConstraint(
                name="events_opportunity_host_kind_known", condition=Q(host_kind__in=HostKind.values)
            ),
            models.CheckConstraint(name="events_opportunity_priority_range", condition=Q(priority__lte=2)),
            models.UniqueConstraint(
                fields=["organisation", "external_key"],
                condition=~Q(external_key=""),
                name="events_opportunity_external_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"opportunity {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the search column in step with the words."""
        self.search_text = searchable(self)
        fields = kwargs.get("update_fields")
        if isinstance(fields, list):
            kwargs["update_fields"] = [*fields, "search_text"]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through as Django hands them over

    @property
    def is_for_adults(self) -> bool:
        """Whether people under 18 are kept out, whatever the hour: cause, contact with children, a ban."""
        by_cause = is_for_adults(self.cause, has_child_contact=self.has_child_contact)
        return by_cause or bool(self.hazards & BARRED_FOR_MINORS)


def is_for_adults(cause: str, *, has_child_contact: bool) -> bool:
    """Say whether the law or the host keeps people under 18 out: work with children in need is for adults."""
    return has_child_contact or cause in ADULT_CAUSES


def searchable(opportunity: Opportunity) -> str:
    """Return the folded text by which an opportunity is found."""
    words = [
        getattr(opportunity, f"{field}_{language}")
        for field in ("title", "description")
        for language in ("kk", "ru", "en")
    ]
    return fold(" ".join([*words, opportunity.address]))
