"""Addresses of the coordinator's desk."""

from django.urls import path

from portal.ngo.views import (
    attendance,
    autofill,
    changes,
    contacts,
    cover,
    desk,
    entrance,
    events,
    exceptions,
    guardians,
    roster,
)

app_name = "ngo"

EVENT = "org/<slug:slug>/events/<uuid:public_id>/"

urlpatterns = [
    path("org/", desk.home, name="home"),
    path("org/new/", desk.enrol, name="enrol"),
    path("org/invited/<str:token>/", desk.invited, name="invited"),
    path("org/<slug:slug>/", desk.start, name="start"),
    path("org/<slug:slug>/today/", desk.today, name="today"),
    path("org/<slug:slug>/organisation/", desk.organisation, name="organisation"),
    path("org/<slug:slug>/volunteers/", desk.volunteers, name="volunteers"),
    path("org/<slug:slug>/hours/", attendance.hours, name="hours"),
    path("org/<slug:slug>/exceptions/", exceptions.exceptions, name="exceptions"),
    path("org/<slug:slug>/exceptions/<uuid:public_id>/", exceptions.exception, name="exception"),
    path("org/<slug:slug>/exceptions/<uuid:public_id>/invite/", exceptions.invite_by_exception, name="let_in"),
    path("org/<slug:slug>/events/", events.events, name="events"),
    path("org/<slug:slug>/events/new/", events.new_event, name="new_event"),
    path(EVENT, roster.event, name="event"),
    path(f"{EVENT}edit/", events.edit_event, name="edit_event"),
    path(f"{EVENT}shifts/new/", events.new_shift, name="new_shift"),
    path(f"{EVENT}shifts/<uuid:shift_id>/move/", changes.move, name="move_shift"),
    path(f"{EVENT}shifts/<uuid:shift_id>/cancel/", changes.cancel, name="cancel_shift"),
    path(f"{EVENT}cover/", cover.cover, name="cover"),
    path(f"{EVENT}roles/<uuid:role_id>/", events.edit_role, name="edit_role"),
    path(f"{EVENT}publish/", events.publish, name="publish"),
    path(f"{EVENT}close/", events.close, name="close"),
    path(f"{EVENT}cancel/", events.cancel, name="cancel"),
    path(f"{EVENT}candidates/", roster.candidates, name="candidates"),
    path(f"{EVENT}exceptions/new/", exceptions.ask_exception, name="ask_exception"),
    path(f"{EVENT}invite/", roster.invite_candidate, name="invite"),
    path(f"{EVENT}places/<uuid:signup_id>/", roster.take_off, name="take_off"),
    path(f"{EVENT}questions/<uuid:request_id>/", guardians.reply_guardian, name="reply_guardian"),
    path(f"{EVENT}autofill/", autofill.propose, name="propose"),
    path(f"{EVENT}autofill/<uuid:run_id>/", autofill.review, name="review"),
    path("org/<slug:slug>/autofill/", autofill.propose_everything, name="propose_all"),
    path("org/<slug:slug>/autofill/<uuid:run_id>/", autofill.review_all, name="review_all"),
    path("org/<slug:slug>/autofill/<uuid:run_id>/insist/", autofill.insist, name="insist"),
    path(f"{EVENT}contacts/<uuid:shift_id>/", contacts.contacts, name="contacts"),
    path(f"{EVENT}door/", attendance.door, name="door"),
    path(f"{EVENT}door/<uuid:signup_id>/check-in/", entrance.check_in, name="check_in"),
    path(f"{EVENT}door/<uuid:shift_id>/walk-in/", entrance.walk_in, name="walk_in"),
]
