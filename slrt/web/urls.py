"""All routes of the web door: the shell's own, then each room's."""

from django.urls import include, path

from slrt.web import front

ROOMS = ("accounts", "trail", "directory", "registry", "programmes", "search", "cases")

urlpatterns = [
    path("", front.start, name="home"),
    path("display", front.display, name="display"),
    *(path("", include(f"slrt.web.{room}.urls")) for room in ROOMS),
    path("", include("slrt.web.registry.meeting_urls")),
]
