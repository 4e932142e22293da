"""Writing in the audit log: one INSERT, in the transaction of the act. The database chains it when that commits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from radslag.models.audit import AuditEntry

from . import names


def record(
    action: str,
    *,
    by: Any = None,
    about: models.Model | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Note that `by` (a user, or a user's number; None: the site by itself) did `action` with `about`.

    `facts` are numbers and codes (`names.only_facts`); words that people wrote are left out.
    """
    kind = names.kind_of(about) if about is not None else ""
    object_id = str(about.pk) if about is not None else ""
    write(
        action,
        user_id=by if by is None or isinstance(by, int) else by.pk,
        kind=kind,
        object_id=object_id,
        label=names.name_of(about) if about is not None else "",
        facts=facts or {},
    )


def write(
    action: str, *, user_id: int | None, kind: str, object_id: str, label: str, facts: Mapping[str, Any]
) -> None:
    """Add the entry. `label` is what `names` lets stand."""
    AuditEntry(
        user_id=user_id,
        action=action,
        kind=kind,
        object_id=object_id,
        label=label,
        within=names.within_of(kind, object_id),
        facts=names.only_facts(facts),
    ).save(force_insert=True)
