"""Addresses for writing, below samtal/. None is cached; the pages with the threads link here. Nothing of xtd's own is routed."""

from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("<int:page_id>/skriv/", views.write, name="write"),
    path("<int:page_id>/tack/", views.thanks, name="thanks"),
    path("svara/<int:comment_id>/", views.reply, name="reply"),
    path("inlagg/<int:comment_id>/", views.permalink, name="permalink"),
]
