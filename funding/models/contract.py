"""What was agreed with a supported organisation, and what the money did."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId
from events.models import Opportunity
from funding.models.application import Application


class Contract(PublicId):
    """The contract about one supported application; only ever added."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="contract")
    number = models.CharField(max_length=40)
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    sum_kzt = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("contract")
        constraints: ClassVar = [
            models.CheckConstraint(name="funding_contract_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="funding_contract_has_number", condition=~Q(number="") & Q(sum_kzt__gte=1)),
        ]

    def __str__(self) -> str:
        return f"contract {self.pk}"


class MoneyReport(PublicId):
    """What was spent in a stretch of days, both ends included; only ever added."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reports")
    first_on = models.DateField()
    last_on = models.DateField()
    words = models.TextField(blank=True)
    filed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("report about money")
        verbose_name_plural = _("reports about money")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "first_on"], name="funding_moneyreport_once"),
            models.CheckConstraint(name="funding_moneyreport_days_in_order", condition=Q(last_on__gte=F("first_on"))),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class SpendingLine(models.Model):
    """Money of one line of the budget, and the event whose confirmed hours it bought; only ever added.

    ``minutes`` and the number of ``people`` who gave them stood in the ledger when the report was filed.
    """

    report = models.ForeignKey(MoneyReport, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    spent_kzt = models.PositiveBigIntegerField()
    opportunity = models.ForeignKey(Opportunity, null=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("line of a report about money")
        verbose_name_plural = _("lines of reports about money")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "position"], name="funding_spendingline_once"),
            models.UniqueConstraint(fields=["report", "opportunity"], name="funding_spendingline_event_once"),
            models.CheckConstraint(
                name="funding_spendingline_minutes_of_an_event", condition=Q(minutes=0) | Q(opportunity__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of report {self.report_id}"
