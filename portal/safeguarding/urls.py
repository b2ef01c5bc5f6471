"""Addresses of the safeguarding officers' pages."""

from django.urls import path

from portal.safeguarding.views import concerns, home

app_name = "safeguarding"

CASE = "safeguarding/concerns/<uuid:public_id>/"

urlpatterns = [
    path("safeguarding/", home.home, name="home"),
    path("safeguarding/concerns/", concerns.queue, name="concerns"),
    path(CASE, concerns.case, name="concern"),
    path(f"{CASE}take/", concerns.take, name="take_concern"),
    path(f"{CASE}answer/", concerns.answer, name="answer_concern"),
    path(f"{CASE}close/", concerns.close, name="close_concern"),
    path(f"{CASE}export/", concerns.export, name="export_concern"),
]
