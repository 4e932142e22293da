"""The count: pure, standard library only, whole numbers only."""

VERSION = "1"
"""Stored with every count. Raise it whenever a change can alter an outcome."""
