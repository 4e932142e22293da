"""Mail goes to an outbox table in the transaction of its cause and is delivered by `manage.py work`."""
