"""Organisations, who acts for them, what they post, and how they are verified and rated."""

from ngos.models.case import CaseDecision, ReviewerTie, VerificationCase
from ngos.models.entry import Body, Founder, LegalStatusEntry, OrganisationChange, OrganisationDirection
from ngos.models.exclusion import ExclusionFlag
from ngos.models.joining import OrganisationClaim, OrganisationMerge
from ngos.models.level import LevelGrant
from ngos.models.material import Material
from ngos.models.membership import Membership, StatusDecision
from ngos.models.organisation import NAMES, Organisation, OrganisationQuerySet, refresh_names, searchable
from ngos.models.rating import Rating, RatingAppeal, RatingRun
from ngos.models.webhook import Webhook, WebhookCall

__all__ = [
    "NAMES",
    "Body",
    "CaseDecision",
    "ExclusionFlag",
    "Founder",
    "LegalStatusEntry",
    "LevelGrant",
    "Material",
    "Membership",
    "Organisation",
    "OrganisationChange",
    "OrganisationClaim",
    "OrganisationDirection",
    "OrganisationMerge",
    "OrganisationQuerySet",
    "Rating",
    "RatingAppeal",
    "RatingRun",
    "ReviewerTie",
    "StatusDecision",
    "VerificationCase",
    "Webhook",
    "WebhookCall",
    "refresh_names",
    "searchable",
]
