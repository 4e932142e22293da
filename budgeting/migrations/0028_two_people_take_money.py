"""Nobody alone takes the money of a project: one person gives back only what a project that is done did not use, up to the
programme's amount for two people. And the receipt of a payment that is made is marked as removed, and kept.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

BY_TWO = """
CREATE OR REPLACE FUNCTION budgeting_decide_money() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint; decided bigint;
BEGIN
    IF NEW.at IS NULL OR (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL) THEN RETURN NEW; END IF;
    PERFORM pg_advisory_xact_lock(7304, NEW.proposal_id::int);
    SELECT coalesce(sum(amount_ore), 0) INTO paid FROM budgeting_payment WHERE proposal_id = NEW.proposal_id;
    IF (NEW.asked_by_id IS NULL OR NEW.confirmed_by_id IS NULL) AND NOT (NEW.closes AND paid > 0 AND EXISTS (
        SELECT 1 FROM budgeting_project j JOIN budgeting_proposal p ON p.id = j.proposal_id
        JOIN budgeting_round r ON r.id = p.round_id JOIN budgeting_budgetingpage b ON b.page_ptr_id = r.programme_id
        WHERE p.id = NEW.proposal_id AND j.status = 'done'
        AND (b.two_people_above_ore IS NULL OR -NEW.amount_ore <= b.two_people_above_ore)))
    THEN RAISE EXCEPTION 'money is decided by two people' USING ERRCODE = 'check_violation';
    END IF;
    IF budgeting_given_to(NEW.proposal_id) IS NULL
    THEN RAISE EXCEPTION 'proposal % gets no money', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    decided := budgeting_decided_for(NEW.proposal_id) + NEW.amount_ore;
    IF decided < paid
    THEN RAISE EXCEPTION 'proposal % has been paid more', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION budgeting_decide_money() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint; decided bigint;
BEGIN
    IF NEW.at IS NULL OR (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL) THEN RETURN NEW; END IF;
    IF NOT NEW.closes AND (NEW.asked_by_id IS NULL OR NEW.confirmed_by_id IS NULL)
    THEN RAISE EXCEPTION 'money is decided by two people' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(7304, NEW.proposal_id::int);
    IF budgeting_given_to(NEW.proposal_id) IS NULL
    THEN RAISE EXCEPTION 'proposal % gets no money', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    decided := budgeting_decided_for(NEW.proposal_id) + NEW.amount_ore;
    SELECT coalesce(sum(amount_ore), 0) INTO paid FROM budgeting_payment WHERE proposal_id = NEW.proposal_id;
    IF decided < paid
    THEN RAISE EXCEPTION 'proposal % has been paid more', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
NAME = "budgeting_decision_of_two_people"


class Migration(migrations.Migration):
    dependencies = [
        ("budgeting", "0026_alternatives"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(BY_TWO, BEFORE),
        migrations.RemoveConstraint("moneydecision", NAME),
        migrations.AddConstraint(
            "moneydecision",
            models.CheckConstraint(name=NAME, condition=Q(at__isnull=True) | ~Q(confirmed_by=F("asked_by"))),
        ),
        migrations.AddField("voucher", "removed_at", models.DateTimeField(null=True, verbose_name="removed")),
        migrations.AddField(
            "voucher",
            "removed_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="removed by",
            ),
        ),
        migrations.AddField(
            "voucher",
            "removed_why",
            models.CharField(blank=True, max_length=150, verbose_name="why it is removed"),
        ),
        migrations.AddConstraint(
            "voucher",
            models.CheckConstraint(
                name="budgeting_voucher_removed_with_a_reason",
                condition=Q(removed_at__isnull=True, removed_why="")
                | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
        ),
    ]
