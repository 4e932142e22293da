"""What must hold in the tables of the parent models too: one comment per place, and no network address with a comment."""

from django.db import migrations

# Deferred, since a reply in the middle moves those after it one step down in one statement.
ONE_PER_PLACE = """
ALTER TABLE django_comments_xtd_xtdcomment
ADD CONSTRAINT comments_one_per_place UNIQUE (thread_id, "order") DEFERRABLE INITIALLY DEFERRED
"""
NO_ADDRESS = "ALTER TABLE django_comments ADD CONSTRAINT comments_no_ip_address CHECK (ip_address IS NULL)"


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial"), ("django_comments", "0004_add_object_pk_is_removed_index")]

    operations = [
        migrations.RunSQL(
            ONE_PER_PLACE, "ALTER TABLE django_comments_xtd_xtdcomment DROP CONSTRAINT comments_one_per_place"
        ),
        migrations.RunSQL(NO_ADDRESS, "ALTER TABLE django_comments DROP CONSTRAINT comments_no_ip_address"),
    ]
