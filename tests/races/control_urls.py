"""The site with one fault on purpose: a claim that counts and then inserts. The race test must catch it."""

import json
import uuid

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from config.urls import urlpatterns as real_urlpatterns
from core import clock
from events.enums import SignUpOrigin, SignUpStatus
from events.models import ShiftRole, SignUp


@transaction.atomic
def count_then_insert(request: HttpRequest, shift_id: uuid.UUID) -> JsonResponse:
    """Give a seat the way the house forbids: nothing is claimed between the count and the insert."""
    role = ShiftRole.objects.get(public_id=json.loads(request.body)["role_id"])
    if SignUp.objects.filter(role=role).count() >= role.capacity:
        return JsonResponse({"code": "events.shift_full"}, status=409)
    SignUp.objects.create(
        role=role,
        shift_id=role.shift_id,
        volunteer=request.user.volunteer,
        status=SignUpStatus.CONFIRMED,
        origin=SignUpOrigin.SELF,
        made_at=clock.now(),
    )
    return JsonResponse({}, status=201)


urlpatterns = [path("api/v1/shifts/<uuid:shift_id>/signups", count_then_insert), *real_urlpatterns]
