"""Letters to owners about what a reviewer decided, levels that end, and the annual filing."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter, MessageKind
from core.text import localised
from ngos.disclosure import filing_due_on, service
from ngos.enums import CaseReason, DisclosureLevel, MembershipRole, Verdict
from ngos.models import CaseDecision, LevelGrant, Membership, Organisation

DECIDED, LEVEL_ENDS, LEVEL_ENDED, FILING_DUE = (
    "ngos.case_decided",
    "ngos.level_ends",
    "ngos.level_ended",
    "ngos.filing_due",
)


def owners_of(organisation_id: int) -> list[int]:
    """Return the accounts that are told about an organisation."""
    owners = Membership.objects.filter(organisation=organisation_id, role=MembershipRole.OWNER, user__is_active=True)
    return list(owners.order_by("pk").values_list("user", flat=True))


def _to_owner(
    payload: outbox.Payload, organisation: Organisation, write: Callable[[Mapping[str, str]], tuple[str, str]]
) -> Letter | None:
    """Write to an owner, unless she is none any more; ``write`` gets the name of the organisation in her language."""
    user_id = int(payload["user_id"])
    if user_id not in owners_of(organisation.pk):
        return None

    def written() -> tuple[str, str]:
        code = get_language() or settings.LANGUAGE_CODE
        return write({"name": localised(organisation, "name", code).text})

    return letter_to(user_id, lambda user: written(), kind=MessageKind.TEAM, path=f"org/{organisation.slug}/register/")


@outbox.handler(DECIDED)
def decided(payload: outbox.Payload) -> Letter | None:
    """Tell an owner what was decided, with the reasons and exactly what to fix."""
    decision = CaseDecision.objects.select_related("case__organisation").filter(pk=payload["decision_id"]).first()
    if decision is None:
        return None

    def write(words: Mapping[str, str]) -> tuple[str, str]:
        reasons = [str(CaseReason(reason).label) for reason in decision.reasons if reason in CaseReason.values]
        parts = [_decided_words(decision) % words, *reasons, decision.words]
        if decision.verdict != Verdict.VERIFY:
            parts.append(
                _("You may object within %(days)s days on the page “Register”.") % {"days": service().appeal.days}
            )
        return _("The register: a decision about %(name)s") % words, "\n\n".join(parts)

    return _to_owner(payload, decision.case.organisation, write)


def _decided_words(decision: CaseDecision) -> str:
    if decision.verdict == Verdict.VERIFY:
        level = str(DisclosureLevel(decision.level).label)
        return _("%(name)s is verified. You can publish events now.") + " " + _("Level: %(level)s.") % {"level": level}
    if decision.verdict == Verdict.RETURN:
        return _("Please put one thing right for %(name)s and send it again. Everything else stays saved.")
    if decision.verdict == Verdict.SUSPEND:
        return _("%(name)s is suspended: it may not publish. What is planned stays visible to who signed up.")
    return _("The application of %(name)s was refused.")


@outbox.handler(LEVEL_ENDS)
def level_ends(payload: outbox.Payload) -> Letter | None:
    """Tell an owner that a level ends soon; nothing once it was renewed."""
    grant = LevelGrant.objects.select_related("organisation").filter(pk=payload["grant_id"], taken_back_on=None)
    found = grant.first()
    if found is None:
        return None
    ends = {"level": str(found.get_level_display()), "day": found.valid_until.strftime("%d.%m.%Y")}
    return _to_owner(
        payload,
        found.organisation,
        lambda words: (
            _("The level of %(name)s ends soon") % words,
            _(
                "The level “%(level)s” of %(name)s holds until %(day)s. Post newer documents on the page “Register” "
                "and send them for a check, so that nothing closes."
            )
            % {**words, **ends},
        ),
    )


@outbox.handler(LEVEL_ENDED)
def level_ended(payload: outbox.Payload) -> Letter | None:
    """Tell an owner that a level has ended and what it was."""
    found = (
        LevelGrant.objects.select_related("organisation").filter(pk=payload["grant_id"], taken_back_on=None).first()
    )
    if found is None:
        return None
    ended = {"level": str(found.get_level_display()), "day": found.valid_until.strftime("%d.%m.%Y")}
    return _to_owner(
        payload,
        found.organisation,
        lambda words: (
            _("A level of %(name)s has ended") % words,
            _(
                "The level “%(level)s” of %(name)s ended on %(day)s. What was published stays; what is new needs the "
                "level again. Post newer documents on the page “Register”."
            )
            % {**words, **ended},
        ),
    )


@outbox.handler(FILING_DUE)
def filing_due(payload: outbox.Payload) -> Letter | None:
    """Remind an owner of the annual filing; nothing once it is posted."""
    organisation = Organisation.objects.filter(pk=payload["organisation_id"]).first()
    if organisation is None:
        return None
    year = int(payload["year"])
    due = {"year": str(year), "day": filing_due_on(year).strftime("%d.%m.%Y")}
    return _to_owner(
        payload,
        organisation,
        lambda words: (
            _("Annual filing of %(name)s: until %(day)s") % {**words, **due},
            _(
                "%(name)s files for %(year)s until %(day)s. The page “Register” has the hours, events and people of "
                "that year in one file. Post the filing there when it is handed in."
            )
            % {**words, **due},
        ),
    )
