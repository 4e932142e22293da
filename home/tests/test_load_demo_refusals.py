"""Where the demo must not go. Apart from test_load_demo.py, whose site is full."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from home.demo.registers import STAFF, load_staff
from home.demo.shelf import Shelf
from home.models import HomePage
from radslag.models import User


def test_a_site_with_a_home_page_of_its_own_is_left_alone(db: None) -> None:
    Page.get_first_root_node().add_child(instance=HomePage(title="Vår egen", slug="var-egen"))
    before = list(Page.objects.values_list("pk", flat=True))
    with pytest.raises(CommandError, match="home page of its own"):
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())
    out = StringIO()
    call_command("load_demo", "--if-empty", stdout=out, stderr=StringIO())
    assert out.getvalue() == ""
    assert list(Page.objects.values_list("pk", flat=True)) == before


def test_settings_without_demo_logins_refuse_the_demo(db: None, settings: Any) -> None:
    settings.RADSLAG_DEMO_LOGINS = False
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())
    assert not HomePage.objects.exists()


def test_forced_on_such_settings_nobody_of_the_demo_has_a_password(db: None, settings: Any) -> None:
    settings.RADSLAG_DEMO_LOGINS = False
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Start", slug="start"))
    load_staff(Shelf(pages={"start": home}))
    staff = list(User.objects.all())
    assert len(staff) == len(STAFF)
    assert [user.email for user in staff if user.has_usable_password()] == []
