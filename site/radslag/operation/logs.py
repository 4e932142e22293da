"""Logs: one JSON object a line on a server, plain lines for a developer. No values of exceptions, nothing of anybody."""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from .redaction import redact, redact_all

Processor = Callable[[WrappedLogger, str, EventDict], EventDict]

OURS = ("radslag", "comments", "councils", "budgeting", "home")
SPEAKING = (*OURS, "django_tasks", "django_tasks_db")
"""Whose lines keep their arguments: others write what they like, such as the address of a mail or of a page."""
OUR_WORDS = frozenset(
    {"level", "logger", "timestamp", "route", "error", "at", "method", "request_id", "status", "ms"}
)
"""Values that the program itself chose. All else is redacted."""
MOST_CAUSES = 5


def config(*, as_json: bool, level: str = "INFO") -> dict[str, Any]:
    """The dictionary for LOGGING. Servers and the worker log to stdout; other commands to stderr, beside their results."""
    configure_structlog()
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _plain()
    stream = "ext://sys.stderr" if _is_command() else "ext://sys.stdout"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"radslag": {"()": lambda: formatter(renderer, with_values=not as_json)}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "radslag", "stream": stream}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # What is said of each request anyhow, in one line of our own; faults of the server stay.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "wagtail": {
                "handlers": [],
                "level": "WARNING",
                "propagate": True,
            },  # the audit log has it, with who
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            # The worker says twice a second that there is nothing to do.
            "django_tasks": {"handlers": [], "level": "WARNING", "propagate": True},
            "django_tasks_db": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def configure_structlog() -> None:
    """Let `structlog.get_logger` write through the standard library, so that there is one way out."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def formatter(renderer: Processor | Any, *, with_values: bool = False) -> logging.Formatter:
    """A formatter of the standard library for every line, whoever writes it. `with_values` is for developers alone."""
    kept = [] if with_values else [without_values, without_traces_of_people]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*([] if with_values else [only_own_arguments]), *_shared()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *kept, renderer],
        pass_foreign_args=not with_values,
        use_get_message=with_values,
    )


def only_own_arguments(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The words of a line, and its arguments if the program that writes it is trusted; else only numbers among them."""
    record: logging.LogRecord = event["_record"]
    arguments: Any = event.pop("positional_args", ())
    if record.name.split(".")[0] not in SPEAKING and arguments:
        if isinstance(arguments, dict):
            arguments = {name: _number_or_gone(value) for name, value in arguments.items()}
        else:
            arguments = tuple(_number_or_gone(value) for value in arguments)
    try:
        event["event"] = str(record.msg) % arguments if arguments else str(record.msg)
    except (TypeError, ValueError, KeyError):
        event["event"] = str(record.msg)
    return event


def without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of an exception its kind and the lines of code, and those of what caused it; never what it says."""
    info = event.pop("exc_info", None)
    event.pop("stack_info", None)
    event.pop("exception", None)
    error = _error_in(info)
    if error is not None:
        event["error"], event["at"] = kind_of(error), places_of(error)
        causes: list[dict[str, Any]] = []
        cause = error.__cause__ or error.__context__
        while cause is not None and len(causes) < MOST_CAUSES:
            causes.append({"error": kind_of(cause), "at": places_of(cause)})
            cause = cause.__cause__ or cause.__context__
        if causes:
            event["because_of"] = causes
    return event


def without_traces_of_people(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """All texts redacted, but for those that the program itself chose."""
    causes = event.pop("because_of", None)
    cleaned: EventDict = {
        name: value if name in OUR_WORDS else redact_all(value) for name, value in event.items()
    }
    return cleaned if causes is None else {**cleaned, "because_of": causes}


def kind_of(error: BaseException) -> str:
    """The class of an exception, with its module where it is not Python's own."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def places_of(error: BaseException, most: int = 12) -> list[str]:
    """The lines of code that an exception came through, the innermost last; no text of them."""
    places: list[str] = []
    step: TracebackType | None = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{short_name(code.co_filename)}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return places[-most:]


def report_crashes() -> None:
    """Let an end that nobody caught be told by kind and place too: Python's own traceback holds the words of the error."""
    logger = logging.getLogger("radslag.crash")

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        logger.critical("The process ended by an error that nobody caught", exc_info=(kind, error, trace))

    def thread_crashed(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            trace = (args.exc_type, args.exc_value, args.exc_traceback)
            logger.critical("A thread ended by an error that nobody caught", exc_info=trace)

    sys.excepthook, threading.excepthook = crashed, thread_crashed


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _plain() -> Any:
    return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())


def _is_command() -> bool:
    return Path(sys.argv[0]).name == "manage.py" and sys.argv[1:2] not in (["work"], ["serve"], ["runserver"])


def _number_or_gone(value: object) -> object:
    return value if isinstance(value, int | float) else _Gone()


class _Gone:
    """Stands for a value in any place of a format: `%s`, `%r`, `%d` and `%.2f` alike."""

    def __str__(self) -> str:
        return redact("[…]")

    __repr__ = __str__

    def __int__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0


def _error_in(info: Any) -> BaseException | None:
    if info is True:
        return sys.exc_info()[1]
    if isinstance(info, BaseException):
        return info
    return info[1] if isinstance(info, tuple) and len(info) == 3 else None


def short_name(file_name: str) -> str:
    """A file's name from its package on: where a server keeps its programs is nobody's business."""
    path = Path(file_name)
    parts = path.parts
    for anchor in ("site-packages", "site"):
        if anchor in parts:
            return "/".join(parts[parts.index(anchor) + 1 :])
    roots = [number for number, part in enumerate(parts) if part in OURS]
    return "/".join(parts[roots[0] :]) if roots else path.name
