"""Blocks of page bodies, one family per file. `body.BodyBlock` is the set that pages use."""
