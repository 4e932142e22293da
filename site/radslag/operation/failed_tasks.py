"""What is kept of a task that failed: the kind of the error and where, never its words, which may be a resident's."""

import re
from typing import Any

from .logs import short_name

STEP = re.compile(r'^\s*File "(?P<file>[^"]*)", line (?P<line>\d+), in (?P<name>[\w.<>]+)\s*$', re.MULTILINE)


def keep_places_alone(instance: Any, **kwargs: Any) -> None:
    """Receiver of pre_save of a task: the library would store the whole traceback, with the text of the error."""
    if instance.traceback:
        instance.traceback = places_in(instance.traceback)


def places_in(traceback: str) -> str:
    """The lines of code that a printed traceback names, one a line; what was so shortened stays as it is."""
    steps = [f"{short_name(step['file'])}:{step['line']} {step['name']}" for step in STEP.finditer(traceback)]
    kept = re.findall(r"^[\w./\-]+:\d+ [\w.<>]+$", traceback, re.MULTILINE)
    return "\n".join(steps or kept)
