"""Accounts: one door for residents, a code by e-mail."""
