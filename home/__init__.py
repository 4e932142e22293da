"""The top layer, which may use all others: the home page, standard pages, news, search, “Mina sidor”, the demo."""
