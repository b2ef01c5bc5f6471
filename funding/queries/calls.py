"""Reads about calls and their published terms."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db.models import Count, Q, QuerySet

from funding.enums import ApplicationState
from funding.models import Call
from places.models import Territory


def public_calls(*, kind: str = "", territory_code: str = "") -> QuerySet[Call]:
    """Return published calls, the latest deadline first; empty filters do not filter."""
    found = Call.objects.public().select_related("territory")
    if kind:
        found = found.filter(kind=kind)
    if territory_code:
        found = found.filter(territory__code=territory_code)
    return found.order_by("-closes_at", "-pk")


def calls_of(territory: Territory) -> QuerySet[Call]:
    """Return the calls of a territory and of what lies in it, drafts among them, the newest first."""
    inside = Q(territory=territory) | Q(territory__path__startswith=territory.inner_path)
    came = Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
    return Call.objects.filter(inside).select_related("territory").annotate(came=came).order_by("-pk")


def canonical(content: Any) -> str:
    """Write content so that the same content is always the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: Any) -> str:
    """Return the SHA-256 of the canonical text, hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def terms_document(call: Call) -> dict[str, Any]:
    """Return everything applicants and scorers are held to, as it is published."""
    return {
        "call": str(call.public_id),
        "territory": call.territory.key,
        "kind": call.kind,
        "area": call.area,
        "title": {"kk": call.title_kk, "ru": call.title_ru, "en": call.title_en},
        "about": {"kk": call.about_kk, "ru": call.about_ru, "en": call.about_en},
        "sum_mrp": call.sum_mrp,
        "sum_kzt": call.sum_kzt,
        "months": call.months,
        "awards": call.awards,
        "closes_at": call.closes_at.astimezone(UTC).isoformat(),
        "required_level": call.required_level,
        "min_rating_tenths": call.min_rating_tenths,
        "criteria": call.criteria,
        "combining": call.combining,
        "tie_rule": call.tie_rule,
        "least_total": call.least_total,
        "commission_size": call.commission_size,
        "rules_version": call.rules_version,
    }
