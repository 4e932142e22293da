"""Conversations of thousands, put into the tables at once: for what must not grow with them."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from comments.services.conversations import ensure_conversation

# Reply j of a thread has level 1, 2 or 3 in turn, and answers the comment before it or the beginning of the thread.
_NUMBERED = """
CREATE TEMPORARY TABLE crowd ON COMMIT DROP AS
SELECT %(first)s + i * (%(replies)s + 1) + j AS id, %(first)s + i * (%(replies)s + 1) AS thread, j,
  CASE WHEN j = 0 THEN 0 ELSE (j - 1) %% 3 + 1 END AS level,
  now() - (%(threads)s - i) * interval '1 hour' + j * interval '1 second' AS at
FROM generate_series(0, %(threads)s - 1) AS i, generate_series(0, %(replies)s) AS j
"""
_TEXTS = """
INSERT INTO django_comments (id, object_pk, user_name, user_email, user_url, comment, submit_date, is_public, is_removed,
  content_type_id, site_id)
SELECT id, %(object)s, 'Granne ' || id, '', '', %(text)s, at, true, false, %(type)s, %(site)s FROM crowd
"""
_PLACES = """
INSERT INTO django_comments_xtd_xtdcomment (comment_ptr_id, thread_id, parent_id, level, "order", followup, nested_count)
SELECT id, thread, CASE WHEN level < 2 THEN thread ELSE id - 1 END, level, j + 1, false,
  CASE WHEN j = 0 THEN %(replies)s ELSE 0 END FROM crowd
"""
_STATES = """
INSERT INTO comments_comment (xtdcomment_ptr_id, state, shown_at, decided_at, hidden_reason, hidden_text, is_staff_answer,
  fingerprint, page_id, holds, likes, reports, text_key, conversation_id, listed_in, thread_at)
SELECT id, 'approved', at, at, '', '', false, 'crowd-' || id, %(page)s, '{}', id %% 7, 0, '', %(conversation)s, thread,
  CASE WHEN j = 0 THEN at END FROM crowd
"""
TEXT = "Det saknas en bänk vid busshållplatsen, och lampan på stigen har varit trasig sedan i våras. Kan ni laga den?"


@transaction.atomic
def fill(target: Any, *, threads: int, replies: int = 0, text: str = TEXT) -> None:
    """Add `threads` threads with `replies` replies each to the conversation about `target`, all of them shown."""
    with connection.cursor() as cursor:
        many = threads * (replies + 1)
        cursor.execute("SELECT nextval(pg_get_serial_sequence('django_comments', 'id'))")
        values = {
            "first": cursor.fetchone()[0],
            "threads": threads,
            "replies": replies,
            "text": text,
            "object": str(target.pk),
            "type": ContentType.objects.get_for_model(target).pk,
            "site": settings.SITE_ID,
            "page": target.thread_page.pk,
            "conversation": ensure_conversation(target=target).pk,
        }
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('django_comments', 'id'), %s)", [values["first"] + many]
        )
        cursor.execute("DROP TABLE IF EXISTS crowd")
        for statement in (_NUMBERED, _TEXTS, _PLACES, _STATES):
            cursor.execute(statement, values)
