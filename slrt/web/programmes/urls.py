"""Routes of programmes."""

from django.urls import path

from slrt.web.programmes import views

urlpatterns = [
    path("programmes", views.programmes, name="programmes"),
    path("programmes/<str:code>", views.programme, name="programme"),
]
