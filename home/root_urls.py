"""Addresses that are the same in every language: what machines ask for at the root."""

from django.urls import path

from . import robots

urlpatterns = [
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
]
