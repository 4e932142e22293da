"""Who may vote and how, voting codes, ballots on paper, challenges and sealing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LOOSEN = """
ALTER TABLE budgeting_ballotchoice DROP CONSTRAINT budgeting_choice_of_ballot_round_and_limit;
"""
TIE = """
ALTER TABLE budgeting_ballotchoice ADD CONSTRAINT budgeting_choice_of_ballot_round_and_limit
    FOREIGN KEY (ballot_id, round_id, "limit") REFERENCES budgeting_ballot (id, round_id, "limit") ON DELETE CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("budgeting", "0014_colleagues_told_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(LOOSEN, TIE),  # 0016 ties a choice to the kind of its ballot too
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("at", models.DateTimeField(null=True, verbose_name="in force from")),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="dropped")),
            ],
            options={
                "verbose_name": "challenged ballot",
                "verbose_name_plural": "challenged ballots",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CodeBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("size", models.PositiveIntegerField(verbose_name="codes")),
                ("made_at", models.DateTimeField(verbose_name="made")),
            ],
            options={
                "verbose_name": "batch of voting codes",
                "verbose_name_plural": "batches of voting codes",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PaperPile",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="paper_pile",
                        serialize=False,
                        to="budgeting.round",
                    ),
                ),
                ("papers", models.PositiveIntegerField(verbose_name="ballots on paper")),
            ],
            options={
                "verbose_name": "ballots on paper",
                "verbose_name_plural": "ballots on paper",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PaperRefusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="why")),
                ("at", models.DateTimeField(verbose_name="refused")),
            ],
            options={
                "verbose_name": "refused ballot on paper",
                "verbose_name_plural": "refused ballots on paper",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PaperVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("voter_key", models.CharField(max_length=64)),
                ("choices", models.JSONField(null=True)),
                ("first_at", models.DateTimeField()),
                ("second_at", models.DateTimeField(null=True)),
                ("differs", models.BooleanField(default=False)),
                ("cast_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "ballot on paper",
                "verbose_name_plural": "ballots on paper",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Sealing",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sealing",
                        serialize=False,
                        to="budgeting.round",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="sealed")),
                ("ballots", models.PositiveIntegerField(verbose_name="ballots")),
                ("codes_made", models.PositiveIntegerField(default=0, verbose_name="voting codes")),
                ("codes_used", models.PositiveIntegerField(default=0, verbose_name="used voting codes")),
                ("papers_refused", models.PositiveIntegerField(default=0, verbose_name="refused papers")),
                ("transaction_id", models.CharField(blank=True, default="", editable=False, max_length=20)),
            ],
            options={
                "verbose_name": "sealing",
                "verbose_name_plural": "sealings",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="VotingCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("voter_key", models.CharField(max_length=64, null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_why", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "verbose_name": "voting code",
                "verbose_name_plural": "voting codes",
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="ballot",
            options={"default_permissions": (), "verbose_name": "ballot", "verbose_name_plural": "ballots"},
        ),
        migrations.AlterModelOptions(
            name="ballotchoice",
            options={"default_permissions": (), "verbose_name": "choice", "verbose_name_plural": "choices"},
        ),
        migrations.AlterModelOptions(
            name="receipt",
            options={"default_permissions": (), "verbose_name": "receipt", "verbose_name_plural": "receipts"},
        ),
        migrations.RemoveConstraint(
            model_name="ballot",
            name="budgeting_ballot_round_and_limit",
        ),
        migrations.RemoveConstraint(
            model_name="roundnotice",
            name="budgeting_notice_known_event",
        ),
        migrations.AddField(
            model_name="ballot",
            name="kind",
            field=models.CharField(
                choices=[
                    ("approval", "Choose some proposals: each choice is one vote"),
                    ("knapsack", "Fill the budget: choose proposals as far as the money lasts"),
                    ("points", "Share out points among the proposals"),
                ],
                default="approval",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="ballotchoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("approval", "Choose some proposals: each choice is one vote"),
                    ("knapsack", "Fill the budget: choose proposals as far as the money lasts"),
                    ("points", "Share out points among the proposals"),
                ],
                default="approval",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="ballotchoice",
            name="points",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="receipt",
            name="channel",
            field=models.CharField(
                choices=[("web", "On the web"), ("paper", "On paper")], default="web", max_length=5
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="domain",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="receipt",
            name="made_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="receipt",
            name="network",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="round",
            name="ballot_kind",
            field=models.CharField(
                choices=[
                    ("approval", "Choose some proposals: each choice is one vote"),
                    ("knapsack", "Fill the budget: choose proposals as far as the money lasts"),
                    ("points", "Share out points among the proposals"),
                ],
                default="approval",
                max_length=8,
                verbose_name="ballot",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="identity",
            field=models.CharField(
                choices=[
                    ("email", "A confirmed e-mail address"),
                    ("codes", "Voting codes that we hand out, on the web or on paper"),
                    ("eid", "Electronic identification"),
                ],
                default="email",
                max_length=5,
                verbose_name="who may vote",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="points_most",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="most points for a proposal"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="points_total",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="points to share out"),
        ),
        migrations.AddField(
            model_name="round",
            name="postal_codes",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Five digits each, with spaces between them. Empty: nobody is asked for a postal code.",
                verbose_name="postal codes of voters",
            ),
        ),
        migrations.AlterField(
            model_name="ballot",
            name="round",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ballots",
                to="budgeting.round",
            ),
        ),
        migrations.AlterField(
            model_name="roundnotice",
            name="event",
            field=models.CharField(
                choices=[
                    ("submission_opens", "Submission opens"),
                    ("proposals_shown", "Proposals are shown"),
                    ("voting_opens", "Voting opens"),
                    ("last_day", "Voting closes tomorrow"),
                    ("result_at", "The result is published"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                fields=("id", "round", "limit", "kind"), name="budgeting_ballot_round_limit_and_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballotchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "points"), ("points__gte", 1), ("points__isnull", False)),
                    models.Q(models.Q(("kind", "points"), _negated=True), ("points__isnull", True)),
                    _connector="OR",
                ),
                name="budgeting_points_where_they_belong",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["web", "paper"])), name="budgeting_receipt_known_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                fields=("id", "ballot_kind"), name="budgeting_round_and_ballot_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("identity__in", ["email", "codes", "eid"]),
                    ("ballot_kind__in", ["approval", "knapsack", "points"]),
                ),
                name="budgeting_round_known_ballot",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("postal_codes", ""), models.Q(("identity", "codes"), _negated=True), _connector="OR"
                ),
                name="budgeting_round_postal_codes_by_email_or_eid",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ballot_kind", "points"),
                        ("points_most__gte", 1),
                        ("points_total__lte", 100),
                        ("points_most__isnull", False),
                        ("points_most__lte", models.F("points_total")),
                        ("points_total__isnull", False),
                    ),
                    models.Q(
                        models.Q(("ballot_kind", "points"), _negated=True),
                        ("points_most__isnull", True),
                        ("points_total__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="budgeting_round_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "event__in",
                        ["submission_opens", "proposals_shown", "voting_opens", "last_day", "result_at"],
                    )
                ),
                name="budgeting_notice_known_event",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="dropped_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dropped by",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="receipt",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="challenges",
                to="budgeting.receipt",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="challenges",
                to="budgeting.round",
                verbose_name="round",
            ),
        ),
        migrations.AddField(
            model_name="codebatch",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="codebatch",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="code_batches",
                to="budgeting.round",
                verbose_name="round",
            ),
        ),
        migrations.AddField(
            model_name="paperrefusal",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paperrefusal",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_refusals",
                to="budgeting.round",
            ),
        ),
        migrations.AddField(
            model_name="papervote",
            name="first_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="papervote",
            name="round",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_votes",
                to="budgeting.round",
            ),
        ),
        migrations.AddField(
            model_name="papervote",
            name="second_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sealing",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sealed by",
            ),
        ),
        migrations.AddField(
            model_name="votingcode",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="budgeting.codebatch"
            ),
        ),
        migrations.AddField(
            model_name="votingcode",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacement",
                to="budgeting.votingcode",
            ),
        ),
        migrations.AddField(
            model_name="votingcode",
            name="revoked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="votingcode",
            name="round",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="codes",
                to="budgeting.round",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True)),
                fields=("receipt",),
                name="budgeting_one_challenge_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="budgeting_challenge_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("at__isnull", True),
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="budgeting_challenge_of_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="codebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 1), ("size__lte", 20000)), name="budgeting_batch_size"
            ),
        ),
        migrations.AddConstraint(
            model_name="papervote",
            constraint=models.UniqueConstraint(
                fields=("round", "voter_key"), name="budgeting_one_paper_per_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="papervote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_by__isnull", True),
                    models.Q(("second_by", models.F("first_by")), _negated=True),
                    _connector="OR",
                ),
                name="budgeting_paper_keyed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="papervote",
            constraint=models.CheckConstraint(
                condition=models.Q(("cast_at__isnull", True), ("choices__isnull", True), _connector="OR"),
                name="budgeting_paper_forgets_choices",
            ),
        ),
        migrations.AddConstraint(
            model_name="votingcode",
            constraint=models.UniqueConstraint(
                fields=("round", "number"), name="budgeting_one_code_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="votingcode",
            constraint=models.UniqueConstraint(
                fields=("round", "voter_key"), name="budgeting_one_code_per_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="votingcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revoked_at__isnull", True),
                    models.Q(("revoked_why", ""), _negated=True),
                    _connector="OR",
                ),
                name="budgeting_code_revoked_with_reason",
            ),
        ),
    ]
