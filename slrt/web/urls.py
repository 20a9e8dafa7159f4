"""All routes of the web door: the shell's own, then each room's."""

from django.urls import include, path

from slrt.web import front

ROOMS: tuple[str, ...] = ()

urlpatterns = [
    path("language", front.language, name="language"),
    path("", front.front, name="front"),
    *(path("", include(f"slrt.web.{room}.urls")) for room in ROOMS),
]
