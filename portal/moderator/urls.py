"""Addresses of the reviewers' pages."""

from django.urls import path

from portal.moderator import views

app_name = "moderator"

urlpatterns = [
    path("oversight/queue/", views.queue, name="queue"),
    path("oversight/organisations/<uuid:public_id>/", views.organisation, name="organisation"),
]
