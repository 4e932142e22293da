"""Routed under /utveckling/e-legitimation/ when settings.RADSLAG_EID_PROVIDER."""

from django.urls import path

from .provider_views import test_provider

urlpatterns = [path("<path:address>", test_provider, name="development_eid")]
