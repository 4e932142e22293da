"""How long texts out of sight are kept is a decision like the others (radslag.privacy): what was chosen goes along."""

import datetime as dt

from django.db import migrations

NAME, DEFAULT, SHORTEST, LONGEST = "hidden_texts", 24, 90, 3650


def days_of(months):
    return min(max(365 * months // 12, SHORTEST), LONGEST)


def to_decision(apps, schema_editor):
    chosen = set(
        apps.get_model("comments", "ConversationSettings").objects.values_list(
            "keep_hidden_months", flat=True
        )
    )
    if chosen - {DEFAULT}:
        now = dt.datetime.now(dt.UTC)
        apps.get_model("radslag", "RetentionDecision").objects.get_or_create(
            name=NAME,
            defaults={
                "days": days_of(max(chosen)),
                "decision": "–",
                "decided_on": now.date(),
                "changed_at": now,
            },
        )


def to_months(apps, schema_editor):
    decision = apps.get_model("radslag", "RetentionDecision").objects.filter(name=NAME).first()
    if decision:
        months = min(round(decision.days * 12 / 365), 120)
        apps.get_model("comments", "ConversationSettings").objects.update(keep_hidden_months=months)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0009_listed_as_shown"),
        ("radslag", "0012_decisions_about_retention"),
    ]

    operations = [
        migrations.RunPython(to_decision, to_months),
        migrations.RemoveField(model_name="conversationsettings", name="keep_hidden_months"),
    ]
