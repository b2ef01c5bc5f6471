"""Addresses of the reviewers' pages."""

from django.urls import path

from portal.moderator import doubts, views

app_name = "moderator"

urlpatterns = [
    path("oversight/queue/", views.queue, name="queue"),
    path("oversight/organisations/<uuid:public_id>/", views.organisation, name="organisation"),
    path("oversight/hours/", doubts.doubts, name="doubts"),
    path("oversight/hours/<uuid:public_id>/", doubts.doubt, name="doubt"),
]
