from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from radslag.language import catalogue


class Command(BaseCommand):
    """Thin: what is done to the catalogues is in radslag.language.catalogue."""

    help = "Update the translation catalogues from code and templates, check them, or compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group()
        action.add_argument(
            "--check", action="store_true", help="change nothing; fail when a catalogue is incomplete"
        )
        action.add_argument("--compile", action="store_true", help="write the .mo files that the site reads")

    def handle(self, *, check: bool, compile: bool, **options: Any) -> None:
        if compile:
            for language in catalogue.LANGUAGES:
                catalogue.compile_catalogue(language)
        elif check:
            self._check()
        else:
            self._update()

    def _check(self) -> None:
        template = catalogue.extracted()
        faults = [fault for language in catalogue.LANGUAGES for fault in catalogue.faults(language, template)]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(
                f"{len(faults)} faults in the catalogues; `make messages` brings them up to date"
            )

    def _update(self) -> None:
        template = catalogue.extracted()
        for language in catalogue.LANGUAGES:
            changed = catalogue.write(language, catalogue.updated(language, template))
            untranslated = sum("not translated" in fault for fault in catalogue.faults(language, template))
            state = "updated" if changed else "unchanged"
            self.stderr.write(f"{language}: {state}, {len(template)} messages, {untranslated} not translated")
