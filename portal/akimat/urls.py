"""Addresses of the akimat's pages; a territory goes by its state code."""

from django.urls import path

from portal.akimat import views

app_name = "akimat"

urlpatterns = [
    path("akimat/", views.home, name="home"),
    path("akimat/<slug:code>/", views.region, name="region"),
    path("akimat/<slug:code>/participation.xlsx", views.participation_workbook, name="xlsx"),
    path("akimat/<slug:code>/participation.csv", views.participation_table, name="csv"),
]
