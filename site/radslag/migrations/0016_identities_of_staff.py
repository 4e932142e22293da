"""Who staff are at their organisation's own log-in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("radslag", "0015_limits_have_names")]

    operations = [
        migrations.CreateModel(
            name="StaffIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        help_text="The organisation’s log-in.", max_length=255, verbose_name="issuer"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="The issuer’s name for the person, often a number.",
                        max_length=255,
                        verbose_name="subject",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        help_text="Who logs in.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_identity",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "identity of staff",
                "verbose_name_plural": "identities of staff",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["issuer", "subject"], name="radslag_one_user_per_identity"
                    )
                ],
            },
        ),
    ]
