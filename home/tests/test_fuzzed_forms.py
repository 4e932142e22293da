"""Every form of the project is sent what nobody should send: it is refused with its reasons, or taken whole; nothing breaks.

`fuzz_rows.py` says where each form is; a form without a row fails. At a small scale half the forms get two tries each,
always the same ones; at full scale every form gets forty, new ones every night.
"""

from __future__ import annotations

import contextlib
import html
import re
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms as django_forms
from django.core import mail
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from wagtail.blocks import BlockField

from radslag.clock import at
from radslag.tests.scale import sampled

from . import fuzz_rows
from .fuzz_forms import (
    OWN,
    are,
    forms_of_the_project,
    forms_that_read,
    of_a_stream,
    rich_text,
    sent_by_a_browser,
)
from .fuzz_rows import OF_BUDGETS, OF_THE_SITE, Row
from .fuzz_values import Sent, examples, on_the_wire, shown, spoiled
from .fuzz_worlds import FuzzBudgets, FuzzSite
from .test_access_matrix import ALLOWED_WRITES, path_of, routes

TRIES = 40
"""For each form, at full scale."""
TYPED = (django_forms.TextInput, django_forms.Textarea, django_forms.NumberInput)
UNSEEN = (django_forms.HiddenInput, django_forms.PasswordInput)
LONGEST_TYPED = 60
TRAPS = {"website", "honeypot"}
"""Fields for robots, which no person sees: what stands in them does not come back, so that the next try can pass."""
WRITE = re.compile(r"\s*(WITH[^;]*)?(INSERT INTO|UPDATE|DELETE FROM) ")
Made = tuple[Row, Client, str, Sent]


def pages() -> list[Row]:
    """A row for every page type of the project, and one for a page that is added."""
    labels = sorted(name for name in forms_of_the_project() if re.fullmatch(r"\w+\.\w+Page", name))
    return [
        Row(label, "super", lambda w, of=label: reverse("wagtailadmin_pages:edit", args=[w.pages[of].pk]), {}, page=True)
        for label in labels
    ]  # fmt: skip


def test_every_form_has_a_row():
    found = forms_of_the_project() - fuzz_rows.BASES - set(fuzz_rows.SHOWN_ONLY)
    rows = [row.form for row in (*OF_THE_SITE, *OF_BUDGETS, *pages())]
    assert found - set(rows) == set(), "forms that nothing fuzzes: give each a row in fuzz_rows.py"
    assert len(set(rows)) == len(rows), "a form twice"
    known = found | {row.form for row in OF_THE_SITE if not row.form.startswith(("home.", "radslag."))}
    assert set(rows) - known - {"radslag.Area", "radslag.Theme", "radslag.Contact", "radslag.User"} == set()


@pytest.mark.django_db
def test_no_form_of_the_site_breaks():
    world = FuzzSite()
    addresses = {route.key: path_of(world, route) for route in routes()}
    broken = list(_broken(world, [*sampled(OF_THE_SITE, 2), *sampled(pages(), 4)], addresses))
    assert not broken, "\n".join(broken)


@pytest.mark.django_db
def test_no_form_of_the_budgets_breaks():
    world, broken = FuzzBudgets(), []
    for state in sorted({row.state for row in OF_BUDGETS}):
        with transaction.atomic(), contextlib.ExitStack() as stack:
            if state != "now":
                world.enter(state)
                stack.enter_context(at(world.now[state]))
            broken += _broken(world, sampled([row for row in OF_BUDGETS if row.state == state], 2), {})
            transaction.set_rollback(True)
    assert not broken, "\n".join(broken)


def _broken(world: Any, rows: list[Row], addresses: dict[str, str]) -> Iterator[str]:
    """What broke, of every row."""
    clients = {who: world.client(who) for who in sorted({row.who for row in rows})}
    for row in rows:
        path = addresses[row.path] if isinstance(row.path, str) else row.path(world)
        sent = row.sent(world) if callable(row.sent) else row.sent
        good = {
            name: list(value) if isinstance(value, list) else [str(value)] for name, value in sent.items()
        }
        client = clients[row.who]
        if row.page:
            good = _as_in_a_browser(world, row, client, path, good)
        try:
            _try(row, client, path, good)
        except Exception as fault:
            frames = traceback.extract_tb(fault.__traceback__)
            where = " < ".join(
                f"{frame.filename[-50:]}:{frame.lineno} {frame.name}" for frame in frames[:-20:-1]
            )
            notes = "\n  ".join(getattr(fault, "__notes__", []))
            yield f"{row.form} at {path}: {fault!r} {where}\n  {notes}"[:3000]


def _as_in_a_browser(world: Any, row: Row, client: Client, path: str, good: Sent) -> Sent:
    answer = client.get(path)
    assert answer.status_code == 200, (row.form, path, answer.status_code)
    sent = sent_by_a_browser(answer.content.decode(), set(good)) | good
    if row.form in getattr(world, "pages", {}):
        for name, field in world.pages[row.form].get_edit_handler().get_form_class().base_fields.items():
            if isinstance(field, BlockField):
                sent |= of_a_stream(field.block, name)
            elif "rich" in type(field.widget).__name__.lower():
                sent[name] = [rich_text("Hej")]
    return sent


def _try(row: Row, client: Client, path: str, good: Sent) -> None:
    read: list[Any] = []

    @examples(TRIES)
    @given(spoiled(good, row.form))
    def tries(sent: Sent) -> None:
        with forms_that_read() as now:
            _check(row, client, path, sent, now)
        read.extend(now)

    tries()
    if not are(read, row.form):
        with _undone(), forms_that_read() as read:
            client.generic("POST", path, **on_the_wire(good))
        assert are(read, row.form), f"nothing is sent to the form: {sorted({type(f).__name__ for f in read})}"


def _check(row: Row, client: Client, path: str, sent: Sent, read: list[Any]) -> None:
    with _undone() as queries:
        answer = client.generic("POST", path, **on_the_wire(sent))
        if answer.streaming:
            b"".join(answer.streaming_content)
    note = shown(sent)
    assert answer.status_code < 500, note
    refused = [form for form in are(read, row.form) if form._errors and any(form._errors)]
    if (refused and answer.status_code != 302) or 400 <= answer.status_code < 500:
        written = [sql[:150] for sql in _writes(queries) if not (row.keeps and row.keeps in sql)]
        assert not written, f"refused with {answer.status_code}, yet written: {written[:2]} {note}"
        assert row.keeps or not mail.outbox, note
    own = [form for form in are(refused, row.form) if isinstance(form, django_forms.BaseForm)]
    if row.told and own and type(own[0]).__module__.startswith(OWN) and answer.status_code in (200, 409, 422):
        _is_told(row, own[0], html.unescape(answer.content.decode()), sent, note)


def _is_told(row: Row, form: Any, page: str, sent: Sent, note: str) -> None:
    """The reasons stand in the page, and what was typed in the fields."""
    words = " ".join(page.split())
    for name, faults in form.errors.items():
        widget = form.fields[name].widget if name in form.fields else None
        for fault in () if isinstance(widget, django_forms.HiddenInput) else faults:
            said = " ".join(html.unescape(str(fault)).split())
            assert said in words, f"{name}: {said!r} is not told. {note}"
    for name, field in form.fields.items():
        typed = (sent.get(form.add_prefix(name)) or [""])[-1]
        if not isinstance(field.widget, TYPED) or isinstance(field.widget, UNSEEN):
            continue
        if name in TRAPS or name in row.forgets:
            continue
        if isinstance(typed, str) and typed.isprintable() and len(typed) < LONGEST_TYPED:
            assert " ".join(typed.split()) in words, f"{name}: {typed!r} is lost. {note}"


def _writes(queries: CaptureQueriesContext) -> list[str]:
    found = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in found if WRITE.match(sql) and not ALLOWED_WRITES.search(sql)]


@contextlib.contextmanager
def _undone() -> Iterator[CaptureQueriesContext]:
    """What is written, undone afterwards."""
    reset_queries()
    mail.outbox.clear()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        yield queries
        transaction.set_rollback(True)


def test_the_fuzz_tells_a_form_that_breaks_from_one_that_refuses():
    """The control: what is found out is a fault, a write beside a refusal, a reason that is not told."""

    class Form(django_forms.Form):
        name = django_forms.CharField(max_length=3)

    row = Row("home.tests.Form", "anon", "", {})
    form = Form({"name": "lång"})
    assert not form.is_valid()
    with pytest.raises(AssertionError, match="is not told"):
        _is_told(row, form, "<p>lång</p>", {"name": ["lång"]}, "")
    with pytest.raises(AssertionError, match="is lost"):
        _is_told(row, form, html.unescape(str(form.errors)), {"name": ["Åke"]}, "")
    _is_told(row, form, f"{html.unescape(str(form.errors))} lång", {"name": ["lång"]}, "")
