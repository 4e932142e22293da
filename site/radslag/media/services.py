"""Trying the storage of the files before a site relies on it: does it keep what it gets, and give it to nobody else?"""

from collections.abc import Iterator
from typing import Any

import requests
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string

from radslag.operation.elsewhere import has_bucket

from .errors import StorageAway

PATIENCE_SECONDS = 10


def faults_of_storage() -> Iterator[str]:
    """What is wrong with the storage; a file is stored and deleted again. Raises StorageAway when it can't be asked at all."""
    name, content = f"check/{get_random_string(24)}.txt", get_random_string(64).encode()
    if default_storage.save(name, ContentFile(content)) != name:
        yield "a file was stored under another name than it was given"
    try:
        yield from _faults_of_file(name, content)
    finally:
        default_storage.delete(name)
    if default_storage.exists(name):
        yield "a file that was deleted is still there"


def _faults_of_file(name: str, content: bytes) -> Iterator[str]:
    with default_storage.open(name) as file:
        if file.read() != content:
            yield "a file that was read is not what was stored"
    if name not in _listed(name):
        yield "a file that is there is not in the list of files"
    addresses: dict[str, str] = default_storage.open_addresses(name) if has_bucket() else {}  # type: ignore[attr-defined]
    for what, address in addresses.items():
        if _answers_strangers(address):
            yield f"anybody on the internet can {what}: close the bucket to the public"


def _listed(name: str) -> list[str]:
    folder, _, last = name.rpartition("/")
    return [f"{folder}/{file}" for file in default_storage.listdir(folder)[1] if file == last]


def _answers_strangers(address: str) -> bool:
    try:
        answer: Any = requests.get(address, timeout=PATIENCE_SECONDS)
    except requests.RequestException as error:
        raise StorageAway("the bucket does not answer") from error
    return bool(answer.ok)
