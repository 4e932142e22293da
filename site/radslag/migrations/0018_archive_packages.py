import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import radslag.models.archives


class Migration(migrations.Migration):
    dependencies = [("radslag", "0017_backups_and_maintenance")]

    operations = [
        migrations.CreateModel(
            name="ArchivePackage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        help_text="Of the decision that no package is needed, such as KS 2026/114.",
                        max_length=60,
                        verbose_name="number of the decision",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("made_at", models.DateTimeField(null=True, verbose_name="made")),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to=radslag.models.archives.package_place, verbose_name="file"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size in bytes")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="checksum")),
                ("failed_at", models.DateTimeField(null=True, verbose_name="failed")),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        help_text="When somebody said that the archive has the package.",
                        null=True,
                        verbose_name="confirmed",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "archive package",
                "verbose_name_plural": "archive packages",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["kind", "object_id"], name="radslag_package_of_thing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("made_at__isnull", False),
                            models.Q(("decision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="radslag_confirmed_package_is_made",
                    )
                ],
            },
        ),
    ]
