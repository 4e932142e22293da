"""Questions of residents that wait for an answer: one's own, and those of the branch that nobody has or that are late."""

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Question
from comments.people.permissions import moderated_pages
from comments.rules.states import State
from radslag.clock import database_now
from radslag.editors.waiting import Waiting, register
from radslag.templatetags.dates import day

LIST = "comments_question_modeladmin_index"


@register
def to_answer(request: HttpRequest) -> list[Waiting]:
    """One line for all of them; urgent when the day of one has come."""
    today = timezone.localdate(database_now())
    mine = Q(assigned_to=request.user.pk) | Q(assigned_to=None) | Q(due_on__lt=today)
    questions = Question.objects.open().filter(
        mine,
        comment__state=State.APPROVED,
        comment__page__in=moderated_pages(request.user),
    )
    found = questions.order_by().aggregate(n=Count("pk"), first=Min("due_on"), one=Min("pk"))
    if not found["n"]:
        return []
    title = ngettext("%(n)d question to answer", "%(n)d questions to answer", found["n"]) % {"n": found["n"]}
    text = (
        _("The first was to be answered by %(day)s.")
        if found["first"] < today
        else _("The first by %(day)s.")
    )
    url = reverse("comments_ask", args=[found["one"]]) if found["n"] == 1 else reverse(LIST)
    late = found["first"] <= today
    return [Waiting(title, text % {"day": day(found["first"])}, url, count=found["n"], urgent=late)]
