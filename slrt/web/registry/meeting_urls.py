"""Routes of village meetings and of the calendar they keep to."""

from django.urls import path

from slrt.web.registry import calendar, meetings, meetingsteps, minutes

urlpatterns = [
    path("meetings", meetings.listed, name="meetings"),
    path("meetings/new", meetings.new, name="meeting_new"),
    path("meetings/<uuid:meeting_id>", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/edit", meetings.edit, name="meeting_edit"),
    path("meetings/<uuid:meeting_id>/agenda", meetingsteps.agenda, name="meeting_agenda"),
    path("meetings/<uuid:meeting_id>/decisions", meetingsteps.decisions, name="meeting_decisions"),
    path("meetings/<uuid:meeting_id>/attendance", meetingsteps.attendance, name="meeting_attendance"),
    path("meetings/<uuid:meeting_id>/close", meetingsteps.close, name="meeting_close"),
    path("meetings/<uuid:meeting_id>/cancel", meetingsteps.cancel, name="meeting_cancel"),
    path("meetings/<uuid:meeting_id>/minutes", minutes.minutes, name="meeting_minutes"),
    path("meetings/<uuid:meeting_id>/scan", meetingsteps.scan, name="meeting_scan"),
    path("meetings/<uuid:meeting_id>/scan/new", meetingsteps.add_scan, name="meeting_scan_new"),
    path("m/<str:code>", minutes.check, name="meeting_check"),
    path("calendar", calendar.shown, name="register_calendar"),
    path("calendar/<str:period>", calendar.edit, name="register_calendar_edit"),
]
