"""Routed under /utveckling/ when settings.RADSLAG_SHOW_MAIL."""

from django.urls import path

from . import views

urlpatterns = [path("mejl/", views.delivered, name="development_mail")]
