"""Limits: staff see which are full and let somebody in again, by an address or a network; whose a row is can't be told."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting.models import VoterIdentity
from budgeting.rules.phases import Phase
from budgeting.services.eid import BEGUN_FROM_A_NETWORK
from budgeting.tests.builders import make_round_page
from comments.services.limiting import limits_of
from home.services import roles
from home.services.roles import ensure_roles
from home.services.searching import FROM_A_NETWORK, searched_too_often
from home.tests.builders import make_home, make_standard_page
from radslag.accounts.limiting import PASSWORDS
from radslag.clock import at, database_now
from radslag.limits import hit, hit_all, kinds, lifting, limit_for, limit_for_network, salt_of_today, use
from radslag.models import AuditEntry, LimitCount, User
from radslag.tests.background import run_tasks
from radslag.tests.people import log_in_by_code
from radslag.tests.source import limit_names

pytestmark = pytest.mark.django_db
LIST, LIFT = "radslag_limitcount_modeladmin_index", "radslag_lift_limits"
SIV, NETWORK = "siv@example.org", "192.0.2.0/24"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def admin() -> Client:
    groups = ensure_roles(branch=make_home())
    user = User.objects.create_user(email="chef@example.org")
    user.groups.add(groups[roles.ADMINISTRATORS])
    client = Client()
    log_in_by_code(client, user)
    return client


def ask_for_code(email: str = SIV, network: str = "192.0.2.9") -> int:
    answer = Client(REMOTE_ADDR=network).post(reverse("account_request_login_code"), {"email": email})
    return answer.status_code


def test_a_full_limit_stands_in_the_list_without_telling_whose_it_is(admin):
    for _ in range(6):
        ask_for_code()
    hit("key", 3, HOUR)  # without a name: nobody is shown it
    page = admin.get(reverse(LIST)).content.decode()
    assert "Koder till en adress" in page
    assert "5 av 5, fullt" in page
    assert "Koder begärda från ett nätverk" in page
    assert SIV not in page
    assert page.count("limitcount-object") <= 2
    only_full = admin.get(f"{reverse(LIST)}?room=full").content.decode()
    assert "5 av 5" in only_full
    assert " av 60" not in only_full
    export = b"".join(admin.get(f"{reverse(LIST)}?export=csv").streaming_content).decode("utf-8-sig")
    assert "Koder till en adress" in export


def test_who_has_no_code_left_is_let_in_again_and_the_log_tells_who_did_it(admin):
    assert [ask_for_code() for _ in range(6)] == [302] * 5 + [200]
    shown = admin.post(reverse(LIFT), {"whose": " SIV@example.org", "act": "look"}).content.decode()
    assert "Koder till en adress: 5 av 5" in shown
    assert ask_for_code() == 200
    before = AuditEntry.objects.order_by("-pk").first()
    assert admin.post(reverse(LIFT), {"whose": SIV, "act": "lift"}).status_code == 302
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry.pk != before.pk
    assert (entry.action, entry.facts["limit"], entry.facts["times"]) == (
        "radslag.lift_limit",
        "login-code",
        5,
    )
    assert "siv" not in str(vars(entry))
    assert set(entry.facts) == {"limit", "times"}, "the hash of an address would lead to it"
    assert ask_for_code() == 302
    run_tasks()
    assert len(mail.outbox) == 6


def test_every_limit_of_an_address_and_of_a_network_is_found_by_it(admin):
    salt = salt_of_today()
    for name in kinds.names_by(kinds.By.ADDRESS):
        use(limit_for(name, SIV, times=1, window=HOUR))
    for name in [*kinds.names_by(kinds.By.NETWORK), "voting-code-77"]:
        use(limit_for_network(name, NETWORK, salt=salt, times=1, window=HOUR))
    assert {row.name for row in lifting.of_address(SIV)} == set(kinds.names_by(kinds.By.ADDRESS))
    assert {row.name for row in lifting.of_network(NETWORK)} == {
        *kinds.names_by(kinds.By.NETWORK),
        "voting-code-77",
    }
    assert not lifting.of_address("bo@example.org").exists()
    lifted = admin.post(reverse(LIFT), {"whose": "192.0.2.200", "act": "lift"})
    assert lifted.status_code == 302
    assert "key" in AuditEntry.objects.filter(action="radslag.lift_limit").order_by("-pk")[0].facts
    assert not lifting.of_network(NETWORK).exists()
    assert lifting.of_address(SIV).exists()


def test_limits_are_found_as_the_services_count_them(admin):
    hit_all(limits_of(network=NETWORK, address=SIV, mail_to=SIV))
    assert {row.name for row in lifting.of_address(SIV)} == {"comment-address", "comment-mail"}
    assert {row.name for row in lifting.of_network(NETWORK)} >= {"comment-network"}


def test_what_has_run_out_is_not_shown():
    with at(database_now() - 2 * HOUR):
        use(limit_for("login-code", SIV, times=5, window=HOUR))
    assert not lifting.running().exists()


def test_every_limit_in_the_code_has_a_name_in_words():
    """But for that of saving a ballot, which is counted without a name: nobody shall see that a voter changes a vote."""
    unnamed = {name for name in limit_names() if kinds.kind_of(name) is None}
    assert unnamed == {"ballot"}


def test_saving_a_ballot_leaves_no_name(admin):
    hit(limit_for("ballot", "voter", times=3, window=HOUR).key, 3, HOUR)
    assert LimitCount.objects.get().name == ""
    assert not lifting.running().exists()


@pytest.mark.parametrize("whose", ["", "siv", "a@", "999.1.1.1", "a@b@c.se", "x" * 400, "\x00"])
def test_what_is_neither_address_nor_network_is_said_in_words(admin, whose):
    answer = admin.post(reverse(LIFT), {"whose": whose, "act": "lift"})
    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(action="radslag.lift_limit").exists()


def test_others_neither_see_nor_lift():
    home = make_home()
    groups = ensure_roles(branch=home)
    other = ensure_roles(branch=make_standard_page(title="Björkhem"), organisation="Björkhem")
    ask_for_code()
    for number, group in enumerate(
        [g for r, g in groups.items() if r != roles.ADMINISTRATORS] + [other[roles.ADMINISTRATORS]]
    ):
        user = User.objects.create_user(email=f"p{number}@example.org")
        user.groups.add(group)
        client = Client()
        log_in_by_code(client, user)
        assert client.get(reverse(LIST)).status_code == 302
        assert client.get(reverse(LIFT)).status_code in (302, 403)
        assert client.post(reverse(LIFT), {"whose": SIV, "act": "lift"}).status_code in (302, 403)
    assert lifting.of_address(SIV).exists()


def test_the_list_asks_the_same_number_of_queries_however_long_it_is(admin):
    counted = []
    for more in (1, 30):
        for number in range(more):
            use(limit_for("login-code", f"p{more}{number}@example.org", times=5, window=HOUR))
        admin.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            admin.get(reverse(LIST))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_passwords_are_tried_so_often_and_no_more_and_staff_can_lift_that(admin):
    User.objects.create_user(email=SIV, password="ett-langt-losenord", is_staff=True)
    path = reverse("staff_login")
    for _ in range(PASSWORDS):
        Client().post(path, {"username": SIV, "password": "fel"})
    said = Client().post(path, {"username": SIV, "password": "ett-langt-losenord"}).content.decode()
    assert "För många försök" in said
    admin.post(reverse(LIFT), {"whose": SIV, "act": "lift"})
    said = Client().post(path, {"username": SIV, "password": "fel"}).content.decode()
    assert "För många försök" not in said


def test_searching_has_room_for_people_and_tells_machines_when_to_come_back():
    make_home()
    path = f"{reverse('search')}?q=lekplats"
    client = Client(REMOTE_ADDR="192.0.2.9")
    assert client.get(path).status_code == 200
    with at(database_now()):
        for _ in range(FROM_A_NETWORK):
            searched_too_often(NETWORK)
        full = client.get(path)
        assert full.status_code == 429
        assert 1 <= int(full["Retry-After"]) <= 60
        assert full["Cache-Control"] == "no-store"
        assert "Försök igen" in full.content.decode()
        assert client.get(reverse("search")).status_code == 200  # the empty form, always
        assert Client(REMOTE_ADDR="198.51.100.9").get(path).status_code == 200
        assert Client(REMOTE_ADDR="127.0.0.1").get(path).status_code == 200  # a proxy that tells no address


def test_the_door_of_e_identification_opens_so_often_from_one_network_and_no_more():
    page = make_round_page(Phase.VOTING, identity=VoterIdentity.EID)
    path = reverse("budgeting:eid", args=[page.round_id])
    salt = salt_of_today()
    limit = limit_for_network("eid-start", NETWORK, salt=salt, times=BEGUN_FROM_A_NETWORK, window=HOUR)
    for _ in range(BEGUN_FROM_A_NETWORK - 1):
        use(limit)
    client = Client(REMOTE_ADDR="192.0.2.44")
    assert client.post(path).status_code == 503  # the last that there is room for; in tests no broker answers
    refused = client.post(path)
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert not client.session.keys()
    assert Client(REMOTE_ADDR="198.51.100.4").post(path).status_code == 503
