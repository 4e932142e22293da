"""Personal data: the register for everyone, and what one person gets and takes away."""

from django.urls import path

from radslag.privacy import views

app_name = "privacy"
urlpatterns = [
    path("personuppgifter/", views.personal_data, name="personal_data"),
]
