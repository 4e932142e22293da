"""The command `python -m budgeting.counting FILE`: what it is asked, and its answer. Reads and writes nothing itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from budgeting.counting import VERSION, inputs, pb_elections, rules, ties
from budgeting.counting.elections import Election, ProjectId
from budgeting.counting.listing import Listing
from budgeting.counting.pabulib import PbError, PbFile, decode, parse, shown
from budgeting.counting.rules import Rule, Settings, Utility

DIFFERS, WRONG = 1, 2
"""Exit codes: other winners than the file's; nothing could be counted."""
RULES = {
    "greedy": Rule.GREEDY_SKIP,
    "greedy-stop": Rule.GREEDY_STOP,
    "equal-shares": Rule.EQUAL_SHARES,
    "equal-shares-fill": Rule.EQUAL_SHARES_FILL,
    "equal-shares-add1": Rule.EQUAL_SHARES_ADD1,
    "equal-shares-add1-fill": Rule.EQUAL_SHARES_ADD1_FILL,
    "equal-shares-comparison": Rule.EQUAL_SHARES_PLAIN_COMPARISON,
    "equal-shares-add1-comparison": Rule.EQUAL_SHARES_ADD1_COMPARISON,
    "equal-shares-add1-fill-comparison": Rule.EQUAL_SHARES_COMPARISON,
}
RULE_NAMES = {rule: name for name, rule in RULES.items()}
LANGUAGES = ("sv", "en")
DESCRIPTION = """Counts an election from a file in the .pb format of pabulib.org, or from the published inputs of a count
(.json), and prints what each project got and why. Needs Python alone: no database, nothing installed."""
EPILOGUE = (
    """Exit code 0: counted; 1: --check found other winners than the file's; 2: the file can't be counted."""
)


class CommandError(Exception):
    """Nothing can be counted; the message says why, without the name of the file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes to standard output, what to standard error, and the exit code."""

    text: str
    notes: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """What a file asks to be counted, and how it wants it to be."""

    election: Election
    settings: Settings
    names: dict[ProjectId, str]
    currency: str
    language: str
    selected: frozenset[str] | None = None
    in_points: bool = False
    inputs_hash: str = ""
    notes: tuple[str, ...] = ()


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser("python -m budgeting.counting", description=DESCRIPTION, epilog=EPILOGUE)
    made.add_argument(
        "file", metavar="FILE", help="a .pb file, or the .json of what a count counted; - for standard input"
    )
    made.add_argument(
        "--rule",
        choices=list(RULES),
        metavar="RULE",
        help=f"{', '.join(RULES)}; default: the file's own rule with its threshold (with --rule, no threshold)",
    )
    made.add_argument(
        "--utility", choices=[str(utility) for utility in Utility], help="in equal shares; default: cost"
    )
    made.add_argument(
        "--ties",
        type=_ties,
        metavar="cheapest|dearest|id|lot:SEED",
        help="who goes first with equal votes; default: cheapest. In equal shares: lower cost, more votes, then this. "
        "Projects equal in that too: by the lot (cheapest:SEED, dearest:SEED), else the lower id",
    )
    made.add_argument("--threshold", type=_threshold, metavar="N", help="the least votes (points) for money")
    made.add_argument(
        "--check", action="store_true", help="compare with the file's selected flags; exit 1 if they differ"
    )
    shape = made.add_mutually_exclusive_group()
    shape.add_argument(
        "--json", action="store_true", help="one JSON object; money in the currency of the file"
    )
    shape.add_argument("--explain", action="store_true", help="a sentence for each project")
    made.add_argument("--language", choices=LANGUAGES, help="default: the file's own, else sv")
    made.add_argument("--version", action="version", version=f"budgeting.counting {VERSION}")
    return made


def options_of(settings: Settings, *, votes: int | None = None) -> list[str]:
    """The options that count a .pb file as these settings say. `votes`: the threshold, where it was one in per cent."""
    tie, seed = settings.tie_rule, settings.seed
    if seed and settings.contest is not None:
        seed = f"{seed}|{settings.contest}"
    if tie in (ties.EARLIEST, ties.ID):
        tie, seed = ties.ID, ""
    options = ["--rule", RULE_NAMES[Rule(settings.rule)], "--ties", f"{tie}:{seed}" if seed else tie]
    least = settings.threshold if votes is None else votes
    if least > 1:
        options += ["--threshold", str(least)]
    if Rule(settings.rule).shares_equally:
        options += ["--utility", str(settings.utility)]
    return options


def _ties(text: str) -> tuple[str, str]:
    rule, colon, seed = text.partition(":")
    if rule == ties.ID and not colon:
        return rule, ""
    if rule not in (ties.CHEAPEST, ties.DEAREST, ties.LOT) or (colon and not seed):
        raise argparse.ArgumentTypeError("cheapest, dearest, id or lot:SEED")
    if rule == ties.LOT and not seed:
        raise argparse.ArgumentTypeError("a lot needs a seed: lot:SEED")
    return rule, seed


def _threshold(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise argparse.ArgumentTypeError("a whole number, 0 or more")
    return int(text)


def answer(data: bytes, options: argparse.Namespace) -> Answer:
    """Count what the file holds. CommandError with a line that says why it can't be counted."""
    try:
        case = _case(data, options)
        result = rules.count(case.election, case.settings)
    except ValueError as error:  # a PbError, an InputsError, or an election that no rule can count
        raise CommandError(str(error)) from None
    listing = Listing(
        election=case.election,
        settings=case.settings,
        result=result,
        rule=RULE_NAMES[Rule(case.settings.rule)],
        names=case.names,
        currency=case.currency,
        language=options.language or case.language,
        in_points=case.in_points,
    )
    agrees, verdict = _checked(case, result.funded) if options.check else (True, "")
    hashes = {}
    if case.inputs_hash:
        hashes = {
            "inputs_sha256": case.inputs_hash,
            "result_sha256": inputs.fingerprint(inputs.result_json(result)),
        }
    code = 0 if agrees else DIFFERS
    if options.json:
        return Answer(listing.as_json(hashes), (*case.notes, *filter(None, [verdict])), code)
    lines = [*listing.summary(), "", *(listing.explained() if options.explain else listing.table())]
    if hashes:
        lines += ["", *(f"{key.replace('_', ' ')}: {value}" for key, value in hashes.items())]
    if verdict:
        lines += ["", verdict]
    return Answer("\n".join(lines), case.notes, code)


def _case(data: bytes, options: argparse.Namespace) -> Case:
    text = decode(data)
    case = _of_inputs(text) if text.lstrip().startswith("{") else _of_pb(parse(text), options)
    changes: dict[str, object] = {}
    if options.rule:
        changes |= {"rule": RULES[options.rule], "threshold": 1, "threshold_percent": None}
    if options.utility:
        changes["utility"] = options.utility
    if options.ties:
        changes |= {"tie_rule": options.ties[0], "seed": options.ties[1], "contest": None, "drawn": None}
    if options.threshold is not None:
        changes |= {"threshold": options.threshold, "threshold_percent": None}
    return replace(case, settings=replace(case.settings, **changes))  # type: ignore[arg-type]


def _of_inputs(text: str) -> Case:
    read = inputs.read_inputs(text)
    in_points = any(project.votes != project.supporters for project in read.election.projects)
    return Case(
        read.election,
        read.settings,
        {},
        read.currency,
        "sv",
        in_points=in_points,
        inputs_hash=inputs.fingerprint(text),
    )


def _of_pb(file: PbFile, options: argparse.Namespace) -> Case:
    election = pb_elections.read_election(file)
    language = file.meta.get("language", "")
    rule, threshold = Rule.GREEDY_SKIP, 1
    if not options.rule:
        rule, threshold = _own_rule(file), pb_elections.threshold(file)
    return Case(
        election=election,
        settings=Settings(rule=rule, threshold=threshold, contest=None, drawn=None),
        names=pb_elections.names(file),
        currency=file.meta.get("currency", ""),
        language=language if language in LANGUAGES else "sv",
        selected=pb_elections.selected(file),
        in_points=file.meta["vote_type"] not in ("approval", "choose-1"),
        notes=tuple(pb_elections.differences(file, election)),
    )


def _own_rule(file: PbFile) -> Rule:
    rule = pb_elections.own_rule(file)
    if rule is None:
        name = file.meta.get("rule", "")
        said = f"its rule {shown(name)} is none of ours" if name else "it has no rule"
        if name == pb_elections.EXCLUSIVE:
            said = f"its rule is {name}, but it does not say which projects exclude each other"
        _refuse(file.line_of("rule"), f"{said}; name a --rule")
    return rule


def _refuse(line: int, reason: str) -> NoReturn:
    raise PbError(line, reason)


def _checked(case: Case, funded: Sequence[ProjectId]) -> tuple[bool, str]:
    if case.selected is None:
        raise CommandError("--check: the file does not say which projects were selected")
    counted = {str(id_) for id_ in funded}
    if counted == case.selected:
        return True, "check: the same winners as in the file"
    return False, "check: other winners than in the file: " + "; ".join(_differences(counted, case.selected))


def _differences(counted: set[str], selected: frozenset[str]) -> Iterator[str]:
    if counted - selected:
        yield f"only by this count: {', '.join(sorted(counted - selected))}"
    if selected - counted:
        yield f"only in the file: {', '.join(sorted(selected - counted))}"
