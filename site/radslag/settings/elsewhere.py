"""What a site of more than one machine shares besides PostgreSQL: a cache in Redis, and files in an S3-like bucket."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from radslag.operation.start_errors import StartError

BUCKET_NEEDS = ("MEDIA_S3_BUCKET", "MEDIA_S3_ENDPOINT", "MEDIA_S3_KEY_ID", "MEDIA_S3_SECRET")
BUCKET_TAKES = (*BUCKET_NEEDS, "MEDIA_S3_REGION")
ANY_REGION = "us-east-1"
"""What servers that know no regions take."""
REDIS_SCHEMES = ("redis", "rediss", "unix")


def missing_of_bucket(environ: Mapping[str, str]) -> list[str]:
    """The variables that are missing when some of the bucket's are there, but not all that it needs."""
    begun = any(environ.get(name) for name in BUCKET_TAKES)
    return [name for name in BUCKET_NEEDS if begun and not environ.get(name)]


def caches_from(env: Any, here: dict[str, Any]) -> dict[str, Any]:
    """CACHES: `here`, with the two that all processes share in the Redis of CACHE_URL when that is set.

    Raises StartError for an address that is not one of Redis.
    """
    url = env.str("CACHE_URL", default="")
    if not url:
        return here
    if urlsplit(url).scheme not in REDIS_SCHEMES:
        raise StartError("CACHE_URL must look like redis://:password@host:6379/0, or rediss:// for TLS")
    backend = {"BACKEND": "radslag.caches.in_redis.RedisCache", "LOCATION": [url]}
    pages = backend | {"KEY_PREFIX": "radslag-pages", "TIMEOUT": here["pages"]["TIMEOUT"]}
    return here | {"default": backend | {"KEY_PREFIX": "radslag"}, "pages": pages}


def media_from(env: Any) -> dict[str, Any]:
    """STORAGES["default"]: the bucket of MEDIA_S3_…, or the folder MEDIA_ROOT when nothing is said of one.

    Raises StartError when something is missing, or the address is none.
    """
    bucket = env.str("MEDIA_S3_BUCKET", default="")
    endpoint = env.str("MEDIA_S3_ENDPOINT", default="")
    key, secret = env.str("MEDIA_S3_KEY_ID", default=""), env.str("MEDIA_S3_SECRET", default="")
    region = env.str("MEDIA_S3_REGION", default="")
    given = (bucket, endpoint, key, secret, region)
    missing = missing_of_bucket(dict(zip(BUCKET_TAKES, given, strict=True)))
    if missing:
        raise StartError("these environment variables are missing: " + ", ".join(missing))
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise StartError(
            "MEDIA_S3_ENDPOINT must be an address such as https://s3.example.org, without the bucket"
        )
    options = {"bucket_name": bucket, "endpoint_url": endpoint, "region_name": region or ANY_REGION}
    options |= {"access_key": key, "secret_key": secret}
    return {"BACKEND": "radslag.media.bucket.PrivateBucket", "OPTIONS": options}
