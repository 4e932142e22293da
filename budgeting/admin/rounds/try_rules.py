"""“Try rules”: before a round opens, what each rule would give with ballots of earlier rounds. Writes nothing.

The form is sent by POST, since a file may come with it; what it says stands in the answer and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.views import WMABaseView

from budgeting.admin.rights import programmes_of
from budgeting.counting.pabulib import PbError
from budgeting.display.comparisons import RuleShown, Winner, comparison_of
from budgeting.elections import simulation
from budgeting.elections.simulation import LEAST_VOTERS, MOST_FILE, MOST_VOTERS, Simulated, Source
from budgeting.models import Rule
from budgeting.models.money import KronorFormField
from radslag.language.money import format_money

SAMPLES, FILE = "samples", "file"
MOST_RULES = 4
LETTERS = "ABCD"


class TryRulesForm(forms.Form):
    """Which rules, which ballots, how much money, how many voters."""

    rules = forms.MultipleChoiceField(
        label=gettext_lazy("Rules to compare"),
        choices=Rule.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Rule.GREEDY_SKIP, Rule.EQUAL_SHARES_ADD1_FILL],
        help_text=gettext_lazy("At most four."),
        error_messages={"required": gettext_lazy("Choose at least one rule.")},
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Ballots"),
        help_text=gettext_lazy(
            "Rounds of this site whose result is public and in which at least 50 have voted, a file, or invented ballots."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pb"}),
        help_text=gettext_lazy(
            "Only with “A file”: an election in the format of pabulib.org (.pb), at most 5 MB. It is not kept: choose it again "
            "each time."
        ),
    )
    budget = KronorFormField(
        label=gettext_lazy("Budget"),
        required=False,
        help_text=gettext_lazy(
            "In kronor, or in the currency of the file. Empty: as it was in the ballots’ own vote."
        ),
    )
    voters = forms.IntegerField(
        label=gettext_lazy("Number of voters"),
        required=False,
        min_value=LEAST_VOTERS,
        max_value=MOST_VOTERS,
        help_text=gettext_lazy(
            "20 to 1 000: how many you think will vote. They are drawn from the ballots, some more than once. Empty: as many as "
            "there were, at most 1 000."
        ),
    )
    seed = forms.CharField(
        label=gettext_lazy("Seed of the draw"),
        max_length=40,
        initial="1",
        help_text=gettext_lazy(
            "Another seed draws other voters. Try a few: a good rule is not good by chance."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.rounds = {str(round_.pk): round_ for round_ in simulation.rounds_to_draw_from()}
        named = [
            (pk, _("%(round)s, %(n)d voters") % {"round": r.name, "n": r.voters})  # type: ignore[attr-defined]
            for pk, r in self.rounds.items()
        ]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (SAMPLES, _("Invented sample ballots")),
            *named,
            (FILE, _("A file")),
        ]

    def clean_rules(self) -> list[str]:
        """Not more than stand side by side."""
        rules: list[str] = self.cleaned_data["rules"]
        if len(rules) > MOST_RULES:
            raise forms.ValidationError(_("Choose at most four rules."))
        return rules

    def clean_budget(self) -> int | None:
        """Money is money."""
        ore: int | None = self.cleaned_data["budget"]
        if ore is not None and ore <= 0:
            raise forms.ValidationError(_("The budget must be more than 0."))
        return ore

    def clean(self) -> dict[str, Any]:
        """Read the ballots: what is wrong with a file is said by line."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "source" in data:
            self._read(data)
        return data

    def _read(self, data: dict[str, Any]) -> None:
        chosen = data["source"]
        if chosen == SAMPLES:
            data["ballots"] = simulation.samples()
        elif chosen in self.rounds:
            data["ballots"] = simulation.of_round(self.rounds[chosen])
        elif (file := data.get("file")) is None:
            if "file" not in self.errors:
                self.add_error("file", _("Choose a file."))
        elif file.size > MOST_FILE:
            self.add_error("file", _("The file is larger than 5 MB."))
        else:
            try:
                data["ballots"] = simulation.of_file(file.read(), file.name)
            except PbError as error:
                self.add_error("file", _in_words(error))


def _in_words(error: PbError) -> str:
    if not error.line:
        return _("The file can’t be read: %(reason)s") % {"reason": error.reason}
    return _("Line %(line)d of the file: %(reason)s") % {"line": error.line, "reason": error.reason}


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project with what it costs and, in the order of the rules, whether it gets money."""

    title: str
    cost: str
    votes: int
    funded: list[bool | None]
    """None by a rule that was not counted."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rules give. `rules` are a letter and what it stands for."""

    name: str
    voters: int
    budget: str
    rules: list[tuple[str, RuleShown, str, str]]
    """Letter, rule, money given, money left."""
    projects: list[ProjectRow]
    is_same: bool


def tried(simulated: Simulated) -> Tried:
    """The simulation in words: projects by votes, rules by letter."""
    election, source = simulated.election, simulated.source
    rows = [
        {
            "rule": g.rule,
            "funded": list(g.funded),
            "spent": g.spent,
            "reached": g.reached,
            "granted": g.granted,
            "too_long": g.too_long,
        }
        for g in simulated.given
    ]
    titles = {project.id: source.titles.get(project.id, str(project.id)) for project in election.projects}
    winners = {id_: Winner(title, "") for id_, title in titles.items()}
    shown = comparison_of(
        rows, winners=winners, budget_ore=election.budget, of=(election.n, simulated.choices)
    )
    funded = [None if g.too_long else frozenset(g.funded) for g in simulated.given]

    def money(amount: int) -> str:
        return format_money(amount * 100 // election.unit, source.currency)

    return Tried(
        name=source.name,
        voters=election.n,
        budget=money(election.budget),
        rules=[
            (letter, row, money(row.spent_ore), money(row.left_ore))
            for letter, row in zip(LETTERS, shown.rows, strict=False)
        ],
        projects=[
            ProjectRow(
                titles[p.id], money(p.cost), p.votes, [None if won is None else p.id in won for won in funded]
            )
            for p in sorted(election.projects, key=lambda p: (-p.votes, p.cost, str(p.id)))
        ],
        is_same=shown.is_same,
    )


class TryRulesView(WMABaseView):
    """The form and, once it is sent, what each rule gives."""

    template_name = "budgeting/admin/try_rules.html"

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever makes or changes rounds."""
        return programmes_of(user).exists()

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Try counting rules")

    @cached_property
    def form(self) -> TryRulesForm:
        """Empty, or as sent."""
        if self.request.method != "POST":
            return TryRulesForm()
        return TryRulesForm(self.request.POST, self.request.FILES)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form; what came of it is added by `post`."""
        rounds_url = reverse("budgeting_round_modeladmin_index")
        return super().get_context_data(form=self.form, rounds_url=rounds_url, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count, and show it under the form."""
        found = self._tried(self.form) if self.form.is_valid() else None
        if found is None:
            messages.validation_error(request, _("Nothing was counted."), self.form)
        return self.render_to_response(self.get_context_data(tried=found))

    def _tried(self, form: TryRulesForm) -> Tried | None:
        data = form.cleaned_data
        source: Source = data["ballots"]
        if not source.election.n:
            form.add_error("source", _("There are no ballots to count."))
            return None
        if len(source.election.projects) > simulation.MOST_PROJECTS:
            form.add_error(
                "source",
                _("There are more than %(n)d proposals: too many to try here.")
                % {"n": simulation.MOST_PROJECTS},
            )
            return None
        return tried(
            simulation.simulate(
                source,
                rules=data["rules"],
                budget=data["budget"],
                voters=data["voters"],
                seed=data["seed"],
            )
        )
