"""What stands in the audit log: every act of staff, nothing that residents wrote, nobody's ballot; and who may read it."""

import csv
import re
from io import StringIO

import pytest
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from budgeting.rules.phases import Phase
from budgeting.services.review import accept_proposal, decline_proposal
from budgeting.tests.builders import make_ballot, make_programme, make_proposal, make_round, make_user
from comments.services.moderation import hide_comment
from comments.tests.builders import make_comment
from home.services import roles
from home.services.roles import ensure_roles
from home.tests.builders import make_home, make_standard_page
from radslag.audit import names
from radslag.audit.checking import check_chain
from radslag.audit.nightly import check_audit_log
from radslag.audit.services import record
from radslag.models import AuditCheck, AuditEntry, JobRun, User
from radslag.tests.background import run_tasks
from radslag.tests.people import log_in_by_code

pytestmark = pytest.mark.django_db
LIST = "radslag_auditentry_modeladmin_index"


@pytest.fixture
def staff() -> dict[str, User]:
    """One person of each role of the site itself, and one administrator of an organisation on it."""
    home = make_home()
    groups = ensure_roles(branch=home)
    other = ensure_roles(branch=make_standard_page(title="Björkhem"), organisation="Björkhem")
    groups["other"] = other[roles.ADMINISTRATORS]
    people = {}
    for number, (role, group) in enumerate(groups.items()):
        people[role] = User.objects.create_user(email=f"p{number}@example.org", first_name=f"Person{number}")
        people[role].groups.add(group)
    return people


def browser(user: User) -> Client:
    client = Client()
    log_in_by_code(client, user)
    return client


def new_entries(since: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(pk__gt=since).order_by("pk"))


def newest() -> int:
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_an_act_of_the_editor_is_noted_with_who_and_what(staff):
    page = make_standard_page(title="Om oss")
    client, before = browser(staff[roles.EDITORS]), newest()
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    (entry,) = new_entries(before)
    assert (entry.action, entry.kind, entry.object_id) == (
        "wagtail.unpublish",
        "wagtailcore.page",
        str(page.pk),
    )
    assert (entry.user_id, entry.label) == (staff[roles.EDITORS].pk, "Om oss")


def test_reading_notes_nothing(staff):
    page = make_standard_page()
    client, before = browser(staff[roles.ADMINISTRATORS]), newest()
    for path in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        page.url,
        reverse(LIST),
    ):
        assert client.get(path).status_code == 200
    assert new_entries(before) == []


def test_staff_who_log_in_are_noted_and_residents_are_not(staff):
    before = newest()
    browser(staff[roles.MODERATORS])
    browser(make_user())
    (entry,) = new_entries(before)
    assert (entry.action, entry.user_id) == ("radslag.log_in", staff[roles.MODERATORS].pk)


def test_failed_log_ins_are_counted_and_noted_now_and_then_without_the_address(staff):
    from django.contrib.auth import authenticate

    before = newest()
    request = RequestFactory().post("/admin/login/")
    for _ in range(11):
        authenticate(request, username=staff[roles.EDITORS].email.upper(), password="wrong")
    authenticate(request, username="frammande@example.org", password="wrong")
    entries = new_entries(before)
    assert [entry.facts["times"] for entry in entries] == [1, 3, 10, 1]
    assert [entry.object_id for entry in entries] == [str(staff[roles.EDITORS].pk)] * 3 + [""]
    assert "example.org" not in str([vars(entry) for entry in entries])


def test_second_factors_rights_and_access_are_noted(staff):
    admin, editor = staff[roles.ADMINISTRATORS], staff[roles.EDITORS]
    group = editor.groups.get()
    before = newest()
    factor = type("Factor", (), {"type": "totp"})()
    authenticator_added.send(sender=None, request=None, user=editor, authenticator=factor)
    authenticator_removed.send(sender=None, request=None, user=editor, authenticator=factor)
    editor.groups.remove(group)
    editor.groups.add(group)
    right = GroupPagePermission.objects.filter(group=group).first()
    right.delete()
    editor.is_active = False
    editor.save()
    editor.save()  # nothing changes
    admin.first_name = "Nytt"
    admin.save()  # nor do rights
    assert [(e.action, e.kind, e.facts.get("rights")) for e in new_entries(before)] == [
        ("radslag.add_factor", "radslag.user", None),
        ("radslag.remove_factor", "radslag.user", None),
        ("radslag.take_rights", "radslag.user", "groups"),
        ("radslag.give_rights", "radslag.user", "groups"),
        ("radslag.take_rights", "auth.group", "pages"),
        ("radslag.change_flags", "radslag.user", None),
    ]
    assert new_entries(before)[-1].facts == {"is_active": False}


def test_who_changes_a_persons_groups_in_the_admin_is_noted(staff):
    admin, editor = staff[roles.ADMINISTRATORS], staff[roles.EDITORS]
    wanted = staff[roles.REVIEWERS].groups.get()
    client, before = browser(admin), newest()
    path = reverse("wagtailusers_users:edit", args=[editor.pk])
    client.post(
        path,
        {
            "email": editor.email,
            "first_name": "A",
            "last_name": "B",
            "groups": [wanted.pk],
            "is_active": "on",
        },
    )
    assert set(editor.groups.all()) == {wanted}
    actions = {(entry.action, entry.user_id) for entry in new_entries(before)}
    assert {
        ("radslag.give_rights", admin.pk),
        ("radslag.take_rights", admin.pk),
        ("wagtail.edit", admin.pk),
    } <= actions
    assert "B" not in [entry.label for entry in new_entries(before)]


def test_a_list_that_is_taken_out_is_noted(staff):
    client, before = browser(staff[roles.ADMINISTRATORS]), newest()
    path = reverse("radslag_area_modeladmin_index")
    assert client.get(f"{path}?export=xlsx").status_code == 200
    (entry,) = new_entries(before)
    assert (entry.action, entry.facts["view"], entry.facts["format"]) == (
        "radslag.download",
        "radslag_area_modeladmin_index",
        "xlsx",
    )


def test_decisions_about_proposals_and_comments_are_noted_without_a_word_of_residents(staff):
    round_ = make_round(Phase.REVIEW, programme=make_programme())
    words = "Hemlig bänk åt Siv"
    proposals = [make_proposal(round_, accepted=False, title=f"{words} {n}") for n in range(2)]
    comment = make_comment(text="Hemlig text av Siv")
    before = newest()
    accept_proposal(proposal_id=proposals[0].pk, by=staff[roles.REVIEWERS])
    decline_proposal(proposal_id=proposals[1].pk, by=staff[roles.REVIEWERS], reason="Siv äger marken")
    chief = User.objects.create_superuser(email="chef@example.org")
    hide_comment(comment_id=comment.pk, moderator=chief, reason="insult", text="Om Siv")
    entries = new_entries(before)
    assert [entry.action for entry in entries] == ["budgeting.accept", "budgeting.decline", "comments.hide"]
    assert {entry.within for entry in entries[:2]} == {f"budgeting.round:{round_.pk}"}
    assert entries[0].label == f"{round_}, {proposals[0].number}"
    assert not re.search("hemlig|siv", str([vars(entry) for entry in entries]), re.IGNORECASE)


def test_a_ballot_never_enters_the_log():
    round_ = make_round(Phase.VOTING, programme=make_programme())
    proposal = make_proposal(round_)
    before = newest()
    make_ballot(round_, proposal)
    assert new_entries(before) == []


def test_words_that_are_no_codes_do_not_become_facts():
    given = {
        "n": 1,
        "yes": True,
        "reason": "Siv",
        "kind": "totp",
        "how": "Siv Ek",
        "more": {"title": "Siv", "id": 2},
    }
    assert names.only_facts(given | {"to": ["a", "b c", 3]}) == {
        "n": 1,
        "yes": True,
        "kind": "totp",
        "more": {"id": 2},
        "to": ["a", 3],
    }


@pytest.mark.parametrize("role", [roles.EDITORS, roles.REVIEWERS, roles.MODERATORS, roles.BUDGETERS, "other"])
def test_nobody_but_the_sites_administrators_reads_the_log(staff, role):
    record("test.act")
    entry = AuditEntry.objects.first()
    client = browser(staff[role])
    for name, args in ((LIST, []), (LIST.replace("index", "inspect"), [entry.pk])):
        assert client.get(reverse(name, args=args)).status_code == 302
        assert client.post(reverse(name, args=args)).status_code in (302, 405)


def test_the_list_filters_searches_and_exports(staff):
    admin = staff[roles.ADMINISTRATORS]
    gone = make_user()
    record("radslag.lift_limit", by=gone, facts={"limit": "contact-to"})
    record("radslag.command", facts={"command": "=1+1"})
    gone.delete()
    connection.check_constraints()
    client = browser(admin)
    path = reverse(LIST)

    def numbers(query: str) -> list[str]:
        table = b"".join(client.get(f"{path}?export=csv&{query}").streaming_content).decode("utf-8-sig")
        rows = csv.DictReader(StringIO(table), delimiter=";")
        return [row["Vad"] for row in rows]

    assert set(numbers("act=radslag.lift_limit")) == {"Gräns upphävd"}
    assert "Kommando kört på servern" in numbers("who=0")
    assert set(numbers(f"who={admin.pk}")) <= {"Loggade in", "Lista eller fil hämtad"}
    assert numbers("kind=radslag.area") == []
    last = AuditEntry.objects.get(action="radslag.lift_limit")
    assert numbers(f"q={last.hash[:20]}") == ["Gräns upphävd"]
    page = client.get(f"{path}?q={last.number}").content.decode()
    assert "borttagen person" in page
    assert "Kedjan har inte kontrollerats än" in page
    shown = (
        client.get(reverse(LIST.replace("index", "inspect"), args=[last.pk]))
        .content.decode()
        .replace("<wbr>", "")
    )
    assert all(text in shown for text in ("Gräns upphävd", "borttagen person", last.hash))


def test_the_list_asks_the_same_number_of_queries_however_long_it_is(staff):
    client = browser(staff[roles.ADMINISTRATORS])
    counted = []
    for more in (1, 40):
        for _ in range(more):
            record("test.act", by=staff[roles.EDITORS])
        connection.check_constraints()
        client.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_night_finds_a_changed_log_and_tells_who_may_read_it(staff):
    for number in range(3):
        record("test.act", by=number + 1)
    connection.check_constraints()
    total = check_audit_log()
    assert (AuditCheck.objects.first().broken_at, total) == (None, AuditEntry.objects.count())
    assert "Kedjan är hel" in browser(staff[roles.ADMINISTRATORS]).get(reverse(LIST)).content.decode()
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE radslag_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE radslag_auditentry SET user_id = 99 WHERE number = %s", [total])
        cursor.execute("ALTER TABLE radslag_auditentry ENABLE TRIGGER USER")
    assert check_audit_log() == total - 1
    run_tasks()
    told = {message.to[0] for message in mail.outbox if "granskningsloggen" in message.subject.lower()}
    assert told == {staff[roles.ADMINISTRATORS].email}
    assert "Kedjan är bruten" in browser(staff[roles.ADMINISTRATORS]).get(reverse(LIST)).content.decode()
    with pytest.raises(SystemExit) as ended:
        call_command("check_audit", stderr=StringIO())
    assert ended.value.code == 1


def test_the_command_prints_the_digest_and_compares_it_with_what_was_noted():
    for _ in range(2):
        record("test.act")
    connection.check_constraints()
    out = StringIO()
    call_command("check_audit", stdout=out, stderr=StringIO())
    said = out.getvalue().strip()
    assert said == f"2:{check_chain().head}"
    call_command("check_audit", noted=said, stdout=out, stderr=StringIO())
    with pytest.raises(SystemExit):
        call_command("check_audit", noted=f"2:{'0' * 64}", stdout=out, stderr=StringIO())
    assert not JobRun.objects.filter(name="check the audit log").exists()
