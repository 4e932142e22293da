"""Make the demo database that the browser tests copy (e2e/house.py), unless it is there: `python .ci/demo.py`.

It takes one core for most of a minute, in which the browser tests could only wait.
"""

import os
import shutil
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.test")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from e2e.house import demo_database  # noqa: E402

setup_test_environment()
settings.MEDIA_ROOT = (
    settings.DATA_DIR / "test-media" / "prepared"
)  # tests run beside, in folders of their own
try:
    with demo_database("prepared"):
        pass
finally:
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
