"""Packages for the municipality's archive: what was public of a round or a conversation, readable without the site."""
