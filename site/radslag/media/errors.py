"""What can go wrong with files that lie on another machine."""


class StorageAway(OSError):
    """The storage does not answer, or refuses: readers are told to come back (503). One file that is missing is another error."""
