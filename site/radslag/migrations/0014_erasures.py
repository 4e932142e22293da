from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("radslag", "0013_log_in_sessions")]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="A keyed hash of the address that was erased.",
                        max_length=64,
                        verbose_name="key",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        help_text="What came to the address later is not meant.", verbose_name="asked for"
                    ),
                ),
                (
                    "done_at",
                    models.DateTimeField(
                        help_text="Empty while it is not done in all apps.", null=True, verbose_name="done"
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("key", "at"), name="radslag_one_erasure")],
            },
        ),
    ]
