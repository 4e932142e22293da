"""Log-in by code, and log-out. allauth's other views (sign-up, passwords, addresses) are not routed."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("logga-in/", views.request_login_code, name="account_login"),
    path("logga-in/", views.request_login_code, name="account_request_login_code"),
    path("logga-in/kod/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logga-ut/", views.logout, name="account_logout"),
    path("avstangt/", views.account_inactive, name="account_inactive"),
]
