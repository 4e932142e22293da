"""Search, "Mina sidor" and the contact form."""

from django.urls import path

from . import views

urlpatterns = [
    path("sok/", views.search, name="search"),
    path("omrade/<slug:slug>/", views.area, name="area"),
    path("tema/<slug:slug>/", views.theme, name="theme"),
    path("amnen/", views.subjects, name="subjects"),
    path("mina-sidor/", views.my_pages, name="my_pages"),
    path("kontakt/<int:contact_id>/", views.contact, name="contact"),
]
