"""All routes of all doors."""

from django.urls import include, path

urlpatterns = [path("", include("slrt.web.urls"))]

handler400 = "slrt.web.errors.bad_request"
handler403 = "slrt.web.errors.permission_denied"
handler404 = "slrt.web.errors.not_found"
handler500 = "slrt.web.errors.server_error"
