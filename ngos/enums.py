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


class LegalForm(TextChoices):
    """In which form an organisation is registered. Source: docs/sources.md, "Register of organisations"."""

    PRIVATE_INSTITUTION = "private_institution", _("private institution")
    PUBLIC_ASSOCIATION = "public_association", _("public association")
    NONPROFIT_JSC = "nonprofit_jsc", _("non-profit joint-stock company")
    PUBLIC_FUND = "public_fund", _("public fund")
    CORPORATE_FUND = "corporate_fund", _("corporate fund")
    PRIVATE_FUND = "private_fund", _("private fund")
    ASSOCIATION = "association", _("association of legal entities")
    FOREIGN_BRANCH = "foreign_branch", _("branch of a foreign non-profit organisation")
    VOLUNTEER_GROUP = "volunteer_group", _("volunteer group without a BIN")


class BarredForm(TextChoices):
    """Forms that the law leaves out of the register."""

    POLITICAL_PARTY = "political_party", _("political party")
    TRADE_UNION = "trade_union", _("trade union")
    RELIGIOUS = "religious", _("religious association")


class LegalStatus(TextChoices):
    """What is true of an organisation by law; whether a reviewer verified it is another matter."""

    ACTIVE = "active", pgettext_lazy("legal status", "active")
    INACTIVE = "inactive", pgettext_lazy("legal status", "inactive")
    SUSPENDED = "suspended", pgettext_lazy("legal status", "activity suspended")
    IN_LIQUIDATION = "in_liquidation", pgettext_lazy("legal status", "in liquidation")
    BANKRUPT = "bankrupt", pgettext_lazy("legal status", "bankrupt")
    STRUCK_OFF = "struck_off", pgettext_lazy("legal status", "struck off")
    UNVERIFIED = "unverified", pgettext_lazy("legal status", "no BIN")


class BodyKind(TextChoices):
    """The bodies of a non-profit organisation. Source: docs/sources.md, "Register of organisations"."""

    TOP = "top", _("highest body")
    EXECUTIVE = "executive", _("executive body")
    CONTROL = "control", _("control body")


class ChangeKind(TextChoices):
    """What changed in an entry of the register."""

    ENTERED = "entered", pgettext_lazy("register", "entered")
    NAMES = "names", pgettext_lazy("register", "names")
    LEGAL_FORM = "legal_form", pgettext_lazy("register", "legal form")
    LEGAL_STATUS = "legal_status", pgettext_lazy("register", "legal status")
    DIRECTIONS = "directions", pgettext_lazy("register", "directions of activity")
    FOUNDERS = "founders", pgettext_lazy("register", "founders")
    BODIES = "bodies", pgettext_lazy("register", "governing bodies")
    PARENT = "parent", pgettext_lazy("register", "head organisation")
    OWNER = "owner", pgettext_lazy("register", "owner")
    MERGED = "merged", pgettext_lazy("register", "joined with a duplicate")
    UNMERGED = "unmerged", pgettext_lazy("register", "duplicate taken apart again")


class Source(TextChoices):
    """Who made a change, as the public is told: no names."""

    ORGANISATION = "organisation", _("the organisation itself")
    REVIEWER = "reviewer", _("a reviewer of the register")
    LIST = "list", _("an official list")


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


class Right(TextChoices):
    """What a disclosure level opens; which one is in ngos/data/levels.toml."""

    PUBLISH = "publish", pgettext_lazy("right", "publishing events")
    POST_WITH_CHILDREN = "post_with_children", pgettext_lazy("right", "publishing work with children")
    APPLY_FOR_ORDER = "apply_for_order", pgettext_lazy("right", "applying for the state social order")


class CaseGround(TextChoices):
    """Why an organisation is looked at. Source: docs/sources.md, "Verification"."""

    ENROLMENT = "enrolment", pgettext_lazy("ground", "it has enrolled")
    MATERIAL = "material", pgettext_lazy("ground", "it has posted materials")
    MONITORING = "monitoring", pgettext_lazy("ground", "monitoring")
    COMPLAINT = "complaint", pgettext_lazy("ground", "a complaint")
    STATE_BODY = "state_body", pgettext_lazy("ground", "information from a state body")
    MEDIA = "media", pgettext_lazy("ground", "a report in the media")
    RECHECK = "recheck", pgettext_lazy("ground", "the day of the next check has come")
    APPEAL = "appeal", pgettext_lazy("ground", "the organisation objects to a decision")


class CaseState(TextChoices):
    """Where a case stands."""

    WAITING = "waiting", pgettext_lazy("case", "waits for a reviewer")
    TAKEN = "taken", pgettext_lazy("case", "a reviewer is at work")
    SECOND = "second", pgettext_lazy("case", "waits for a second reviewer")
    CLOSED = "closed", pgettext_lazy("case", "decided")


class Verdict(TextChoices):
    """How a case ends."""

    VERIFY = "verify", pgettext_lazy("verdict", "verified")
    RETURN = "return", pgettext_lazy("verdict", "returned to be put right")
    REFUSE = "refuse", pgettext_lazy("verdict", "refused")
    SUSPEND = "suspend", pgettext_lazy("verdict", "suspended")


class CaseReason(TextChoices):
    """Reasons a reviewer picks from; the words beside them say what exactly."""

    NOT_IN_REGISTER = "not_in_register", _("The BIN is not in the state register of legal entities.")
    UNREADABLE = "unreadable", _("A document cannot be read.")
    WRONG_DOCUMENT = "wrong_document", _("A document is not what it is said to be.")
    OUT_OF_DATE = "out_of_date", _("A document is out of date.")
    PURPOSE_DIFFERS = "purpose_differs", _("What the charter says and what the organisation says differ.")
    LEADER_UNKNOWN = "leader_unknown", _("It is not clear who leads the organisation.")
    NO_SAFEGUARDING = "no_safeguarding", _("It works with children and has no child-safeguarding policy.")
    PERSONAL_DATA = "personal_data", _("A document shows personal data that must not be published.")
    SANCTION = "sanction", _("There is a ground that keeps it out of the register.")
    NO_FILING = "no_filing", _("The annual filing is overdue.")
    LAW_BROKEN = "law_broken", _("The law on volunteering or on the protection of children was broken.")


class CheckItem(TextChoices):
    """What a reviewer makes sure of before she verifies."""

    BIN_REGISTERED = "bin_registered", _("The BIN is in the state register, with this name.")
    CHARTER_READ = "charter_read", _("The charter can be read, and its purpose fits what the organisation says.")
    LEADER_KNOWN = "leader_known", _("The document on registration names who leads it.")
    NO_GROUND = "no_ground", _("No ground of exclusion is known.")
    SAFEGUARDING = "safeguarding", _("There is a child-safeguarding policy, or it does not work with children.")
    NO_PERSONAL_DATA = "no_personal_data", _("What will be public shows no personal data of people.")


class TieKind(TextChoices):
    """How a reviewer is tied to an organisation."""

    MEMBER = "member", pgettext_lazy("tie", "acts or acted for it")
    FOUNDER = "founder", pgettext_lazy("tie", "founder or participant")
    RELATIVE = "relative", pgettext_lazy("tie", "relative of somebody who leads it")
    WORK = "work", pgettext_lazy("tie", "works or worked for it")
    OTHER = "other", pgettext_lazy("tie", "another tie")


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
