"""Roles and what each may do: one table, read by everybody."""

from collections.abc import Iterable
from enum import StrEnum

from accounts.enums import Role


class Action(StrEnum):
    """Every right, spelled ``resource:verb``."""

    ALLOCATION_COMMIT = "allocation:commit"
    ALLOCATION_DRAFT = "allocation:draft"
    ATTENDANCE_CONFIRM = "attendance:confirm"
    BIRTH_DATE_CORRECT = "birth_date:correct"
    CANDIDATE_VIEW = "candidate:view"
    CLEARANCE_RECORD = "clearance:record"
    CONCERN_HANDLE = "concern:handle"
    CONTACT_VIEW = "contact:view"
    DISPUTE_DECIDE = "dispute:decide"
    FUNDING_APPLY = "funding:apply"
    FUNDING_RUN = "funding:run"
    GATE_OVERRIDE = "gate:override"
    OPPORTUNITY_EDIT = "opportunity:edit"
    OPPORTUNITY_PUBLISH = "opportunity:publish"
    ORGANISATION_EDIT = "organisation:edit"
    ORGANISATION_DECIDE = "organisation:decide"
    REPORT_EXPORT = "report:export"
    REPORT_PUBLISH = "report:publish"
    REPORT_SIGN = "report:sign"
    REPORT_VIEW = "report:view"
    ROSTER_VIEW = "roster:view"
    SHIFT_MESSAGE = "shift:message"
    SIGNUP_CLAIM = "signup:claim"
    SIGNUP_INVITE = "signup:invite"


COORDINATION = frozenset(
    {
        Action.ATTENDANCE_CONFIRM,
        Action.CANDIDATE_VIEW,
        Action.CONTACT_VIEW,
        Action.FUNDING_APPLY,
        Action.OPPORTUNITY_EDIT,
        Action.OPPORTUNITY_PUBLISH,
        Action.ROSTER_VIEW,
        Action.SHIFT_MESSAGE,
        Action.SIGNUP_INVITE,
    }
)

SAFEGUARDING = frozenset(
    {Action.BIRTH_DATE_CORRECT, Action.CLEARANCE_RECORD, Action.CONCERN_HANDLE, Action.GATE_OVERRIDE}
)

ALLOCATION = frozenset({Action.ALLOCATION_DRAFT, Action.ALLOCATION_COMMIT})

REPORTING = frozenset({Action.REPORT_VIEW, Action.REPORT_EXPORT, Action.REPORT_SIGN, Action.REPORT_PUBLISH})

ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.VOLUNTEER: frozenset({Action.SIGNUP_CLAIM}),
    Role.ORG_COORDINATOR: COORDINATION,
    Role.ORG_OWNER: COORDINATION | {Action.ORGANISATION_EDIT},
    Role.AKIMAT_OFFICER: ALLOCATION | REPORTING | {Action.FUNDING_RUN},
    Role.SAFEGUARDING_OFFICER: SAFEGUARDING,
    Role.REVIEWER: frozenset({Action.ORGANISATION_DECIDE, Action.DISPUTE_DECIDE}),
    Role.STAFF: ALLOCATION
    | REPORTING
    | {Action.CONCERN_HANDLE, Action.DISPUTE_DECIDE, Action.FUNDING_RUN, Action.ORGANISATION_DECIDE},
}


def allows(roles: Iterable[str], action: Action) -> bool:
    """Say whether any of the roles carries the action; roles that are not known carry nothing."""
    return any(action in ROLE_ACTIONS[Role(role)] for role in roles if role in Role.values)
