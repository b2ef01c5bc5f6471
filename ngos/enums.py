"""Vocabulary of organisations and of the three causes."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationStatus(TextChoices):
    """Where an organisation stands in the register."""

    UNVERIFIED = "unverified", _("not verified yet")
    VERIFIED = "verified", _("verified")
    SUSPENDED = "suspended", _("suspended")


class MembershipRole(TextChoices):
    """What a member may do for the organisation; the values are roles of the permissions table."""

    OWNER = "org_owner", _("owner")
    COORDINATOR = "org_coordinator", _("coordinator")


class WebhookTopic(TextChoices):
    """What an organisation's programs can be told."""

    SIGNUP_CREATED = "signup.created", _("Somebody joined a shift")
    SIGNUP_CANCELLED = "signup.cancelled", _("Somebody left a shift")
    CHECKIN_RECORDED = "checkin.recorded", _("Somebody was checked in")
    EVENT_PUBLISHED = "event.published", _("An event was published")
    EVENT_CANCELLED = "event.cancelled", _("An event was called off")
    TEST = "test", _("A test")


class AppealState(TextChoices):
    """What became of an organisation's objection to a count of its rating."""

    OPEN = "open", pgettext_lazy("objection to a rating", "waits for a decision")
    UPHELD = "upheld", pgettext_lazy("objection to a rating", "the count was wrong")
    REJECTED = "rejected", pgettext_lazy("objection to a rating", "the count stands")


class MaterialKind(TextChoices):
    """What an organisation posts about itself; the letter of each is in docs/register.md."""

    CHARTER = "charter", _("charter")
    BIN_CERTIFICATE = "bin_certificate", _("certificate of registration")
    ANNUAL_FILING = "annual_filing", _("annual filing")
    PROJECT_PASSPORT = "project_passport", _("project passport")
    AUDIT = "audit", _("audit or revision report")
    CODE_OF_ETHICS = "code_of_ethics", _("code of ethics")
    SAFEGUARDING_POLICY = "safeguarding_policy", _("child-safeguarding policy")
    CONFLICT_STATEMENT = "conflict_statement", _("conflict-of-interest statement")
    COMPLAINT_ANSWER = "complaint_answer", _("answer to a complaint")


class MaterialState(TextChoices):
    """Where a material stands between its organisation and a reviewer."""

    POSTED = "posted", pgettext_lazy("material", "waits for a check")
    ACCEPTED = "accepted", pgettext_lazy("material", "checked")
    RETURNED = "returned", pgettext_lazy("material", "returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("material", "withdrawn")


class DisclosureLevel(IntegerChoices):
    """How much an organisation has shown of itself and a reviewer has checked; each level contains those below."""

    NONE = 0, _("nothing checked yet")
    IDENTITY = 1, _("identity checked")
    REGISTERED = 2, _("registered")
    REPORTED = 3, _("reported")
    AUDITED = 4, _("audited")


class ExclusionKind(TextChoices):
    """The eight grounds that keep an organisation from state grants. Source: docs/sources.md, "Grants"."""

    IN_LIQUIDATION = "in_liquidation", _("it is being liquidated")
    BANKRUPT = "bankrupt", _("it is bankrupt")
    ENFORCEMENT_DEBT = "enforcement_debt", _("it has a debt under enforcement")
    BAD_FAITH_SUPPLIER = "bad_faith_supplier", _("it is on the list of bad-faith participants of procurement")
    PROPERTY_ARRESTED = "property_arrested", _("its property is arrested")
    ACTIVITY_SUSPENDED = "activity_suspended", _("its activity is suspended")
    RELATED_TO_DECIDERS = "related_to_deciders", _("its head or founder is related to those who decide")
    TERRORISM_LIST = "terrorism_list", _("its head or founder is on a list of terrorism or proliferation")
