"""Personal data: the register for everyone, and what one person gets and takes away."""

from django.urls import path

from radslag.privacy import my_views, views

app_name = "privacy"
urlpatterns = [
    path("personuppgifter/", views.personal_data, name="personal_data"),
    path("mina-sidor/mina-uppgifter/", my_views.my_data, name="my_data"),
    path("mina-sidor/radera-mig/", my_views.erase_me, name="erase_me"),
]
