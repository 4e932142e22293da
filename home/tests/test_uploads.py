"""What staff upload: files that are not what they say are refused with words, pictures lose what was hidden in them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from modelcluster.models import get_all_child_relations
from PIL import Image as Drawing
from pypdf import PdfReader, PdfWriter
from wagtail.documents.models import Document
from wagtail.fields import StreamField
from wagtail.images.models import Image

from home.models import HomePage
from home.tests.builders import make_editor, make_home
from radslag.media.uploads import MOST_BYTES

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def upload(client: Client, kind: str, name: str, content: bytes):
    """Post Wagtail's form of one picture or one document, titled “Min fil”."""
    address = reverse("wagtailimages:add" if kind == "image" else "wagtaildocs:add")
    return client.post(address, {"title": "Min fil", "file": SimpleUploadedFile(name, content)})


def pdf(password: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return out.getvalue()


WORD = archive(word__document_xml="<w/>")
OPEN_TEXT = archive(mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf()),
        ("a.docx", WORD),
        ("a.odt", OPEN_TEXT),
        ("a.csv", "å;ä".encode()),
        ("a.TXT", "hej".encode("latin-1")),
    ],
)
def test_files_that_are_what_they_say_are_taken(client, name, content):
    assert upload(client, "document", name, content).status_code == 302
    assert Document.objects.get().file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rapport.pdf", b"<html><script>alert(1)</script>", "ingen PDF, fast namnet"),
        ("rapport.pdf", b"%PDF-1.7 och sedan ingenting", "trasig eller saknar sidor"),
        ("rapport.pdf", pdf("hemligt"), "låst med lösenord"),
        ("rapport.docx", b"MZ\x90\x00", "ingen .docx-fil"),
        ("rapport.docx", OPEN_TEXT, "ingen .docx-fil"),
        (
            "rapport.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
            "låst med lösenord, eller av ett gammalt",
        ),
        ("rapport.docx", archive(word__document_xml="<w/>", word__vbaProject_bin="x"), "makron"),
        ("tabell.xlsx", WORD, "ingen .xlsx-fil"),
        ("text.odt", WORD, "ingen .odt-fil"),
        ("data.csv", b"a;b\x00", "ingen .csv-fil"),
        ("sida.html", b"<p>hej", "html"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_the_field_and_nothing_typed_is_lost(
    client, name, content, words
):
    answer = upload(client, "document", name, content)
    page = answer.content.decode()
    assert answer.status_code == 200 and words in page and 'value="Min fil"' in page
    assert not Document.objects.exists()


def test_a_zip_bomb_is_refused_without_being_unpacked(client, monkeypatch):
    monkeypatch.setattr("radslag.media.file_kinds.MOST_UNPACKED", 100_000)
    bomb = archive(word__document_xml="0" * 200_000)
    assert len(bomb) < 1_000
    assert "alldeles för stor när den öppnas" in upload(client, "document", "a.docx", bomb).content.decode()


def test_a_document_of_26_megabytes_is_refused_and_one_of_25_is_not_for_its_size(client):
    assert "högst 25,0" in upload(client, "document", "a.txt", b"a" * (MOST_BYTES + 1)).content.decode()
    assert upload(client, "document", "b.txt", b"a" * MOST_BYTES).status_code == 302


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "..\\..\\windows\\x.txt", "/etc/x.txt"])
def test_a_name_never_leads_out_of_the_folder(client, name):
    upload(client, "document", name, b"hej")
    stored = Document.objects.get().file.name
    assert stored.startswith("documents/") and ".." not in stored and stored.count("/") == 1


def picture(kind: str = "JPEG", size=(64, 48), **ways) -> bytes:
    out = io.BytesIO()
    Drawing.new("RGB", size, (123, 34, 88)).save(out, kind, **ways)
    return out.getvalue()


def with_place() -> bytes:
    """A picture that says where it was taken, and that it lies on its side."""
    exif = Drawing.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Hemlig kamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (56.0, 3.0, 0.0), 3: "E", 4: (12.0, 41.0, 0.0)})
    return picture(exif=exif)


def test_a_picture_loses_its_place_and_camera_and_stands_upright(client):
    assert upload(client, "image", "gata.jpg", with_place()).status_code == 302
    stored = Image.objects.get()
    content = stored.file.read()
    assert b"Hemlig" not in content and b"Exif" not in content
    assert not Drawing.open(io.BytesIO(content)).getexif()
    assert (stored.width, stored.height) == (48, 64)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG"])
def test_a_picture_that_is_something_else_too_becomes_a_picture_only(client, kind):
    tail = b"<script>alert(1)</script>PK\x03\x04"
    assert upload(client, "image", f"bild.{kind.lower()}", picture(kind) + tail).status_code == 302
    content = Image.objects.get().file.read()
    assert b"<script>" not in content and Drawing.open(io.BytesIO(content)).format == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "svg"),
        ("bild.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "bild"),
        ("bild.png", b"<?php system($_GET[0]); ?>", "bild"),
        ("bild.png", picture("JPEG"), "png"),
        ("bild.png", picture("PNG")[:60], "trasig"),
    ],
)
def test_a_picture_that_is_none_is_refused_at_the_field(client, name, content, words):
    answer = upload(client, "image", name, content)
    assert answer.status_code == 200 and words in answer.content.decode() and not Image.objects.exists()
    assert 'value="Min fil"' in answer.content.decode()


def test_an_enormous_picture_is_refused_by_its_head_alone(client):
    head = picture("PNG", (1, 1))
    enormous = head[:16] + (30_000).to_bytes(4) * 2 + head[24:29]
    import zlib

    enormous += zlib.crc32(enormous[12:29]).to_bytes(4) + head[33:]
    answer = upload(client, "image", "stor.png", enormous)
    assert "25 miljoner bildpunkter" in answer.content.decode() and not Image.objects.exists()


def test_a_second_home_page_in_the_same_language_is_refused_with_the_reason(client):
    home = make_home()
    root = home.get_parent()
    empty = {f"{f.name}-count": 0 for f in HomePage._meta.get_fields() if isinstance(f, StreamField)}
    for formset in ("comments", *(relation.related_name for relation in get_all_child_relations(HomePage))):
        empty |= {f"{formset}-TOTAL_FORMS": 0, f"{formset}-INITIAL_FORMS": 0}
    values = {"title": "En till", "slug": "en-till", "easy_read": "null"} | empty
    answer = client.post(reverse("wagtailadmin_pages:add", args=["home", "homepage", root.pk]), values)
    assert "Det finns redan en startsida på det här språket" in answer.content.decode()
    assert HomePage.objects.count() == 1


def test_the_pdf_of_a_test_is_one():
    assert len(PdfReader(io.BytesIO(pdf())).pages) == 1


def test_a_file_that_is_refused_is_refused_once(client: Client) -> None:
    address, file = reverse("wagtaildocs:add_multiple"), SimpleUploadedFile("fel.pdf", b"bara text")
    words = client.post(address, {"title": "Min fil", "files[]": file}).content.decode()
    assert "PDF" in words and "giltig" not in words
