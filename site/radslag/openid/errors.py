"""What can go wrong with an electronic identification. A code tells which; never anything about a person."""


class OpenIDError(Exception):
    """`code`: `off`, `unavailable` (the broker does not answer as it should), `cancelled` (by the person), `refused` (the
    broker says no: a code used twice or too old), `not_trusted` (what it answered does not hold).
    """

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code} ({why})" if why else code)
        self.code = code
