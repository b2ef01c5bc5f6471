"""Cases of verification, the decisions that end them, and ties that keep a reviewer away."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import AppendOnly, PublicId
from ngos.enums import CaseGround, CaseState, DisclosureLevel, TieKind, Verdict
from ngos.models.organisation import Organisation

TWO_PEOPLE = (Verdict.REFUSE, Verdict.SUSPEND)


class VerificationCase(PublicId):
    """One look at one organisation, from its ground to its decision; an organisation has one at a time.

    Reviewers are public ids, so they outlive the accounts. ``verdict``, ``reasons`` and ``words`` are what the first
    reviewer proposes while a second one is waited for; the decision itself is a row of its own.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    ground = models.CharField(max_length=12, choices=CaseGround.choices)
    note = models.CharField(max_length=500, blank=True, help_text="What was reported, and where it stands.")
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.WAITING)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    reviewer = models.UUIDField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    checklist = models.JSONField(default=list)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    reasons = models.JSONField(default=list)
    words = models.CharField(max_length=500, blank=True)
    objection = models.CharField(max_length=300, blank=True, help_text="Why a second reviewer did not agree.")
    appealed = models.ForeignKey(
        "ngos.CaseDecision", null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("case of verification")
        verbose_name_plural = _("cases of verification")
        constraints: ClassVar = [
            models.CheckConstraint(name="ngos_case_ground_known", condition=Q(ground__in=CaseGround.values)),
            models.CheckConstraint(name="ngos_case_state_known", condition=Q(state__in=CaseState.values)),
            models.UniqueConstraint(
                fields=["organisation"], condition=~Q(state=CaseState.CLOSED), name="ngos_case_one_open"
            ),
            models.CheckConstraint(
                name="ngos_case_taken_by_somebody", condition=Q(state=CaseState.WAITING) | Q(reviewer__isnull=False)
            ),
            models.CheckConstraint(
                name="ngos_case_closed_with_its_moment",
                condition=Q(state=CaseState.CLOSED, closed_at__isnull=False)
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="ngos_case_second_has_a_proposal",
                condition=~Q(state=CaseState.SECOND) | (Q(verdict__in=TWO_PEOPLE) & ~Q(words="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "opened_at"], name="ngos_case_oldest")]

    def __str__(self) -> str:
        return f"case {self.pk} of organisation {self.organisation_id}"


class CaseDecision(PublicId, AppendOnly):
    """How a case ended, for ever: what, why, by whom; two different people where something is taken away."""

    case = models.ForeignKey(VerificationCase, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    level = models.PositiveSmallIntegerField(choices=DisclosureLevel.choices, default=DisclosureLevel.NONE)
    reasons = models.JSONField(default=list)
    words = models.CharField(max_length=500)
    reviewer = models.UUIDField()
    second = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField()
    recheck_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("decision about a case")
        verbose_name_plural = _("decisions about cases")
        constraints: ClassVar = [
            models.CheckConstraint(name="ngos_casedecision_verdict_known", condition=Q(verdict__in=Verdict.values)),
            models.CheckConstraint(name="ngos_casedecision_has_words", condition=~Q(words="")),
            models.UniqueConstraint(fields=["case"], name="ngos_casedecision_one_a_case"),
            models.CheckConstraint(
                name="ngos_casedecision_four_eyes",
                condition=~Q(verdict__in=TWO_PEOPLE) | (Q(second__isnull=False) & ~Q(second=F("reviewer"))),
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk} {self.verdict}"


class ReviewerTie(models.Model):
    """A reviewer says that she is tied to an organisation: she neither takes nor decides its cases any more."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reviewer_ties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reviewer_ties")
    kind = models.CharField(max_length=10, choices=TieKind.choices)
    declared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tie of a reviewer")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], name="ngos_reviewertie_once"),
            models.CheckConstraint(name="ngos_reviewertie_kind_known", condition=Q(kind__in=TieKind.values)),
        ]

    def __str__(self) -> str:
        return f"tie {self.pk}"
