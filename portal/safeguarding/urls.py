"""Addresses of the safeguarding officers' pages."""

from django.urls import path

from portal.safeguarding.views import birth_dates, concerns, home, letters, overrides, people

app_name = "safeguarding"

PERSON = "safeguarding/people/<uuid:public_id>/"
CLEARANCE = "safeguarding/clearances/<uuid:public_id>/"
CASE = "safeguarding/concerns/<uuid:public_id>/"

urlpatterns = [
    path("safeguarding/", home.home, name="home"),
    path("safeguarding/concerns/", concerns.queue, name="concerns"),
    path(CASE, concerns.case, name="concern"),
    path(f"{CASE}take/", concerns.take, name="take_concern"),
    path(f"{CASE}answer/", concerns.answer, name="answer_concern"),
    path(f"{CASE}close/", concerns.close, name="close_concern"),
    path(f"{CASE}export/", concerns.export, name="export_concern"),
    path("safeguarding/people/", people.find, name="people"),
    path(PERSON, people.person, name="person"),
    path(f"{PERSON}clearances/new/", people.record, name="record"),
    path(f"{CLEARANCE}renew/", people.renew, name="renew"),
    path(f"{CLEARANCE}revoke/", people.revoke, name="revoke"),
    path("safeguarding/messages/", letters.letters, name="messages"),
    path("safeguarding/overrides/", overrides.overrides, name="overrides"),
    path("safeguarding/overrides/<uuid:public_id>/", overrides.override, name="override"),
    path("safeguarding/birth-dates/", birth_dates.birth_dates, name="birth_dates"),
    path("safeguarding/birth-dates/<uuid:public_id>/", birth_dates.birth_date, name="birth_date"),
]
