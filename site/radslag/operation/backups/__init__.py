"""Backups: a folder for each, whole or not there at all; what ties ballots to voters lies in files that can be taken away."""

from .parts import Tied, register

__all__ = ["Tied", "register"]
