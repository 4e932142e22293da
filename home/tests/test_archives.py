"""Archive packages: what is in them, what is not, who may fetch them, and what waits for them."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from budgeting.conversations import load
from budgeting.models import RoundPage
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.services.proposals import Contact
from budgeting.tests.builders import (
    cancel,
    make_ballot,
    make_payment,
    make_programme,
    make_project,
    make_proposal,
    make_round,
    make_round_page,
    make_staff,
)
from comments.models import Decision
from comments.rules.acts import Act
from comments.services.editing import edit_comment
from comments.tests.builders import (
    make_comment,
    make_hidden,
    make_moderator,
    make_page,
    make_participant,
    make_shown,
)
from home.services.roles import ADMINISTRATORS, BUDGETERS, EDITORS, ensure_roles
from radslag.archives import services
from radslag.archives.kinds import kind_named
from radslag.archives.packing import packed
from radslag.clock import at, database_now
from radslag.models import ArchivePackage, AuditEntry, User
from radslag.privacy.errors import Refused
from radslag.privacy.site_periods import PACKAGES
from radslag.tests.background import run_tasks

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|src)="([^"#]*)')


def contents_of(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def pack(kind: str, number: int) -> dict[str, bytes]:
    found = kind_named(kind)
    assert found is not None
    thing = found.one(number)
    assert thing is not None
    return contents_of(packed(found, thing, now=database_now()))


def words_of(files: dict[str, bytes]) -> str:
    return "\n".join(body.decode("utf-8", "replace") for body in files.values())


def a_round():
    """A counted round with a project, a payment, a conversation, and things that nobody may see."""
    round_ = make_round(Phase.RESULT)
    secret = Contact(
        name="Hemlig Person", phone="070-000 11 22", email="hemlig@example.org", co_applicants="Dold"
    )
    proposal = make_proposal(round_, title="Bokskåp vid porten", contact=secret)
    make_proposal(round_, title="=1+1 formel", cost_ore=2_500_000, what="Inte <b>fet</b> text.")
    make_ballot(round_, proposal)
    count_round(round_id=round_.pk)
    make_project(proposal=proposal)
    make_payment(proposal, what="Virke till skåpet")
    return round_, proposal


def test_a_package_of_a_round_reads_without_the_site_and_its_checksums_hold():
    round_, proposal = a_round()
    files = pack("round", round_.pk)
    assert {
        "index.html",
        "forslag/001.html",
        "forslag.csv",
        "resultat.csv",
        "handelser.json",
        "logg.csv",
    } <= set(files)
    manifest = files["manifest-sha256.txt"].decode().splitlines()
    assert len(manifest) == len(files) - 1
    for line in manifest:
        digest, _gap, path = line.partition("  ")
        assert hashlib.sha256(files[path]).hexdigest() == digest
    for path, body in files.items():
        if not path.endswith(".html"):
            continue
        for target in LINK.findall(body.decode()):
            place = "/".join([*path.split("/")[:-1], target]) if target else path
            while re.search(r"[^/]+/\.\./", place):
                place = re.sub(r"[^/]+/\.\./", "", place, count=1)
            assert place in files, f"{path} leads to {target}, outside the package"
    page = files["forslag/001.html"].decode()
    assert proposal.title in page
    assert "Virke till skåpet" in page
    assert "&lt;b&gt;fet" in files["forslag/002.html"].decode()


def test_a_package_holds_nothing_that_was_not_public():
    round_, _proposal = a_round()
    text = words_of(pack("round", round_.pk))
    for secret in ("Hemlig Person", "070-000 11 22", "hemlig@example.org", "Dold", "voter_key", "person-"):
        assert secret not in text
    assert not [name for name in pack("round", round_.pk) if name.startswith("roster/")], (
        "not sealed: no ballots"
    )


def test_cells_that_begin_like_formulas_are_quoted():
    round_, _proposal = a_round()
    table = pack("round", round_.pk)["forslag.csv"].decode("utf-8-sig")
    titles = [row[1] for row in csv.reader(io.StringIO(table), delimiter=";")]
    assert titles[2] == "'=1+1 formel"


def test_a_round_that_is_not_over_can_not_be_packed_and_a_cancelled_one_can():
    voting = make_round(Phase.VOTING)
    make_proposal(voting, title="Hemligt än")
    with pytest.raises(Refused) as refused:
        services.ask_for_package(kind="round", number=voting.pk, by=None)
    assert refused.value.code == "not_to_pack"
    cancel(voting)
    assert "index.html" in pack("round", voting.pk)


def test_a_conversation_is_packed_as_readers_met_it():
    page, moderator = make_page(title="Samtal om gården"), make_moderator()
    participant = make_participant(email="skribent@example.org")
    first = make_shown(
        page=page, moderator=moderator, text="Bra <script>idé</script>", name="Anna", participant=participant
    )
    make_shown(page=page, moderator=moderator, text="Håller med", reply_to=first.pk)
    make_hidden(
        page=page, moderator=moderator, text="Otäckt", name="Elak", reason="other", words="Bröt mot reglerna"
    )
    files = pack("conversation", first.conversation_id)
    text = words_of(files)
    assert "Bra &lt;script&gt;" in files["index.html"].decode()
    assert "Bröt mot reglerna" in text
    for hidden in ("Otäckt", "Elak", "skribent@example.org", moderator.email):
        assert hidden not in text
    rows = list(csv.reader(io.StringIO(files["inlagg.csv"].decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 4
    assert len(list(csv.reader(io.StringIO(files["beslut.csv"].decode("utf-8-sig")), delimiter=";"))) == 5


def test_a_worker_makes_the_package_and_it_is_made_once():
    round_, _proposal = a_round()
    by = make_staff()
    asked = services.ask_for_package(kind="round", number=round_.pk, by=by)
    assert services.ask_for_package(kind="round", number=round_.pk, by=by) == asked
    with pytest.raises(Refused):
        services.confirm_package(package_id=asked.pk, by=by)
    run_tasks()
    made = ArchivePackage.objects.get()
    body = made.file.read()
    assert (made.size, made.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert services.make_package(package_id=made.pk).sha256 == made.sha256
    confirmed = services.confirm_package(package_id=made.pk, by=by)
    assert (
        services.confirm_package(package_id=made.pk, by=make_staff()).confirmed_by == confirmed.confirmed_by
    )
    with at(database_now() + PACKAGES.default * 2):
        assert services.delete_old_packages() == 1
        assert services.delete_old_packages() == 0
    assert ArchivePackage.objects.get().confirmed_at is not None


def test_a_package_that_fails_says_so_and_can_be_asked_for_again(monkeypatch):
    round_, _proposal = a_round()
    asked = services.ask_for_package(kind="round", number=round_.pk, by=None)
    monkeypatch.setattr(services, "packed", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.make_package(package_id=asked.pk)
    asked.refresh_from_db()
    assert asked.failed_at is not None
    assert services.ask_for_package(kind="round", number=round_.pk, by=None) != asked


def in_role(branch, role: str) -> Client:
    person = User.objects.create_user(f"{role.lower()}{branch.pk}@example.org", "ett-langt-losenord")
    person.groups.add(ensure_roles(branch=branch, organisation=f"Org {branch.pk}")[role])
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_only_who_answers_for_the_branch_makes_fetches_and_confirms():
    round_, _proposal = a_round()
    package = services.ask_for_package(kind="round", number=round_.pk, by=None)
    services.make_package(package_id=package.pk)
    branch = round_.programme
    fetch, act = (
        reverse("archives_fetch", args=[package.pk]),
        reverse("archives_act", args=["round", round_.pk]),
    )
    for client in (Client(), in_role(branch, EDITORS), in_role(make_programme(), BUDGETERS)):
        assert client.get(fetch).status_code in (302, 403)
        assert client.post(act, {"confirm": package.pk}).status_code in (302, 403)
        assert client.get(act).status_code in (302, 403, 405)
        assert client.get(reverse("archives")).status_code in (200, 302, 403)
        package.refresh_from_db()
        assert package.confirmed_at is None
    for role in (BUDGETERS, ADMINISTRATORS):
        client = in_role(branch, role)
        answer = client.get(fetch)
        assert contents_of(b"".join(answer.streaming_content))["index.html"]
        assert "no-store" in answer["Cache-Control"]
        assert str(round_) in client.get(reverse("archives")).content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_staff(), backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(act, {"confirm": package.pk}).status_code == 403


def test_the_list_asks_for_confirms_and_notes():
    round_, _proposal = a_round()
    client = in_role(round_.programme, BUDGETERS)
    act, listed = reverse("archives_act", args=["round", round_.pk]), reverse("archives")
    assert client.post(act, {"make": "1"}).status_code == 302
    run_tasks()
    package = ArchivePackage.objects.get()
    assert "Hämta paketet" in client.get(listed).content.decode()
    client.post(act, {"confirm": package.pk})
    assert "Arkivet har det" in client.get(listed, {"state": "done"}).content.decode()
    assert "Inget hittades" in client.get(listed, {"state": "open", "kind": "round"}).content.decode()
    assert (
        "Skriv beslutets diarienummer"
        in client.post(act, {"none": "1", "decision": " "}, follow=True).content.decode()
    )
    client.post(act, {"none": "1", "decision": "KS 2026/5"})
    assert ArchivePackage.objects.filter(decision="KS 2026/5", confirmed_at__isnull=False).exists()
    table = client.get(listed, {"export": "csv"}).content.decode("utf-8-sig")
    assert "KS 2026/5" in table


def test_the_command_writes_the_package_and_refuses_what_is_not_over(tmp_path, capsys):
    round_, _proposal = a_round()
    call_command("archive", str(round_.pk), "--out", str(tmp_path))
    digest, path = capsys.readouterr().out.strip().split("  ")
    body = Path(path).read_bytes()
    assert hashlib.sha256(body).hexdigest() == digest
    assert "index.html" in contents_of(body)
    logged = AuditEntry.objects.get(action="radslag.command")
    assert (logged.user_id, logged.facts) == (None, {"command": "archive", "round": round_.pk})
    with pytest.raises(CommandError):
        call_command("archive", str(make_round(Phase.VOTING).pk), "--out", str(tmp_path))
    with pytest.raises(CommandError):
        call_command("archive", str(round_.pk), "--out", str(tmp_path / "nowhere"))


def test_a_file_that_is_deleted_leaves_the_storage(django_capture_on_commit_callbacks):
    round_, _proposal = a_round()
    package = services.ask_for_package(kind="round", number=round_.pk, by=None)
    services.make_package(package_id=package.pk)
    services.confirm_package(package_id=package.pk, by=make_staff())
    name = ArchivePackage.objects.get().file.name
    assert default_storage.exists(name)
    with at(database_now() + PACKAGES.default * 2), django_capture_on_commit_callbacks(execute=True):
        services.delete_old_packages()
    assert not default_storage.exists(name)


def test_a_conversation_that_is_not_public_can_not_be_packed_but_noted_and_fetched():
    page, moderator = make_page(title="Samtal om gården"), make_moderator()
    number = make_shown(page=page, moderator=moderator).conversation_id
    package = services.ask_for_package(kind="conversation", number=number, by=moderator)
    services.make_package(package_id=package.pk)
    page.unpublish()
    client, stranger = Client(), Client()
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    elsewhere = make_moderator(branch=make_programme())
    stranger.force_login(elsewhere, backend="django.contrib.auth.backends.ModelBackend")
    act, fetch = (
        reverse("archives_act", args=["conversation", number]),
        reverse("archives_fetch", args=[package.pk]),
    )
    listed = client.get(reverse("archives")).content.decode()
    assert "Samtal om gården" in listed and "går inte att packa" in listed
    assert "Dolda och återtagna inlägg" in listed
    assert client.get(fetch).status_code == 200
    client.post(act, {"make": "1"})
    assert ArchivePackage.objects.count() == 1
    assert stranger.get(fetch).status_code in (302, 403)
    assert stranger.post(act, {"none": "1", "decision": "KS 2026/5"}).status_code in (302, 403)
    client.post(act, {"none": "1", "decision": "KS 2026/5"})
    assert list(services.none_needed("conversation").values_list("object_id", flat=True)) == [number]


def test_the_log_of_a_conversation_tells_what_came_of_comments_and_not_what_moderators_did_besides():
    moderator = make_moderator()
    comment = make_shown(moderator=moderator)
    Decision.objects.create(
        comment=comment, act=Act.DISMISS, at=database_now(), text="Bara för oss", by=moderator
    )
    waits = make_comment(page=comment.conversation.page.specific, at_instant=database_now())
    edit_comment(comment_id=waits.pk, text="Ny text")
    files = pack("conversation", comment.conversation_id)
    log = list(csv.reader(io.StringIO(files["beslut.csv"].decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in log[1:]] == [str(Act.APPROVE.label)]
    assert str(Act.DISMISS.label) not in files["index.html"].decode()


def test_a_package_leads_to_no_page_or_conversation_that_not_everyone_can_read():
    page = make_round_page(Phase.VOTING)
    RoundPage.objects.filter(pk=page.pk).update(proposal_threads=True, thread_mode="open")
    round_ = page.round
    proposal = make_proposal(round_)
    make_ballot(round_, proposal)
    make_shown(target=load(proposal.pk), text="Pratat om det")
    with at(round_.result_at):
        count_round(round_id=round_.pk)
        assert "Pratat om det" in words_of(pack("round", round_.pk))
        before = pack("round", round_.pk)["index.html"].decode()
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        files = pack("round", round_.pk)
    assert "Pratat om det" not in words_of(files)
    assert page.url in before or page.title in before
    assert len(files["index.html"]) < len(before.encode())


def test_a_round_that_was_cancelled_after_its_count_packs_nothing_of_the_count():
    round_ = make_round(Phase.VOTING)
    make_ballot(round_, make_proposal(round_))
    with at(round_.voting_closes):
        count_round(round_id=round_.pk)
        cancel(round_)
        files = pack("round", round_.pk)
    assert "resultat.csv" not in files
    events = json.loads(files["handelser.json"])
    assert {event["event"] for event in events} == {"cancel"}
    assert "spent_ore" not in words_of(files)
