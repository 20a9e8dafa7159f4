"""Routes of the directory."""

from django.urls import path

from slrt.web.areas import views as areas
from slrt.web.directory import views

urlpatterns = [
    path("organisations", views.listed, name="organisations"),
    path("areas/options", areas.options, name="area_options"),
    path("organisations/<uuid:organisation_id>", views.shown, name="organisation"),
]
