"""Pictures that residents add: what is taken, what is left of it, and what becomes of the files."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image as Drawing
from PIL import ImageCms

from budgeting.models import Attachment, ProposalDraft, ProposalPicture
from budgeting.rules.errors import RuleViolation
from budgeting.services import stored_files
from budgeting.services.attachments import add_attachment, remove_attachment
from budgeting.services.checked_files import clean_name
from budgeting.services.picture_sizes import made_anew
from budgeting.services.pictures import add_picture, describe_pictures, remove_picture
from radslag.clock import TICK, at, database_now

from .builders import make_draft, make_photo, make_proposal, make_user

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024


def upload(content: bytes, name: str = "bild.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(draft, content: bytes | None = None, **kwargs):
    return add_picture(draft_id=draft.pk, author=draft.author, file=upload(content or make_photo()), **kwargs)


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as refused:
        call(*args, **kwargs)
    assert refused.value.message
    return refused.value.code


def stored(folder: str = "proposals/pictures") -> set[str]:
    return set(stored_files._files_in(folder))


def opened(content: bytes) -> Drawing.Image:
    return Drawing.open(io.BytesIO(content))


# What is left of a picture


def test_a_picture_is_written_in_three_sizes_and_the_original_is_not_kept():
    before = stored()
    picture = add(make_draft(), make_photo(size=(2400, 1200)), alt="  Tre lådor\n med sallad ")
    files = {picture.large.name, picture.card.name, picture.share.name}
    assert stored() - before == files
    shapes = [(im.format, im.size) for im in (opened(default_storage.open(n).read()) for n in sorted(files))]
    assert sorted(shapes) == [("JPEG", (1200, 630)), ("WEBP", (480, 480)), ("WEBP", (1600, 800))]
    assert (picture.width, picture.height, picture.alt) == (1600, 800, "Tre lådor med sallad")


def exif_of_a_camera(orientation: int = 6) -> Drawing.Exif:
    exif = Drawing.Exif()
    exif[0x0112], exif[0x010F] = orientation, "HEMLIG KAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (56.0, 3.0, 7.0), 3: "E", 4: (12.0, 42.0, 1.0)})
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_camera_and_comments_are_gone_and_the_picture_stands_upright(kind):
    ways = {"comment": b"HEMLIG"} if kind == "JPEG" else {}
    content = make_photo(
        kind=kind, size=(400, 200), exif=exif_of_a_camera(), icc_profile=srgb_profile(), **ways
    )
    assert b"HEMLIG KAMERA" in content and opened(content).getexif().get_ifd(0x8825)
    sizes = made_anew(upload(content + b"HEMLIGT EFTER SLUTET"))
    assert (sizes.width, sizes.height) == (200, 400)
    for made in (sizes.large, sizes.card, sizes.share):
        for secret in (b"HEMLIG", b"Exif", b"EXIF", b"ICC", b"XMP", b"http"):
            assert secret not in made
        assert not opened(made).getexif() and "icc_profile" not in opened(made).info


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_the_top_of_a_turned_photo_comes_out_on_top():
    photo = Drawing.new("RGB", (400, 200), "blue")
    photo.paste("red", (0, 0, 40, 200))  # the left edge; turned a quarter clockwise it is the top
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif_of_a_camera(6))
    large = opened(made_anew(upload(out.getvalue())).large).convert("RGB")
    red, blue = large.getpixel((100, 10)), large.getpixel((100, 390))
    assert red[0] > 200 > 100 > red[2] and blue[2] > 200 > 100 > blue[0]


def test_what_was_drawn_under_transparency_is_white():
    hidden = Drawing.new("RGBA", (60, 60), (255, 0, 0, 0))
    out = io.BytesIO()
    hidden.save(out, "PNG")
    large = opened(made_anew(upload(out.getvalue())).large)
    assert large.mode == "RGB" and min(large.getpixel((30, 30))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_mode_are_taken(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert made_anew(upload(make_photo(kind=kind, mode=mode))).width == 80


def test_a_moving_picture_stands_still():
    out, frames = io.BytesIO(), [Drawing.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    assert getattr(opened(made_anew(upload(out.getvalue())).large), "n_frames", 1) == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1)])
def test_the_narrowest_pictures_are_taken(size):
    sizes = made_anew(upload(make_photo(size=size)))
    assert opened(sizes.card).size == (480, 480) and sizes.width >= 1 and sizes.height >= 1


# What is refused


def enormous_png(side: int = 30_000) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG whose hidden text grows to 100 MB."""
    text = b"zTXt" + b"note\x00\x00" + zlib.compress(b"a" * 100_000_000)
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    png = make_photo(kind="PNG")
    return png[:33] + chunk + png[33:]


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HOSTILE = {
    "nothing": (b"", "picture_empty"),
    "svg": (SVG, "picture_kind"),
    "html": (b"<html><script>alert(1)</script>", "picture_kind"),
    "gif": (make_photo(kind="GIF"), "picture_kind"),
    "gif that is a script": (b"GIF89a=1;alert(1);/*" + b"\x00" * 40 + b"*/", "picture_kind"),
    "tiff": (make_photo(kind="TIFF"), "picture_kind"),
    "bmp": (make_photo(kind="BMP"), "picture_kind"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "picture_kind"),
    "cut off jpeg": (make_photo(size=(900, 900))[:5000], "picture_broken"),
    "cut off png": (make_photo(kind="PNG", size=(900, 900))[:400], "picture_broken"),
    "cut off webp": (make_photo(kind="WEBP", size=(900, 900))[:400], "picture_broken"),
    "30 000 x 30 000": (enormous_png(), "picture_too_many_pixels"),
    "5 001 x 5 000": (enormous_png(5001), "picture_too_many_pixels"),
    "text bomb": (text_bomb(), "picture_broken"),
    "26 MB": (make_photo() + b"\x00" * 26 * MIB, "picture_too_large"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_whatever_they_are_called_and_leave_nothing(case):
    content, code = HOSTILE[case]
    draft, before = make_draft(), stored()
    for name in ("bild.jpg", "../../etc/passwd.png", "bild.svg"):
        got = refusal(add_picture, draft_id=draft.pk, author=draft.author, file=upload(content, name))
        assert got == code or (got == "picture_kind" and code == "picture_broken"), name
        assert not ProposalPicture.objects.exists() and stored() == before, name


def test_a_polyglot_loses_its_second_face_and_its_name():
    script = b"/*</script><script>alert(document.domain)</script>*/"
    picture = add_picture(
        draft_id=(draft := make_draft()).pk,
        author=draft.author,
        file=upload(make_photo(comment=script) + script, "../../x.php.svg"),
    )
    for file in (picture.large, picture.card, picture.share):
        assert b"script" not in file.read()
        assert file.name.startswith("proposals/pictures/") and file.name.count("/") == 2
        assert file.name.endswith((".webp", ".jpg")) and "x.php" not in file.name


def test_the_size_of_a_file_counts_to_the_byte():
    photo = make_photo()
    assert made_anew(upload(photo + b"\x00" * (8 * MIB - len(photo))))
    assert refusal(made_anew, upload(photo + b"\x00" * (8 * MIB - len(photo) + 1))) == "picture_too_large"


def test_the_message_says_what_to_do():
    assert (
        RuleViolation("picture_too_large").message
        == "Bilden är för stor. Välj en som är mindre än 8\N{NO-BREAK SPACE}MB."
    )


# Whose, when and how many


def test_the_sixth_picture_is_refused_and_its_files_are_gone():
    draft = make_draft()
    for _n in range(5):
        add(draft)
    before = stored()
    assert refusal(add, draft) == "too_many_pictures"
    assert stored() == before and draft.pictures.count() == 5
    assert [p.sort_order for p in draft.pictures.all()] == [1, 2, 3, 4, 5]


def test_nobody_adds_describes_or_removes_in_another_persons_draft():
    draft, other = make_draft(), make_user()
    picture = add(draft)
    with pytest.raises(ProposalDraft.DoesNotExist):
        add_picture(draft_id=draft.pk, author=other, file=upload(make_photo()))
    with pytest.raises(ProposalDraft.DoesNotExist):
        describe_pictures(draft_id=draft.pk, author=other, alts={picture.pk: "Mitt"})
    assert not remove_picture(picture_id=picture.pk, author=other)
    own = make_draft(author=other)
    describe_pictures(draft_id=own.pk, author=other, alts={picture.pk: "Mitt"})
    picture.refresh_from_db()
    assert picture.alt == ""


def test_pictures_come_until_the_last_instant_of_the_submission():
    draft = make_draft()
    with at(draft.round.submission_closes - TICK):
        picture = add(draft)
    with at(draft.round.submission_closes):
        assert refusal(add, draft) == "submission_closed"
        alts = {picture.pk: "För sent"}
        assert (
            refusal(describe_pictures, draft_id=draft.pk, author=draft.author, alts=alts)
            == "submission_closed"
        )
        assert remove_picture(picture_id=picture.pk, author=draft.author)


def test_what_was_handed_in_keeps_its_pictures_after_the_close():
    draft = make_draft()
    picture, proposal = add(draft), make_proposal(draft.round, accepted=False, author=draft.author)
    send(draft, proposal)
    late = add(draft)
    assert late.proposal_id == proposal.pk and proposal.pictures.count() == 2
    with at(draft.round.submission_closes):
        assert refusal(remove_picture, picture_id=picture.pk, author=draft.author) == "submission_closed"
    assert remove_picture(picture_id=late.pk, author=draft.author)
    assert proposal.first_picture == picture


def send(draft, proposal):
    """What sending a draft does to its row and files."""
    ProposalDraft.objects.filter(pk=draft.pk).update(proposal=proposal, sent_version=draft.version)
    stored_files.hand_over_files(draft_id=draft.pk, proposal=proposal)
    draft.refresh_from_db()


# What becomes of the files


def test_files_go_when_their_row_is_gone_for_certain(django_capture_on_commit_callbacks):
    picture = add(make_draft())
    names = {picture.large.name, picture.card.name, picture.share.name}
    with django_capture_on_commit_callbacks() as callbacks:
        remove_picture(picture_id=picture.pk, author=picture.draft.author)
        assert names <= stored()
    for callback in callbacks:
        callback()
    assert not names & stored()
    assert not remove_picture(picture_id=picture.pk, author=picture.draft.author)


def test_a_transaction_that_fails_leaves_no_file(monkeypatch):
    before, draft = stored(), make_draft()

    def fail(self, *args, **kwargs):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(ProposalPicture, "save", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        add(draft)
    assert stored() == before


@pytest.mark.parametrize("gone", ["draft", "author"])
def test_a_removed_draft_and_an_erased_resident_leave_no_files(gone, django_capture_on_commit_callbacks):
    pictures_before, files_before = stored(), stored("proposals/files")
    draft = make_draft()
    add(draft)
    add_attachment(draft_id=draft.pk, author=draft.author, file=upload(make_photo(), "offert.jpg"))
    with django_capture_on_commit_callbacks(execute=True):
        (draft if gone == "draft" else draft.author).delete()
    assert not ProposalPicture.objects.exists() and not Attachment.objects.exists()
    assert (stored(), stored("proposals/files")) == (pictures_before, files_before)


def test_files_without_rows_are_deleted_after_a_day_and_others_never():
    picture = add(make_draft())
    orphan = default_storage.save("proposals/pictures/herrelos.webp", io.BytesIO(b"x"))
    stored_files.delete_files_without_rows()
    assert orphan in stored()
    with at(database_now() + stored_files.FORGOTTEN_AFTER * 2):
        stored_files.delete_files_without_rows()
    assert orphan not in stored() and {picture.large.name, picture.share.name} <= stored()


# Attachments


def test_a_file_for_staff_keeps_its_words_and_loses_its_way():
    draft = make_draft()
    file = upload(make_photo(exif=exif_of_a_camera()), "offert.jpg")
    file._name = "..\\..\\Offert \u202egpj.exe\x00 å.JPG"
    kept = add_attachment(draft_id=draft.pk, author=draft.author, file=file)
    assert kept.name == "Offert gpj.exe å.jpg" and kept.file.name.startswith("proposals/files/")
    assert b"HEMLIG" not in kept.file.read()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", SVG, "file_not_taken"),
        ("a.docx", b"MZ", "file_not_taken"),
        ("a.svg", SVG, "file_kind"),
        ("a.html", b"<p>", "file_kind"),
        ("a.exe", b"MZ", "file_kind"),
        ("a", b"x", "file_kind"),
        ("a.pdf", b"", "file_empty"),
        ("a.png", SVG, "picture_broken"),
        ("a.png", enormous_png(), "picture_too_many_pixels"),
        ("a.jpg", make_photo(kind="PNG"), "picture_broken"),
        ("a.pdf", b"%PDF-" + b"\x00" * 10 * MIB, "file_too_large"),
    ],
)
def test_hostile_attachments_are_refused_and_leave_nothing(name, content, code):
    draft, before = make_draft(), stored("proposals/files")
    call = {"draft_id": draft.pk, "author": draft.author}
    assert refusal(add_attachment, file=upload(content, name), **call) == code
    assert stored("proposals/files") == before and not Attachment.objects.exists()


def test_the_sixth_file_is_refused_and_another_persons_is_not_removed():
    draft = make_draft()
    call = {"draft_id": draft.pk, "author": draft.author}
    for _n in range(5):
        kept = add_attachment(file=upload(make_photo(), "a.jpg"), **call)
    assert refusal(add_attachment, file=upload(make_photo(), "a.jpg"), **call) == "too_many_files"
    assert not remove_attachment(attachment_id=kept.pk, author=make_user())
    assert remove_attachment(attachment_id=kept.pk, author=draft.author)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [("../../etc/passwd", "passwd"), (".pdf", ".pdf"), ("", "fil"), ("a" * 300 + ".PDF", "a" * 146 + ".pdf")],
)
def test_names_of_files_become_one_plain_line(raw, clean):
    assert clean_name(raw) == clean
