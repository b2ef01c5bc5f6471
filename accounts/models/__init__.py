"""Tables of people, their roles, guardians, consents and messages."""

from accounts.models.data_consent import DataConsent
from accounts.models.grant import RoleGrant
from accounts.models.guardian import EVERYTHING, Guardian, GuardianConsent
from accounts.models.messages import InboxMessage, MessageContact, MessageSettings
from accounts.models.user import User, UserManager

__all__ = [
    "EVERYTHING",
    "DataConsent",
    "Guardian",
    "GuardianConsent",
    "InboxMessage",
    "MessageContact",
    "MessageSettings",
    "RoleGrant",
    "User",
    "UserManager",
]
