"""The loader: builds the whole demo in one transaction, or nothing."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from wagtail.signal_handlers import disable_reference_index_auto_update

from budgeting.models import BudgetingPage
from home.demo.budgets import load_rounds
from home.demo.conversations import load_threads
from home.demo.councils import load_matters
from home.demo.dates import Calendar
from home.demo.indexing import queue_indexing
from home.demo.registers import load_files, load_registers, load_staff
from home.demo.shelf import Shelf
from home.demo.site_pages import fill, load_drafts, load_home, load_settings
from home.demo.texts_budgeting import PROGRAMMES
from home.demo.translations import load_english
from home.models import HomePage


def is_empty() -> bool:
    """Whether the site has no home page of ours yet."""
    return not HomePage.objects.exists()


def is_loaded() -> bool:
    """Whether the demo is here, edited or not."""
    return BudgetingPage.objects.filter(slug=PROGRAMMES[0].key, title=PROGRAMMES[0].title).exists()


@transaction.atomic
def load(now: dt.datetime) -> Shelf:
    """Build the demo around the aware instant `now`. The site must be empty. Returns what was made."""
    shelf, calendar = Shelf(), Calendar.starting(now)
    with translation.override("sv"), disable_reference_index_auto_update():
        load_registers(shelf)
        load_files(shelf)
        load_home(shelf)
        load_staff(shelf)
        drafts = load_drafts(shelf, calendar)
        load_rounds(shelf, calendar)
        fill(shelf, drafts)
        load_matters(shelf, calendar)
        load_settings(shelf)
        load_threads(shelf, calendar)
        load_english(shelf)
    queue_indexing(shelf)
    return shelf
