"""Loading of what became of a counted round: projects, their money with receipts, each word at its own time."""

from django.core.files.uploadedfile import SimpleUploadedFile

from budgeting.models import Payment, PaymentRequest, Project, Round
from budgeting.services import money_decisions, payment_requests, project_updates, projects
from budgeting.services.payments import PaymentWords
from budgeting.services.project_updates import NewPicture, Said
from budgeting.services.projects import Plan, keep_projects
from budgeting.services.terms import envelope_left
from home.demo.dates import Calendar
from home.demo.documents import Paragraph, make_pdf
from home.demo.shelf import Shelf
from home.demo.texts_budgeting import KRONA
from home.demo.texts_projects import PROJECTS, MoneyText, PaymentText, ProjectText, SaidText
from radslag.clock import at
from radslag.models import User


def follow_up(shelf: Shelf, round_: Round, calendar: Calendar) -> None:
    """Everything that has happened since the result, in the order in which it happened."""
    with at(round_.result_at):
        keep_projects()
    found = {project.proposal.title: project for project in Project.objects.filter(proposal__round=round_)}
    for text in PROJECTS:
        _Follower(shelf, calendar, found[text.title]).follow(text)


class _Follower:
    """Who writes down what happened with one project."""

    def __init__(self, shelf: Shelf, calendar: Calendar, project: Project) -> None:
        self.shelf, self.calendar, self.project = shelf, calendar, project
        self.clerk: User = shelf.staff["budgetansvarig"]
        self.second: User = shelf.staff["administrator"]

    def follow(self, text: ProjectText) -> None:
        with at(self.project.created_at):
            self._plan(text)
        events = [
            *((said.day, self._say, said) for said in text.said),
            *((payment.day, self._pay, payment) for payment in text.payments),
            *((money.day, self._decide, money) for money in text.money),
        ]
        for day, write, what in sorted(events, key=lambda event: event[0]):
            with at(self.calendar.at(day, 16)):
                write(what)  # type: ignore[operator]

    def _plan(self, text: ProjectText) -> None:
        plan = Plan(
            responsible=self.clerk,
            responsible_shown=text.responsible,
            plan=text.plan,
            expected_on=None if text.expected is None else self.calendar.day(text.expected),
        )
        projects.change_plan(project_id=self.project.pk, plan=plan, by=self.clerk)
        for step in text.steps:
            made = projects.add_milestone(
                project_id=self.project.pk,
                title=step.title,
                planned_on=self.calendar.day(step.planned),
                precision="month",
                by=self.clerk,
            )
            if step.done is not None:
                with at(self.calendar.at(step.done, 15)):
                    projects.change_milestone(
                        milestone_id=made.pk,
                        title=step.title,
                        planned_on=made.planned_on,
                        precision="month",
                        done_on=self.calendar.day(step.done),
                        by=self.clerk,
                    )

    def _say(self, text: SaidText) -> None:
        pictures = [self._picture(*text.picture)] if text.picture else []
        author = self.project.proposal.author
        if text.by_applicant and author is not None:
            update = project_updates.write_as_applicant(
                project_id=self.project.pk, author=author, text=text.text, pictures=pictures
            )
            if text.published:
                project_updates.publish(update_id=update.pk, by=self.clerk)
            return
        said = Said(
            date=self.calendar.day(text.day),
            text=text.text,
            status=text.status,
            reason=text.reason,
            expected_on=None if text.expected is None else self.calendar.day(text.expected),
        )
        project_updates.say(project_id=self.project.pk, said=said, pictures=pictures, by=self.clerk)

    def _picture(self, key: str, alt: str) -> NewPicture:
        with self.shelf.images[key].file.open() as drawing:
            return NewPicture(SimpleUploadedFile(f"{key}.png", drawing.read(), "image/png"), alt)

    def _pay(self, text: PaymentText) -> None:
        words = PaymentWords(
            amount_ore=text.kronor * KRONA, paid_on=self.calendar.day(text.day), what=text.what
        )
        receipt = None
        if text.receipt:
            content = make_pdf(
                "Kvitto", [Paragraph("P", text.receipt), Paragraph("P", "Järn & Trä i Lövsunda")]
            )
            receipt = SimpleUploadedFile("kvitto.pdf", content, "application/pdf")
        entered: Payment | PaymentRequest = payment_requests.enter_payment(
            proposal_id=self.project.proposal_id, words=words, voucher=receipt, by=self.clerk
        )
        if isinstance(entered, PaymentRequest) and not text.waits:
            payment_requests.confirm_payment(request_id=entered.pk, by=self.second)

    def _decide(self, text: MoneyText) -> None:
        ids = {"proposal_id": self.project.proposal_id}
        if not text.kronor:
            back = money_decisions.give_back(**ids, reason=text.reason, by=self.clerk)
            if back.waits:
                money_decisions.confirm_money(decision_id=back.pk, by=self.second)
            return
        programme, amount_ore = self.project.proposal.round.programme, text.kronor * KRONA
        if envelope_left(programme, self.calendar.at(text.day, 16)) >= amount_ore:
            asked = money_decisions.ask_for_money(
                **ids, amount_ore=amount_ore, reason=text.reason, by=self.clerk
            )
            money_decisions.confirm_money(decision_id=asked.pk, by=self.second)
