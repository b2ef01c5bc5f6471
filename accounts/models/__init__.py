"""Tables of people, their roles, guardians and consents."""

from accounts.models.data_consent import DataConsent
from accounts.models.grant import RoleGrant
from accounts.models.guardian import EVERYTHING, Guardian, GuardianConsent
from accounts.models.user import User, UserManager

__all__ = ["EVERYTHING", "DataConsent", "Guardian", "GuardianConsent", "RoleGrant", "User", "UserManager"]
