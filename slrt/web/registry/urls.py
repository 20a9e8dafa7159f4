"""Routes of the register."""

from django.urls import path

from slrt.web.registry import facts, family, members, numbers, registration

urlpatterns = [
    path("families/new", registration.new, name="family_new"),
    path("families/new/row", registration.row, name="family_row"),
    path("families/<uuid:family_id>", family.family, name="family"),
    path("families/<uuid:family_id>/answer", family.answer, name="family_answer"),
    path("families/<uuid:family_id>/print", family.printed, name="family_print"),
    path("families/<uuid:family_id>/export", family.export, name="family_export"),
    path("families/<uuid:family_id>/facts", facts.facts, name="family_facts"),
    path("families/<uuid:family_id>/contact", members.contact, name="family_contact"),
    path("families/<uuid:family_id>/members/new", members.join, name="family_member_new"),
    path("families/<uuid:family_id>/members/<uuid:person_id>/facts", facts.facts, name="family_member_facts"),
    path("families/<uuid:family_id>/members/<uuid:person_id>/name", members.name, name="family_member_name"),
    path("families/<uuid:family_id>/members/<uuid:person_id>/leave", members.leave, name="family_member_leave"),
    path("reveal/<str:kind>/<uuid:subject_id>", numbers.reveal, name="reveal"),
]
