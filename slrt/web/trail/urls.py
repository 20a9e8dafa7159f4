"""Routes of the trail."""

from django.urls import path

from slrt.web.trail import views

urlpatterns = [path("admin/trail", views.listed, name="trail")]
