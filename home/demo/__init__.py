"""The content of the demo: a fictional municipality, Lövsunda, and its residents. No real person, number or address."""
