"""Log-in by code and by password, the second step, where one is logged in, and log-out.

allauth's other views (sign-up, new passwords, addresses) are not routed.
"""

from allauth.account import views
from allauth.mfa.base.views import authenticate
from django.urls import path

from . import views_second_step as step
from .views import StaffLogin
from .views_sessions import sessions
from .views_sso import sso_begin, sso_done

urlpatterns = [
    path("logga-in/", views.request_login_code, name="account_login"),
    path("logga-in/", views.request_login_code, name="account_request_login_code"),
    path("logga-in/kod/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logga-in/personal/", StaffLogin.as_view(), name="staff_login"),
    path("logga-in/personal/sso/", sso_begin, name="staff_sso"),
    path("logga-in/personal/sso/klar/", sso_done, name="staff_sso_done"),
    path("logga-in/andra-steget/", authenticate, name="mfa_authenticate"),
    path("logga-ut/", views.logout, name="account_logout"),
    path("avstangt/", views.account_inactive, name="account_inactive"),
    path("bekrafta/losenord/", step.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("bekrafta/kod/", step.Again.as_view(), name="mfa_reauthenticate"),
    path("bekrafta/nyckel/", step.AgainByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("enheter/", sessions, name="account_sessions"),
    path("andra-steget/", step.Index.as_view(), name="mfa_index"),
    path("andra-steget/app/", step.NewApp.as_view(), name="mfa_activate_totp"),
    path("andra-steget/app/ta-bort/", step.NoApp.as_view(), name="mfa_deactivate_totp"),
    path("andra-steget/nyckel/", step.NewPasskey.as_view(), name="mfa_add_webauthn"),
    path("andra-steget/nyckel/<int:pk>/ta-bort/", step.NoPasskey.as_view(), name="mfa_remove_webauthn"),
    path("andra-steget/reservkoder/", step.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
]
