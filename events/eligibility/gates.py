"""The gates by name, and which of them the law or the protection of children makes absolute."""

from enum import StrEnum


class Gate(StrEnum):
    """Why somebody may not take a role, in the order in which reasons are told."""

    ACCOUNT_CLOSED = "account_closed"
    HAZARDS_UNDECLARED = "hazards_undeclared"
    NO_COORDINATOR = "no_coordinator"
    HOST_APPROVAL = "host_approval"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    MINIMUM_AGE = "minimum_age"
    EMERGENCY = "emergency"
    OFFENDERS = "offenders"
    HAZARDOUS_WORK = "hazardous_work"
    CASH_COLLECTION = "cash_collection"
    ADULTS_ONLY = "adults_only"
    NIGHT_HOURS = "night_hours"
    SCHOOL_HOURS = "school_hours"
    GUARDIAN_CONSENT = "guardian_consent"
    OFFENCE_CERTIFICATE = "offence_certificate"
    SAFEGUARDING_TRAINING = "safeguarding_training"
    CODE_OF_ETHICS = "code_of_ethics"
    SKILL = "skill"
    LANGUAGE = "language"


# A person may be let through these by two people with a reason; every other gate is absolute.
OVERRIDABLE_GATES = frozenset({Gate.SCHOOL_HOURS, Gate.SKILL, Gate.LANGUAGE})
LEGAL_GATES = frozenset(Gate) - OVERRIDABLE_GATES
# Closed by what the organiser has or has not said, whoever asks; the rest depend on the person.
EVENT_GATES = frozenset({Gate.HAZARDS_UNDECLARED, Gate.NO_COORDINATOR, Gate.HOST_APPROVAL, Gate.SAFEGUARDING_LEAD})
PERSON_GATES = frozenset(Gate) - EVENT_GATES
# Legal, and about the person rather than the event: a place for which one closes ends.
ENDING_GATES = LEGAL_GATES & PERSON_GATES
# Closed to everybody under age, whatever else is true of them.
AGE_GATES = frozenset(
    {
        Gate.EMERGENCY,
        Gate.OFFENDERS,
        Gate.HAZARDOUS_WORK,
        Gate.CASH_COLLECTION,
        Gate.ADULTS_ONLY,
        Gate.NIGHT_HOURS,
        Gate.SCHOOL_HOURS,
    }
)
