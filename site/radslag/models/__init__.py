"""Models shared by every app. Migration 0001 holds User alone: Wagtail's own migrations depend on it."""

from .archives import ArchivePackage
from .audit import AuditCheck, AuditEntry
from .content import ContentNumber
from .documents import DocumentFacts
from .erasures import Erasure
from .identities import StaffIdentity
from .jobs import JobRun
from .limits import DailySalt, LimitCount
from .mail import OutgoingMail
from .operation import Backup, Maintenance
from .privacy import RetentionDecision
from .registers import Area, Contact, Theme
from .sessions import LoginSession
from .settings import SiteSettings
from .users import User

__all__ = [
    "ArchivePackage",
    "Area",
    "AuditCheck",
    "AuditEntry",
    "Backup",
    "Contact",
    "ContentNumber",
    "DailySalt",
    "DocumentFacts",
    "Erasure",
    "JobRun",
    "LimitCount",
    "LoginSession",
    "Maintenance",
    "OutgoingMail",
    "RetentionDecision",
    "SiteSettings",
    "StaffIdentity",
    "Theme",
    "User",
]
