"""Comments that are stored already get what threads are sorted and replies counted by."""

from django.db import migrations

FILL = """
UPDATE comments_comment AS k
SET listed_in = x.thread_id, thread_at = CASE WHEN x.level = 0 THEN c.submit_date END
FROM django_comments AS c, django_comments_xtd_xtdcomment AS x
WHERE c.id = k.xtdcomment_ptr_id AND x.comment_ptr_id = c.id AND c.is_public
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_threads_sorted")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
