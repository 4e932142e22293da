"""What the worker has to do after the loading: once for each thing, although it was saved in several steps."""

import json

from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex
from wagtail.tasks import update_reference_index_task

from home.demo.shelf import Shelf


def queue_indexing(shelf: Shelf) -> None:
    """Queue the reference index of everything that refers to something, and let each thing be done once."""
    for page in shelf.pages.values():
        if ReferenceIndex.model_is_indexable(type(page)):
            update_reference_index_task.enqueue(page._meta.app_label, page._meta.model_name, str(page.pk))
    seen, doubles = set(), []
    waiting = DBTaskResult.objects.filter(task_path__endswith="_task", status="READY")
    for number, path, arguments in waiting.values_list("pk", "task_path", "args_kwargs"):
        key = (path, json.dumps(arguments, sort_keys=True))
        if key in seen:
            doubles.append(number)
        seen.add(key)
    DBTaskResult.objects.filter(pk__in=doubles).delete()
