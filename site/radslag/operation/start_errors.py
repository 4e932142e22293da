"""Errors that a person who starts the site can mend."""


class StartError(Exception):
    """The site cannot start; the message is one line that says what to do. Commands print it and exit with 1."""
