"""What one does in a conversation, as the states of its pages need it."""

import re
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from comments.mails import tokens
from comments.models import Comment
from e2e.people import Resident, new_address
from home.models import NewsPage

Way = Callable[[Resident], Any]


def writing_form() -> str:
    return f"/samtal/{NewsPage.objects.filter(thread_mode='open').earliest('pk').pk}/skriv/"


def answer_form() -> str:
    shown = Comment.objects.filter(state="approved", level=0, page__newspage__thread_mode="open")
    return f"/samtal/svara/{shown.earliest('pk').pk}/"


def shown_comment(**which: Any) -> Comment:
    """A comment on a published page that readers meet as text."""
    shown = Comment.objects.filter(state="approved", page__live=True, level=0, **which)
    return shown.order_by("pk").latest("pk")


def about_comment(name: str, **which: Any) -> Way:
    return lambda person: person.goes_to(reverse(f"comments:{name}", args=[shown_comment(**which).pk]))


def report_form() -> str:
    return reverse("comments:report", args=[shown_comment().pk])


def follow_form() -> str:
    return writing_form().replace("skriv", "folj")


def own_page(state: str, step: str = "mine") -> Way:
    """The private page of a comment in `state`."""

    def way(person: Resident) -> None:
        mine = (
            Comment.objects.filter(state=state, is_staff_answer=False, erased_at=None)
            .order_by("pk")
            .latest("pk")
        )
        person.goes_to(reverse(f"comments:{step}", args=[tokens.sign("mine", mine.pk)]))

    return way


def report_sent(person: Resident) -> None:
    about_comment("report")(person)
    person.page.get_by_label(re.compile("reklam|skräp")).check()
    person.presses("Skicka anmälan")


def unconfirmed(person: Resident) -> None:
    person.goes_to(writing_form())
    person.fills(comment="Kan det finnas en klocka på torget?", email=new_address())
    person.presses("Skicka")
    person.page.wait_for_url("**/mitt/**")


def confirming(person: Resident) -> None:
    unconfirmed(person)
    sent = Comment.objects.filter(state="unconfirmed").order_by("pk").latest("pk")
    person.goes_to(reverse("comments:confirm", args=[tokens.sign("confirm", sent.pk)]))


def form_in_place(person: Resident) -> None:
    """The form as a script opens it in the page, with a fault told there."""
    person.goes_to("/nyheter/grillplatsen-ar-klar/")
    person.follows("Skriv ett inlägg", within="main")
    person.presses(re.compile("^Skicka"))
    person.page.locator("main [aria-invalid=true]").first.wait_for()


def comment(person: Resident) -> None:
    person.goes_to(writing_form())
    person.fills(comment=f"Kan det finnas bänkar vid {new_address().partition('@')[0]} också?")
    person.presses("Skicka")
    person.page.wait_for_url("**/mitt/**")
