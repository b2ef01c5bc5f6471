"""Frozen reports: figures, signature, publication and files. Rows are added, never changed."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import AppendOnly, PublicId
from places.models import Territory
from reports.indicators import AgeBand, Period, period_name


class Snapshot(PublicId, AppendOnly):
    """The figures of one territory and period, with the end of the ledger they were counted up to.

    ``digest`` is the SHA-256 of ``salt`` and ``figures``; the salt never becomes public. ``head`` holds the last
    position of every shard, and ``head_root`` is the root over them. A correction is a new version that ``replaces``
    the one before it.
    """

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    structure = models.CharField(max_length=8)
    first_day = models.DateField()
    end_day = models.DateField(help_text="The first day after the period.")
    youngest = models.PositiveSmallIntegerField()
    oldest = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", editable=False
    )
    figures = models.TextField()
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    head = models.JSONField()
    head_root = models.CharField(max_length=64)
    query_digest = models.CharField(max_length=64)
    definitions_digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("frozen report")
        verbose_name_plural = _("frozen reports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "structure", "first_day", "end_day", "version"],
                name="reports_snapshot_one_of_each_version",
            ),
            models.CheckConstraint(name="reports_snapshot_period", condition=Q(end_day__gt=F("first_day"))),
            models.CheckConstraint(
                name="reports_snapshot_version_fits",
                condition=Q(version=1, replaces=None) | Q(version__gt=1, replaces__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"frozen report {self.pk}"

    @property
    def period(self) -> Period:
        """The days it is about."""
        return Period(self.first_day, self.end_day)

    @property
    def name_of_period(self) -> str:
        """The period as addresses write it."""
        return period_name(self.period)

    @property
    def ages(self) -> AgeBand:
        """Who counts as youth in it."""
        return AgeBand(self.youngest, self.oldest)

    @property
    def content(self) -> dict[str, Any]:
        """The figures, read."""
        read: dict[str, Any] = json.loads(self.figures)
        return read

    @property
    def positions(self) -> dict[int, int]:
        """The last position of every shard."""
        return {int(shard): int(position) for shard, position in self.head.items()}


class Signature(AppendOnly):
    """Who answers for a frozen report, once. ``token`` is the compact JWS of the site over its digests.

    ``verified_by`` names the service that checked a national signature of the same bytes, ``detached`` holds it.
    """

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="signature")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    token = models.TextField()
    detached = models.TextField(blank=True)
    verified_by = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("signature of a report")
        verbose_name_plural = _("signatures of reports")

    def __str__(self) -> str:
        return f"signature {self.pk}"


class Publication(AppendOnly):
    """A signed report as everybody may see it: ``tables`` are its figures after disclosure control.

    ``reasons`` holds table, row, measure and reason of every hidden cell, for officers only.
    """

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="publication")
    tables = models.TextField()
    reasons = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("publication of a report")
        verbose_name_plural = _("publications of reports")

    def __str__(self) -> str:
        return f"publication {self.pk}"

    @property
    def content(self) -> dict[str, Any]:
        """The public figures, read."""
        read: dict[str, Any] = json.loads(self.tables)
        return read


class PublishedFile(AppendOnly):
    """One file of a publication, byte for byte as it was made public."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=4)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("published file")
        verbose_name_plural = _("published files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "language", "kind"], name="reports_publishedfile_once"),
        ]

    def __str__(self) -> str:
        return f"published file {self.pk}"
