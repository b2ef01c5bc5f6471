"""Addresses of the reviewers' pages."""

from django.urls import path

from portal.moderator import (
    by_hand,
    cases,
    doubts,
    nominations,
    objections,
    organisations,
    outside,
    ratings,
    register,
)

app_name = "moderator"

urlpatterns = [
    path("oversight/queue/", cases.queue, name="queue"),
    path("oversight/cases/<uuid:public_id>/", cases.case, name="case"),
    path("oversight/cases/<uuid:public_id>/take/", cases.take, name="take_case"),
    path("oversight/cases/<uuid:public_id>/give-back/", cases.hand_back, name="give_back_case"),
    path("oversight/cases/<uuid:public_id>/second/", cases.second, name="second_case"),
    path("oversight/by-hand/", by_hand.hand_credits, name="hand_credits"),
    path("oversight/by-hand/<uuid:public_id>/", by_hand.hand_credit, name="hand_credit"),
    path("oversight/nominations/", nominations.nominations, name="nominations"),
    path("oversight/nominations.csv", nominations.nominations_file, name="nominations_csv"),
    path("oversight/outside/", outside.outside_claims, name="outside_claims"),
    path("oversight/outside/<uuid:public_id>/", outside.outside_claim, name="outside_claim"),
    path("oversight/outside/<uuid:public_id>/evidence.jpg", outside.outside_picture, name="outside_picture"),
    path("oversight/objections/", objections.objections, name="objections"),
    path("oversight/objections/<uuid:public_id>/", objections.objection, name="objection"),
    path("oversight/organisations/<uuid:public_id>/", organisations.organisation, name="organisation"),
    path("oversight/organisations/<uuid:public_id>/flags/", organisations.note_flag, name="note_flag"),
    path("oversight/organisations/<uuid:public_id>/flags/<int:number>/end/", organisations.end_flag, name="end_flag"),
    path("oversight/organisations/<uuid:public_id>/tie/", organisations.tie, name="declare_tie"),
    path("oversight/organisations/<uuid:public_id>/legal-status/", register.legal_status, name="legal_status"),
    path("oversight/organisations/<uuid:public_id>/duplicates/", register.duplicates, name="duplicates"),
    path("oversight/duplicates/", register.alike, name="alike"),
    path("oversight/duplicates/<uuid:public_id>/take-apart/", register.take_apart, name="take_apart"),
    path("oversight/claims/", register.claims, name="claims"),
    path("oversight/claims/<uuid:public_id>/", register.claim, name="claim"),
    path("oversight/ratings/", ratings.ratings, name="ratings"),
    path("oversight/ratings/appeals/<uuid:public_id>/", ratings.appeal, name="rating_appeal"),
    path("oversight/hours/", doubts.doubts, name="doubts"),
    path("oversight/hours/<uuid:public_id>/", doubts.doubt, name="doubt"),
]
