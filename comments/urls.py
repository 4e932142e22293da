"""Addresses for writing, below samtal/. None is cached; the pages with the threads link here. Nothing of xtd's own is routed."""

from django.urls import path, register_converter

from comments import targets
from comments.views import reactions, reading, reports, writing

register_converter(targets.TargetKeyConverter, "target")

app_name = "comments"
urlpatterns = [
    path("<target:key>/skriv/", writing.write, name="write"),
    path("<target:key>/tack/", writing.thanks, name="thanks"),
    path("svara/<int:comment_id>/", writing.reply, name="reply"),
    path("inlagg/<int:comment_id>/", reading.permalink, name="permalink"),
    path("gilla/<int:comment_id>/", reactions.like, name="like"),
    path("anmal/<int:comment_id>/", reports.report, name="report"),
]
