"""Files in a bucket on another machine: who may see them and how they are served is as in a folder."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction

from budgeting.models import ProposalPicture
from budgeting.services import ballot_files, stored_files
from budgeting.services.attachments import add_attachment
from budgeting.services.pictures import add_picture
from budgeting.tests.builders import make_draft, make_photo
from budgeting.tests.test_picture_access import address, make_scene
from home.tests.builders import make_editor, make_home, make_picture
from home.tests.elsewhere import Bucket, bucket
from home.tests.test_uploads import pdf
from radslag.clock import at, database_now
from radslag.media.errors import StorageAway
from radslag.media.listing import stored_names
from radslag.models import JobRun
from radslag.operation.backups import manifest as manifests
from radslag.operation.backups.services import back_up, put_media_back

pytestmark = pytest.mark.django_db
TOLD = (
    "Content-Type", "Content-Disposition", "Content-Length", "Content-Security-Policy", "Cache-Control", "ETag",
    "X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Vary",
)  # fmt: skip
RANDOM = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def elsewhere(request: Any, settings: Any) -> Iterator[Bucket]:
    """All files of the test lie in a bucket of its own."""
    with bucket(f"b-{hashlib.sha256(request.node.name.encode()).hexdigest()[:20]}") as there:
        settings.STORAGES = there.storages
        yield there


def fetched(client: Client, path: str) -> tuple[int, dict[str, str], bytes]:
    """What the address answers: status, headers that tell of a file, and the file."""
    answer: Any = client.get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else b""
    told = {name: RANDOM.sub("*", answer.headers[name]) for name in TOLD if name in answer.headers}
    return answer.status_code, told, content


def as_readers_get_them(scene: make_scene) -> list[Any]:
    """A resident's picture and attachment, for those who may see them and those who may not."""
    with at(scene.round.submission_opens):
        clients = [scene.client(reader) for reader in ("anonymous", "resident", "reviewer", "author")]
        paths = [address(scene.picture, "stor"), scene.attachment.url]
        return [[fetched(client, path) for path in paths] for client in clients]


def test_what_a_resident_adds_is_served_from_a_bucket_as_from_a_folder(settings):
    scene = make_scene()
    in_folder = as_readers_get_them(scene)
    assert [[status for status, *_ in answers] for answers in in_folder] == [[404, 404]] * 3 + [[200, 200]]
    names = [scene.picture.large.name, scene.attachment.file.name]
    contents = [default_storage.open(name).read() for name in names]
    with bucket("residents") as there:
        settings.STORAGES = there.storages
        assert {status for answers in as_readers_get_them(scene) for status, *_ in answers} == {404}
        for name, content in zip(names, contents, strict=True):
            assert default_storage.save(name, ContentFile(content)) == name
        assert as_readers_get_them(scene) == in_folder


def upload_document() -> tuple[Document, tuple[int, dict[str, str], bytes]]:
    """An editor's document by Wagtail's form, and how a visitor gets it."""
    client = Client()
    client.force_login(make_editor())
    file = SimpleUploadedFile("Årsplan 2026.pdf", pdf())
    client.post(reverse("wagtaildocs:add"), {"title": "Årsplan", "file": file})
    document = Document.objects.latest("pk")
    return document, fetched(Client(), document.url)


def test_a_document_is_served_from_a_bucket_as_from_a_folder_and_a_closed_collection_stays_closed(settings):
    _document, in_folder = upload_document()
    assert in_folder[0] == 200 and in_folder[2] == pdf()
    with bucket("documents") as there:
        settings.STORAGES = there.storages
        document, in_bucket = upload_document()
        assert document.facts.pages == 1 and document.facts.size == len(pdf())
        other, _ = upload_document()
        assert document.file.name != other.file.name and document.filename == other.filename
        assert in_bucket == in_folder
        again = Client().get(document.url, headers={"if-none-match": f'"{document.file_hash}"'})
        assert again.status_code == 304
        CollectionViewRestriction.objects.create(
            collection=Collection.objects.get(depth=1), restriction_type="login"
        )
        status, headers, content = fetched(Client(), document.url)
        assert (status, content) == (302, b"") and there.name not in str(headers)


def test_an_editors_picture_gets_its_sizes_in_the_bucket_and_they_alone_are_open(elsewhere):
    client = Client()
    client.force_login(make_editor())
    client.post(
        reverse("wagtailimages:add"),
        {"title": "En lekplats", "file": SimpleUploadedFile("lek plats.jpg", make_photo(size=(900, 600)))},
    )
    picture = Image.objects.get()
    size = picture.get_rendition("fill-360x270|format-webp")
    status, headers, content = fetched(Client(), size.url)
    assert status == 200 and Drawing.open(io.BytesIO(content)).size == (360, 270)
    assert size.url.startswith("/media/images/") and headers["Content-Type"] == "image/webp"
    assert "immutable" in headers["Cache-Control"] and headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    original, secret = picture.file.name, default_storage.save("payments/vouchers/a.jpg", ContentFile(b"x"))
    for name in (original, secret, f"images/../{secret}", f"images/%2e%2e/{secret}", f"images//{secret}"):
        assert Client().get(f"/media/{name}").status_code in (301, 404), name
    assert Client().get(f"/media/images/../{secret}", follow=True).status_code == 404
    default_storage.save("images/page.html", ContentFile(b"<script>"))
    assert Client().get("/media/images/page.html").status_code == 404


@pytest.mark.parametrize("where", ["folder", "bucket"])
def test_no_address_leads_out_of_the_folder_of_open_pictures(where, request):
    if where == "bucket":
        request.getfixturevalue("elsewhere")
    from django.http import Http404
    from django.test import RequestFactory

    from radslag.media.views import picture

    name = default_storage.save("payments/vouchers/hemlig.jpg", ContentFile(b"secret"))
    for path in (
        f"../{name}",
        f"x/../../{name}",
        f"./../{name}",
        f"/{name}",
        f"..\\{name}",
        "",
        ".",
        "a.jpg\n",
    ):
        with pytest.raises(Http404):
            picture(RequestFactory().get("/"), path)


def test_while_the_bucket_is_away_pages_answer_and_files_say_when_to_come_back(elsewhere, client):
    home = make_home(picture=make_picture())
    scene = make_scene()
    size = home.picture.get_rendition("fill-360x270|format-webp")
    JobRun.objects.create(name="a job", started_at=database_now())
    assert client.get("/readyz?worker=1").json()["checks"]["media"] == "ok"
    elsewhere.server.shutdown()
    elsewhere.server.server_close()
    author = scene.client("author")
    author.raise_request_exception = client.raise_request_exception = False
    assert client.get(home.url).status_code == 200
    with at(scene.round.submission_opens):
        for asked in (
            client.get(size.url),
            author.get(scene.attachment.url),
            author.get(address(scene.picture)),
        ):
            assert (asked.status_code, asked.get("Retry-After")) == (503, "10")
            assert "immutable" not in asked["Cache-Control"]
        before = ProposalPicture.objects.count()
        with pytest.raises(StorageAway):
            file = SimpleUploadedFile("a.jpg", make_photo())
            add_picture(draft_id=scene.draft.pk, author=scene.author, file=file)
        assert ProposalPicture.objects.count() == before
    ready, told = client.get("/readyz"), client.get("/readyz?worker=1")
    assert ready.status_code == 200 and (told.status_code, told.json()["checks"]["media"]) == (503, "fail")
    assert "radslag_media_up 0.0" in client.get("/metrics").content.decode()


def test_the_site_tidies_up_in_a_bucket_as_in_a_folder(elsewhere, monkeypatch):
    for name in (
        "open-data/7/old/rostsedlar.csv",
        "open-data/7/old/klart.json",
        "open-data/70/new/klart.json",
    ):
        default_storage.save(name, ContentFile(b"1"))
    ballot_files._empty("open-data/7")
    assert list(stored_names("open-data/")) == ["open-data/70/new/klart.json"]
    draft = make_draft()
    with at(draft.round.submission_opens):
        kept = add_attachment(draft_id=draft.pk, author=draft.author, file=SimpleUploadedFile("a.pdf", pdf()))
    orphan = default_storage.save("proposals/files/herrelos.pdf", ContentFile(b"x"))
    assert stored_files.delete_files_without_rows() == 0, "it may be that of a request that has not ended"
    monkeypatch.setattr(stored_files, "FORGOTTEN_AFTER", -dt.timedelta(days=1))
    assert stored_files.delete_files_without_rows() == 1
    assert default_storage.exists(kept.file.name) and not default_storage.exists(orphan)


def test_a_backup_copies_a_bucket_and_puts_it_into_another_with_the_same_checksums(
    elsewhere, settings, tmp_path
):
    large = bytes(range(256)) * 40_000  # in more than one piece
    for name, content in (
        ("original_images/å.jpg", b"1"),
        ("archives/a.zip", large),
        ("images/a.webp", b"anew"),
    ):
        default_storage.save(name, ContentFile(content))
    folder, _, _ = back_up(tmp_path)
    copied = {
        name: entry for name, entry in manifests.check(folder).files.items() if name.startswith("media/")
    }
    assert copied["media/archives/a.zip"]["sha256"] == hashlib.sha256(large).hexdigest()
    assert set(copied) == {"media/original_images/å.jpg", "media/archives/a.zip"}, "sizes are made anew"
    with bucket("restored") as other:
        settings.STORAGES = other.storages
        assert put_media_back(folder / "media") == 2
        for name, entry in copied.items():
            with default_storage.open(name.removeprefix("media/")) as file:
                assert manifests.sha256_of(file) == entry["sha256"]


def test_a_bucket_is_tried_before_it_is_relied_on(settings, capsys):
    with bucket("closed") as there:
        settings.STORAGES = there.storages
        call_command("check_media")
        assert "gives them to nobody else" in capsys.readouterr().out and not list(stored_names())
        there.server.shutdown()
        there.server.server_close()
        with pytest.raises(CommandError, match="does not answer"):
            call_command("check_media")
    with bucket("open-to-all", closed=False) as there:
        settings.STORAGES = there.storages
        with pytest.raises(CommandError, match="anybody on the internet can list files"):
            call_command("check_media")
        monkey = type(default_storage._wrapped)  # type: ignore[attr-defined]
        with pytest.MonkeyPatch.context() as patch:
            fixed = monkey.get_default_settings
            patch.setattr(
                monkey, "get_default_settings", lambda self: fixed(self) | {"default_acl": "public-read"}
            )
            settings.STORAGES = dict(there.storages)
            with pytest.raises(CommandError, match="anybody on the internet can read files"):
                call_command("check_media")
