"""Drawings that stand in for pictures."""

from django import template
from django.templatetags.static import static

from budgeting.models import Proposal
from radslag.clock import database_now

register = template.Library()


@register.simple_tag
def drawing(name: str) -> str:
    """The address of a theme's drawing."""
    return static(f"img/{name}.svg")


@register.simple_tag
def undecided(proposal: Proposal) -> bool:
    """Whether nobody decided about it before voting opened."""
    return proposal.waits_in_vain_at(database_now())
