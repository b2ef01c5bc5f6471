"""Addresses of the akimat's pages; a territory goes by its state code."""

from django.urls import path

from portal.akimat import views
from portal.akimat.allocations import views as allocations
from portal.akimat.funding import afterwards
from portal.akimat.funding import views as funding
from portal.akimat.policy import views as policy
from portal.akimat.reports import views as reports

app_name = "akimat"

urlpatterns = [
    path("akimat/", views.home, name="home"),
    path("akimat/allocations/<uuid:public_id>/", allocations.allocation, name="allocation"),
    path("akimat/allocations/<uuid:public_id>/again/", allocations.again, name="again"),
    path("akimat/allocations/<uuid:public_id>/certificate.json", allocations.certificate, name="certificate"),
    path("akimat/allocations/<uuid:public_id>/changed/", allocations.leave_changed, name="leave_changed"),
    path("akimat/allocations/<uuid:public_id>/proposals/", allocations.proposals, name="proposals"),
    path("akimat/allocations/<uuid:public_id>/proposals/<uuid:role_id>/", allocations.people, name="people"),
    path("akimat/allocations/<uuid:public_id>/send/", allocations.send, name="send"),
    path("akimat/allocations/<uuid:public_id>/undo/", allocations.undo, name="undo"),
    path("akimat/policy/<uuid:public_id>/", policy.policy, name="policy"),
    path("akimat/reports/<uuid:public_id>/", reports.report, name="report"),
    path("akimat/reports/<uuid:public_id>/sign/", reports.sign, name="sign"),
    path("akimat/reports/<uuid:public_id>/publish/", reports.publish, name="publish"),
    path("akimat/reports/<uuid:public_id>/<slug:language>.<slug:kind>", reports.file, name="report_file"),
    path("akimat/<slug:code>/reports/", reports.reports, name="reports"),
    path("akimat/<slug:code>/reports/freeze/", reports.freeze, name="freeze"),
    path("akimat/<slug:code>/list/", views.rows, name="rows"),
    path("akimat/funding/<uuid:public_id>/", funding.call, name="call"),
    path("akimat/funding/<uuid:public_id>/edit/", funding.edit_call, name="edit_call"),
    path("akimat/funding/<uuid:public_id>/publish/", funding.publish, name="publish_call"),
    path("akimat/funding/<uuid:public_id>/correct/", funding.correct, name="correct_call"),
    path("akimat/funding/<uuid:public_id>/complaints/<uuid:complaint_id>/", afterwards.reply, name="reply"),
    path("akimat/funding/<uuid:public_id>/contracts/<uuid:application_id>/", afterwards.contract, name="contract"),
    path("akimat/<slug:code>/funding/", funding.list_calls, name="calls"),
    path("akimat/<slug:code>/funding/new/", funding.new_call, name="new_call"),
    path("akimat/<slug:code>/policy/", policy.policies, name="policies"),
    path("akimat/<slug:code>/allocations/", allocations.allocations, name="allocations"),
    path("akimat/<slug:code>/", views.region, name="region"),
    path("akimat/<slug:code>/participation.xlsx", views.participation_workbook, name="xlsx"),
    path("akimat/<slug:code>/register-extract.xlsx", views.register_extract, name="register_extract"),
    path("akimat/<slug:code>/participation.csv", views.participation_table, name="csv"),
]
