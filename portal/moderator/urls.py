"""Addresses of the reviewers' pages."""

from django.urls import path

from portal.moderator import by_hand, doubts, objections, ratings, views

app_name = "moderator"

urlpatterns = [
    path("oversight/queue/", views.queue, name="queue"),
    path("oversight/by-hand/", by_hand.hand_credits, name="hand_credits"),
    path("oversight/by-hand/<uuid:public_id>/", by_hand.hand_credit, name="hand_credit"),
    path("oversight/objections/", objections.objections, name="objections"),
    path("oversight/objections/<uuid:public_id>/", objections.objection, name="objection"),
    path("oversight/ratings/", ratings.ratings, name="ratings"),
    path("oversight/ratings/appeals/<uuid:public_id>/", ratings.appeal, name="rating_appeal"),
    path("oversight/organisations/<uuid:public_id>/", views.organisation, name="organisation"),
    path("oversight/hours/", doubts.doubts, name="doubts"),
    path("oversight/hours/<uuid:public_id>/", doubts.doubt, name="doubt"),
]
