"""Files under the addresses of pages; the pages themselves are Wagtail's."""

from django.urls import re_path

from councils import views
from councils.display.links import CALENDAR, CSV, JSON

PAGE = r"^(?P<path>(?:[\w\-]+/)+)"

urlpatterns = [
    re_path(rf"{PAGE}{CALENDAR.replace('.', r'[.]')}$", views.calendar_file, name="council_calendar"),
    re_path(rf"{PAGE}{CSV.replace('.', r'[.]')}$", views.matters_csv, name="matters_csv"),
    re_path(rf"{PAGE}{JSON.replace('.', r'[.]')}$", views.matters_json, name="matters_json"),
]
