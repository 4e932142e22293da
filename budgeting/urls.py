"""Addresses where residents act, and the public page of a proposal."""

from django.urls import path, re_path

from budgeting.display.projects import COSTS, PAYMENTS

from . import views

app_name = "budgeting"
PROGRAMME = r"^(?P<path>(?:[\w\-]+/)+)"
"""What belongs to a programme stands under the address of its page."""
urlpatterns = [
    path("omgang/<int:round_id>/forslag/nytt/", views.new_proposal, name="new_proposal"),
    path("omgang/<int:round_id>/forslag/<int:number>/", views.proposal, name="proposal"),
    path("omgang/<int:round_id>/forslag/<int:number>-<slug:slug>/", views.proposal, name="proposal_by_name"),
    path("omgang/<int:round_id>/forslag/utskrift/", views.print_proposals, name="print_proposals"),
    path("forslagsbild/<int:picture_id>/<slug:size>/", views.picture, name="picture"),
    path("projektbild/<int:picture_id>/<slug:size>/", views.project_picture, name="project_picture"),
    path("utbetalning/underlag/<int:voucher_id>/", views.voucher, name="voucher"),
    path("mina-forslag/fraga/<int:inquiry_id>/", views.inquiry, name="inquiry"),
    path("mina-forslag/sammanslagning/<int:merge_id>/", views.merge, name="merge"),
    path("mina-forslag/bilaga/<int:attachment_id>/", views.attachment, name="attachment"),
    path(
        "omgang/<int:round_id>/forslag/<int:number>/dra-tillbaka/", views.withdraw, name="withdraw_proposal"
    ),
    path("omgang/<int:round_id>/folj/", views.follow_round, name="follow_round"),
    path("omgang/<int:round_id>/forslag/<int:number>/folj/", views.follow_project, name="follow_project"),
    path("omgang/<int:round_id>/kalender.ics", views.round_calendar, name="round_calendar"),
    path("omgang/folj/<token>/", views.confirm_follow, name="confirm_follow"),
    path("omgang/sluta-folja/<token>/", views.unfollow_round, name="unfollow_round"),
    path("omgang/<int:round_id>/rosta/", views.ballot, name="ballot"),
    path("omgang/<int:round_id>/rosta/ta-bort/", views.remove_ballot, name="remove_ballot"),
    path("omgang/<int:round_id>/rosta/kod/", views.voting_code, name="voting_code"),
    path("omgang/<int:round_id>/rosta/klar/", views.leave_ballot, name="leave_ballot"),
    path("omgang/<int:round_id>/kvitton/", views.receipts, name="receipts"),
    path("omgang/<int:round_id>/kvitton/leta/", views.receipt_lookup, name="receipt_lookup"),
    path("omgang/<int:round_id>/kvitton/alla.csv", views.receipt_file, name="receipt_file"),
    path("omgang/rakneprogram.zip", views.counting_program, name="counting_program"),
    path("omgang/<int:round_id>/rakna-sjalv/", views.count_yourself, name="count_yourself"),
    path("omgang/<int:round_id>/oppna-data/", views.open_data_index, name="open_data"),
    path("omgang/<int:round_id>/oppna-data/<str:name>", views.open_data_file, name="open_data_file"),
    path("omgang/<int:round_id>/rosta/e-legitimation/", views.eid, name="eid"),
    path("rosta/e-legitimation/klar/", views.eid_done, name="eid_done"),
    path("mina-forslag/<int:draft_id>/", views.draft, name="draft"),
    path("mina-forslag/<int:draft_id>/ta-bort/", views.remove_draft, name="remove_draft"),
    path("mina-forslag/projekt/<int:project_id>/", views.tell_of_project, name="tell_of_project"),
    path("mina-forslag/", views.my_proposals, name="my_proposals"),
    re_path(rf"{PROGRAMME}{COSTS}/$", views.project_costs, name="project_costs"),
    re_path(rf"{PROGRAMME}{COSTS}/rss/$", views.projects_feed, name="projects_feed"),
    re_path(rf"{PROGRAMME}{COSTS}[.]csv$", views.projects_csv, name="projects_csv"),
    re_path(rf"{PROGRAMME}{COSTS}[.]json$", views.projects_json, name="projects_json"),
    re_path(rf"{PROGRAMME}{PAYMENTS}[.]csv$", views.payments_csv, name="payments_csv"),
]
