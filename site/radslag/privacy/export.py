"""Everything the site holds about one person, as one JSON file."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from radslag.clock import database_now
from radslag.privacy.people import Person, owners

FORMAT = "radslag-my-data/1"
"""Changes when a key gets another meaning."""


def my_data(person: Person) -> dict[str, Any]:
    """The file as a dictionary: what each key means, then each app's part."""
    parts = owners()
    return {
        "format": FORMAT,
        "made_at": database_now(),
        "about": person.email,
        "keys": {owner.name: {key: str(says) for key, says in owner.keys.items()} for owner in parts},
        **{owner.name: owner.export(person) for owner in parts},
    }


def as_json(person: Person) -> str:
    """The file as it is fetched: UTF-8, instants by ISO 8601 in UTC."""
    return json.dumps(my_data(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
