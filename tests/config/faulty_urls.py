"""The site with a fault on purpose: a seat is taken, and then the server breaks before it can answer."""

import json
import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as real_urlpatterns
from core import clock
from events.models import ShiftRole
from events.services.signups import claim_seat


def claim_and_break(request: HttpRequest, shift_id: uuid.UUID) -> HttpResponse:
    role = ShiftRole.objects.get(public_id=json.loads(request.body)["role_id"])
    claim_seat(role=role, volunteer=request.user.volunteer, actor=request.user, now=clock.now())
    raise RuntimeError("broken after the change")


urlpatterns = [path("api/v1/shifts/<uuid:shift_id>/signups", claim_and_break), *real_urlpatterns]
