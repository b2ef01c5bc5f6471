"""Addresses of commissions; a call goes by its public id."""

from django.urls import path

from portal.commission import views

app_name = "commission"

urlpatterns = [
    path("commission/", views.home, name="home"),
    path("commission/<uuid:public_id>/", views.call, name="call"),
    path("commission/<uuid:public_id>/ties/", views.ties, name="ties"),
    path("commission/<uuid:public_id>/protocol/", views.protocol, name="protocol"),
    path("commission/<uuid:public_id>/score/<int:number>/", views.score, name="score"),
]
