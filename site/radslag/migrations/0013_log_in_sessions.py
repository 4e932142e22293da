"""Where people are logged in. The key to the session cascades in the database: clearing sessions stays one statement."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CASCADE = """
ALTER TABLE radslag_loginsession ADD CONSTRAINT radslag_login_goes_with_session
FOREIGN KEY (session_id) REFERENCES django_session (session_key) ON DELETE CASCADE NOT DEFERRABLE
"""
WITHOUT = "ALTER TABLE radslag_loginsession DROP CONSTRAINT radslag_login_goes_with_session"


class Migration(migrations.Migration):
    dependencies = [
        ("radslag", "0012_decisions_about_retention"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoginSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "browser",
                    models.CharField(
                        blank=True,
                        help_text="Its name alone, such as Firefox.",
                        max_length=20,
                        verbose_name="browser",
                    ),
                ),
                (
                    "system",
                    models.CharField(
                        blank=True,
                        help_text="Its name alone, such as Android.",
                        max_length=20,
                        verbose_name="system",
                    ),
                ),
                (
                    "began_at",
                    models.DateTimeField(help_text="When the person logged in.", verbose_name="logged in"),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(help_text="To within a few minutes.", verbose_name="last used"),
                ),
                (
                    "session",
                    models.OneToOneField(
                        db_constraint=False,
                        help_text="Ending it deletes it.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="login",
                        to="sessions.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        help_text="Who is logged in.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="login_sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "log-in that lasts",
                "verbose_name_plural": "log-ins that last",
                "indexes": [models.Index(fields=["user", "-last_used_at"], name="radslag_login_sessions")],
            },
        ),
        migrations.RunSQL(CASCADE, WITHOUT),
    ]
