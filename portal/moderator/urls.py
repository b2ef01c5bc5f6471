"""Addresses of the reviewers' pages."""

from django.urls import path

from portal.moderator import by_hand, cases, doubts, objections, organisations

app_name = "moderator"

urlpatterns = [
    path("oversight/queue/", cases.queue, name="queue"),
    path("oversight/cases/<uuid:public_id>/", cases.case, name="case"),
    path("oversight/cases/<uuid:public_id>/take/", cases.take, name="take_case"),
    path("oversight/cases/<uuid:public_id>/give-back/", cases.hand_back, name="give_back_case"),
    path("oversight/cases/<uuid:public_id>/second/", cases.second, name="second_case"),
    path("oversight/by-hand/", by_hand.hand_credits, name="hand_credits"),
    path("oversight/by-hand/<uuid:public_id>/", by_hand.hand_credit, name="hand_credit"),
    path("oversight/objections/", objections.objections, name="objections"),
    path("oversight/objections/<uuid:public_id>/", objections.objection, name="objection"),
    path("oversight/organisations/<uuid:public_id>/", organisations.organisation, name="organisation"),
    path("oversight/organisations/<uuid:public_id>/flags/", organisations.note_flag, name="note_flag"),
    path("oversight/organisations/<uuid:public_id>/flags/<int:number>/end/", organisations.end_flag, name="end_flag"),
    path("oversight/organisations/<uuid:public_id>/tie/", organisations.tie, name="declare_tie"),
    path("oversight/hours/", doubts.doubts, name="doubts"),
    path("oversight/hours/<uuid:public_id>/", doubts.doubt, name="doubt"),
]
