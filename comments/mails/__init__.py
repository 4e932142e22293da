"""Every mail of conversations, and the signed addresses in them."""
