"""Who it is that writes, follows or decides, as far as a request tells."""
