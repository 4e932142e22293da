"""The words of a piece of news about a result: a draft that an editor reads, changes and publishes, or not."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.display.results import ResultRow, ResultShown
from budgeting.display.rounds import funded_heading
from budgeting.models import Leftover, Round, RoundPage
from budgeting.rules.money import format_kronor
from radslag.editors.news_drafts import NewsDraft

MOST_TITLE = 120


def news_of_result(round_: Round, result: ResultShown, page: RoundPage | None) -> NewsDraft:
    """The draft, in the site's first language. Only of a result that is public."""
    with translation.override(settings.LANGUAGE_CODE):
        body = [_heading(_("They get money")), _paragraph(_winners(result))] if result.funded else []
        body += [
            _heading(_("How the votes fell")),
            _paragraph(_votes(round_, result) + _link(page)),
            _heading(_("What happens now")),
            _paragraph(_next_steps(result)),
        ]
        return NewsDraft(
            source=source_of(round_),
            title=_title(round_, result),
            lead=_lead(round_, result),
            body=body,
            areas=(round_.programme.area,) if round_.programme.area else (),
        )


def source_of(round_: Round) -> str:
    """What the news is about."""
    return f"budgeting-round-{round_.pk}"


def _title(round_: Round, result: ResultShown) -> str:
    title = _("%(how_many)s in %(programme)s") % {
        "how_many": funded_heading(result.funded),
        "programme": round_.programme.title,
    }
    return title if len(title) <= MOST_TITLE else funded_heading(result.funded)


def _lead(round_: Round, result: ResultShown) -> str:
    n = result.count.ballots
    voted = ngettext("%(n)d person has voted", "%(n)d people have voted", n) % {"n": n}
    return _("%(voted)s about %(budget)s. Now it is clear which proposals get money.") % {
        "voted": voted,
        "budget": format_kronor(result.count.budget_ore),
    }


def _winners(result: ResultShown) -> str:
    rows = [row for row in result.rows if row.outcome.funded]
    return format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b>: {}</li>", map(_winner, rows)))


def _winner(row: ResultRow) -> tuple[str, str]:
    n = row.outcome.votes
    got = (
        ngettext("%(n)d point", "%(n)d points", n)
        if row.in_points
        else ngettext("%(n)d vote", "%(n)d votes", n)
    )
    return row.outcome.proposal.title, f"{format_kronor(row.outcome.cost_ore)}, {got % {'n': n}}"


def _votes(round_: Round, result: ResultShown) -> str:
    spent, left = result.count.spent_ore, result.count.remaining_ore
    total = len(result.rows)
    said = [
        ngettext("%(n)d proposal stood in the vote.", "%(n)d proposals stood in the vote.", total)
        % {"n": total},
        _("Together those that get money cost %(spent)s of %(budget)s.")
        % {"spent": format_kronor(spent), "budget": format_kronor(result.count.budget_ore)},
    ]
    if left:
        left_over = (
            _("%(left)s is left and is carried over to the next round.")
            if round_.leftover == Leftover.CARRIED_OVER
            else _("%(left)s is left and goes back to the money of the year.")
        )
        said.append(left_over % {"left": format_kronor(left)})
    return format_html("<p>{}</p>", " ".join(said))


def _link(page: RoundPage | None) -> str:
    if page is None:
        return ""
    return format_html(
        '<p><a linktype="page" id="{}">{}</a></p>',
        page.pk,
        _("All proposals, all votes and why each proposal got a yes or a no"),
    )


def _next_steps(result: ResultShown) -> str:
    if not result.funded:
        return format_html("<p>{}</p>", _("We contact everyone who submitted a proposal."))
    said = _(
        "We contact everyone who submitted a proposal. Those that get money are now carried out. Each of them has a page of its "
        "own, where you can follow the work and see what has been paid."
    )
    return format_html("<p>{}</p>", said)


def _heading(text: str) -> dict[str, Any]:
    return {"type": "heading", "value": {"text": text, "note": ""}}


def _paragraph(html: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": str(html)}
