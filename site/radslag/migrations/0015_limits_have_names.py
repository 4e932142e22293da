from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("radslag", "0014_erasures")]

    operations = [
        migrations.AddField(
            model_name="limitcount",
            name="name",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Which limit it is; empty for those that nobody is shown.",
                max_length=60,
                verbose_name="limit",
            ),
        ),
        migrations.AddField(
            model_name="limitcount",
            name="times",
            field=models.PositiveIntegerField(
                default=0, help_text="As often as this within the window.", verbose_name="at most"
            ),
        ),
        migrations.AlterModelOptions(
            name="limitcount",
            options={
                "default_permissions": ("view", "delete"),
                "verbose_name": "limit in use",
                "verbose_name_plural": "limits in use",
            },
        ),
    ]
