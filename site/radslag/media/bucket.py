"""Files in an S3-like bucket that nobody reads but this site: it hands them out itself, after the same looks at rights as ever.

No address of the bucket is ever given to a browser, so that it can stay closed to the world; `manage.py check_media` tries it.
"""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid
from typing import Any, Final

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.crypto import get_random_string
from django.utils.encoding import filepath_to_uri
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from radslag.media.errors import StorageAway

IN_MEMORY_BYTES: Final = 1024 * 1024
"""A larger file passes through a temporary one on its way to the reader."""
CONFIG: Final = Config(
    connect_timeout=3,
    read_timeout=15,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=50,
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    # What else is sent by default is a protocol of Amazon's own, which many other servers refuse.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
NAMED_BY_PEOPLE: Final = ("original_images/", "documents/", "images/", "wagtail_uploads/")
"""Folders whose files keep the names that they came with; all others are named at random."""
NOT_THERE: Final = {"404", "NoSuchKey", "NotFound"}


class PrivateBucket(S3Storage):
    """The storage. Raises FileNotFoundError for a file that is not there, StorageAway for everything else that goes wrong."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._making = threading.Lock()
        self._made: Any = None
        self._made_by = 0

    def get_default_settings(self) -> dict[str, Any]:
        """What does not come from our own variables is fixed; nothing is read from AWS_…"""
        fixed: dict[str, Any] = super().get_default_settings()
        return fixed | {
            "security_token": None,
            "session_profile": None,
            "default_acl": None,
            "file_overwrite": False,
            "object_parameters": {},
            "location": "",
            "gzip": False,
            "max_memory_size": IN_MEMORY_BYTES,
            "transfer_config": TransferConfig(use_threads=False),
            "client_config": CONFIG,
        }

    @property
    def connection(self) -> Any:
        """One for all threads of a process: its client may be shared, and each would read the same megabytes of descriptions."""
        with self._making:
            if self._made is None or self._made_by != getpid():
                session = boto3.Session(
                    aws_access_key_id=self.access_key, aws_secret_access_key=self.secret_key
                )
                self._made = session.resource(
                    "s3",
                    region_name=self.region_name,
                    endpoint_url=self.endpoint_url,
                    config=self.client_config,
                )
                self._made_by = getpid()
            return self._made

    @property
    def bucket(self) -> Any:
        """The bucket by the connection of this process."""
        return self.connection.Bucket(self.bucket_name)

    def url(self, name: str, *_: Any, **__: Any) -> str:
        """The address on this site, as for files in a folder."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"

    def generate_filename(self, filename: str) -> str:
        """With a folder of its own for what people named: of two files with one name at one instant neither may be lost.

        A folder of a disk refuses the second; not every S3-like server can.
        """
        name: str = super().generate_filename(filename)
        if not name.startswith(NAMED_BY_PEOPLE):
            return name
        folder, last = posixpath.split(name)
        return posixpath.join(folder, get_random_string(8, "abcdefghijkmnpqrstuvwxyz23456789"), last)

    def names(self, under: str = "") -> Iterator[str]:
        """All names that begin with `under`, in few requests."""
        with _told(under):
            for stored in self.bucket.objects.filter(Prefix=under):
                if not stored.key.endswith("/"):
                    yield stored.key

    def open_addresses(self, name: str) -> dict[str, str]:
        """What a stranger would ask for, by what they would then do: none of it may be answered."""
        place = f"{self.endpoint_url.rstrip('/')}/{self.bucket_name}"
        return {"read files": f"{place}/{filepath_to_uri(name)}", "list files": f"{place}?list-type=2"}

    def look(self) -> None:
        """Ask whether the bucket is there. Raises StorageAway or FileNotFoundError."""
        with _told(self.bucket_name):
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)

    def _open(self, name: str, mode: str = "rb") -> Any:
        """Fetched at once, so that what goes wrong is told before an answer has begun."""
        with _told(name):
            file = super()._open(name, mode)
            if "r" in mode:
                file.open()
            return file

    def _save(self, name: str, content: Any) -> str:
        with _told(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no error."""
        with _told(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Whether there is such a file. Folders are not there, whatever lies in them."""
        with _told(name):
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files in a folder; none of either when there is no such folder."""
        with _told(path):
            folders, files = super().listdir(path)
            return folders, files

    def size(self, name: str) -> int:
        """Bytes of a file."""
        with _told(name):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> Any:
        """When a file was stored (aware)."""
        with _told(name):
            return super().get_modified_time(name)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """In the words of a folder: who uses the storage need not know which it is."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in NOT_THERE:
            raise FileNotFoundError(name) from error
        raise StorageAway("the bucket refuses") from error
    except (BotoCoreError, Boto3Error, RetriesExceededError) as error:
        raise StorageAway("the bucket does not answer") from error
