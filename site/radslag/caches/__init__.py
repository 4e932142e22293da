"""What is kept so that it is not asked for again: the cache of one machine or several, questions that are composed once."""
