#!/usr/bin/env python3
"""Entry point of every management command of Rådslag."""

import os
import sys
from pathlib import Path

# The package `radslag` lives in site/, a plain folder: see "Map of the code" in README.md.
sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.dev")
    from django.core.management import execute_from_command_line

    from radslag.operation.start_errors import StartError

    try:
        execute_from_command_line(sys.argv)
    except StartError as error:
        sys.exit(f"Rådslag: {error}")


if __name__ == "__main__":
    main()
