"""The count: pure, standard library only, whole numbers and fractions only."""

VERSION = "2"
"""Stored with every count. Raise it whenever a change can alter an outcome."""
