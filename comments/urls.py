"""Addresses for writing, below samtal/. None is cached; the pages with the threads link here. Nothing of xtd's own is routed."""

from django.urls import path, register_converter

from comments.talked_about import targets
from comments.views import (
    answers,
    confirming,
    feeds,
    following,
    forgetting,
    mine,
    reactions,
    reading,
    reports,
    statistics,
    writing,
)

register_converter(targets.TargetKeyConverter, "target")

app_name = "comments"
urlpatterns = [
    path("<target:key>/skriv/", writing.write, name="write"),
    path("svara/<int:comment_id>/", writing.reply, name="reply"),
    path("bekrafta/<token>/", confirming.confirm, name="confirm"),
    path("redan/<token>/", writing.already, name="already"),
    path("utmaning/", writing.challenge, name="challenge"),
    path("inlagg/<int:comment_id>/", reading.permalink, name="permalink"),
    path("inlagg/<int:comment_id>/hela/", reading.whole, name="whole"),
    path("trad/<int:root_id>/", reading.thread, name="thread"),
    path("rss/", feeds.rss_of_all, name="rss"),
    path("<target:key>/rss/", feeds.target_rss, name="target_rss"),
    path("<target:key>/json/", feeds.target_json, name="target_json"),
    path("gilla/<int:comment_id>/", reactions.like, name="like"),
    path("anmal/<int:comment_id>/", reports.report, name="report"),
    path("fragor/", answers.questions, name="questions"),
    path("<target:key>/fragor/", answers.target_questions, name="target_questions"),
    path("statistik/", statistics.statistics, name="statistics"),
    path("statistik/siffror.csv", statistics.statistics_csv, name="statistics_csv"),
    path("mitt/<token>/", mine.mine, name="mine"),
    path("mitt/<token>/andra/", mine.edit, name="mine_edit"),
    path("mitt/<token>/ta-bort/", mine.withdraw, name="mine_withdraw"),
    path("mitt/<token>/radera/", mine.erase, name="mine_erase"),
    path("mitt/<token>/begar-ny-provning/", mine.appeal, name="mine_appeal"),
    path("mitt/<token>/folj/", mine.follow_answers, name="mine_follow"),
    path("<target:key>/folj/", following.follow, name="follow"),
    path("trad/<int:comment_id>/folj/", following.follow_thread, name="follow_thread"),
    path("folj/<token>/", following.confirm_follow, name="confirm_follow"),
    path("inte-jag/", forgetting.forget_me, name="forget"),
    path("sluta-folja/<token>/", following.unfollow, name="unfollow"),
    path("sluta-folja-allt/<token>/", following.unfollow_all, name="unfollow_all"),
]
