"""Organisations, who acts for them, what they post, and how they are verified and rated."""

from ngos.models.exclusion import ExclusionFlag
from ngos.models.level import LevelGrant
from ngos.models.material import Material
from ngos.models.membership import Membership, StatusDecision
from ngos.models.organisation import Organisation, OrganisationQuerySet, searchable
from ngos.models.rating import Rating, RatingAppeal, RatingRun
from ngos.models.webhook import Webhook, WebhookCall

__all__ = [
    "ExclusionFlag",
    "LevelGrant",
    "Material",
    "Membership",
    "Organisation",
    "OrganisationQuerySet",
    "Rating",
    "RatingAppeal",
    "RatingRun",
    "StatusDecision",
    "Webhook",
    "WebhookCall",
    "searchable",
]
