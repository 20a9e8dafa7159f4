"""Routes of programmes."""

from django.urls import path

from slrt.web.programmes import drafts, quotas, summary, versions, views, whatif

urlpatterns = [
    path("programmes", views.programmes, name="programmes"),
    path("programmes/summary", summary.summary, name="programme_summary"),
    path("programmes/new", drafts.new, name="programme_new"),
    path("programmes/versions/<uuid:version_id>", versions.version, name="version"),
    path("programmes/versions/<uuid:version_id>/edit", drafts.edit, name="version_edit"),
    path("programmes/versions/<uuid:version_id>/check", drafts.check, name="version_check"),
    path("programmes/versions/<uuid:version_id>/impact", versions.impact, name="version_impact"),
    path("programmes/versions/<uuid:version_id>/cases/<int:place>", versions.case, name="version_case"),
    path("programmes/versions/<uuid:version_id>/<str:verb>", versions.step, name="version_step"),
    path("programmes/quotas/<uuid:quota_id>", quotas.quota, name="quota"),
    path("programmes/quotas/<uuid:quota_id>/edit", quotas.edit, name="quota_edit"),
    path("programmes/quotas/<uuid:quota_id>/withdraw", quotas.withdraw, name="quota_withdraw"),
    path("programmes/<str:code>", views.programme, name="programme"),
    path("programmes/<str:code>/draft", drafts.begin, name="version_new"),
    path("programmes/<str:code>/what-if", whatif.what_if, name="programme_what_if"),
    path("programmes/<str:code>/quotas/new", quotas.new, name="quota_new"),
]
