"""Routes of the search box."""

from django.urls import path

from slrt.web.search import views

urlpatterns = [
    path("search", views.search, name="search"),
    path("families", views.families, name="family_search"),
]
