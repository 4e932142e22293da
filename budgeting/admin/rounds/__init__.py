"""A round's contract: the list, making one, changing what is not locked, trying its rules, money from earlier rounds."""
