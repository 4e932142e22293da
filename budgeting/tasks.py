"""Background tasks of participatory budgets. A task's row holds a number and nothing that a person wrote."""

from __future__ import annotations

from django_tasks import task


@task()
def tell_participants_task(act_id: int) -> None:
    """Tell those who take part in a round what was decided about it."""
    from budgeting.services.telling import tell_participants

    tell_participants(act_id=act_id)


@task()
def tell_second_persons_task(act_id: int) -> None:
    """Tell colleagues that somebody waits for one of them to confirm."""
    from budgeting.services.telling import tell_second_persons

    tell_second_persons(act_id=act_id)


@task()
def tell_challengers_task(challenge_id: int) -> None:
    """Tell colleagues that somebody waits for one of them to say whether a ballot is counted."""
    from budgeting.services.challenges import tell_challengers

    tell_challengers(challenge_id=challenge_id)


@task()
def count_round_task(round_id: int, by_id: int) -> None:
    """Count a round whose rule may take long, as somebody asked for."""
    from budgeting.services.counting import count_round
    from radslag.models import User

    count_round(round_id=round_id, by=User.objects.filter(pk=by_id).first())


@task()
def recount_task(round_id: int, by_id: int) -> None:
    """Count a round again whose rule may take long, as somebody asked for."""
    from budgeting.services.recounts import recount
    from radslag.models import User

    recount(round_id=round_id, by=User.objects.filter(pk=by_id).first())


@task()
def seal_round_task(round_id: int, by_id: int) -> None:
    """Remove the tie between a round's ballots and their voters for good, as somebody asked for."""
    from budgeting.services.sealing import seal_round
    from radslag.models import User

    seal_round(round_id=round_id, by=User.objects.filter(pk=by_id).first())


@task()
def tell_of_payment_task(request_id: int) -> None:
    """Tell colleagues that a payment waits for one of them to confirm."""
    from budgeting.services.telling_of_projects import tell_of_payment

    tell_of_payment(request_id=request_id)


@task()
def tell_of_money_task(decision_id: int) -> None:
    """Tell colleagues that a decision about a project's money waits for one of them to confirm."""
    from budgeting.services.telling_of_projects import tell_of_money

    tell_of_money(decision_id=decision_id)


@task()
def tell_of_update_task(update_id: int) -> None:
    """Tell who follows up a project that its applicant has written something to publish."""
    from budgeting.services.telling_of_projects import tell_of_update

    tell_of_update(update_id=update_id)


@task()
def tell_author_of_update_task(update_id: int) -> None:
    """Tell the applicant whether the text about the project was published."""
    from budgeting.services.telling_of_projects import tell_author

    tell_author(update_id=update_id)
