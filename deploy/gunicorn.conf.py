"""gunicorn on a server: `gunicorn --config deploy/gunicorn.conf.py radslag.wsgi`, from the folder of the project.

Each worker has threads, and each thread a connection to PostgreSQL: WEB_CONCURRENCY × WEB_THREADS on every machine together,
with eight for each `manage.py work`, must stay below the server's max_connections.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "site"))  # also for the next line
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.production")
# Before anything counts: the workers of this machine count together, and any of them tells the sum.
if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="radslag-metrics-")

from radslag.operation import logs  # noqa: E402

chdir = str(PROJECT)
pythonpath = f"{PROJECT},{PROJECT / 'site'}"
bind = os.environ.get("BIND", "127.0.0.1:8000")  # ignored when systemd hands over a socket
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True  # once in memory for all workers; an upgrade is a restart, and the socket waits meanwhile
timeout = 30  # seconds in which a worker must show that it lives
graceful_timeout = 30  # seconds in which a request may end before a stop
keepalive = 65  # longer than the proxy keeps its connections
max_requests, max_requests_jitter = 20_000, 2_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a file without content, by gunicorn
limit_request_line, limit_request_fields = 4094, 60
control_socket_disable = True  # nothing here is steered from outside the service manager
accesslog = None  # the site writes one line a request itself, without addresses
logconfig_dict = logs.config(as_json=True, level=os.environ.get("LOG_LEVEL", "INFO"))


def post_fork(server: object, worker: object) -> None:
    """A worker that ends by an error tells of it without the words of the error."""
    logs.report_crashes()


def child_exit(server: object, worker: object) -> None:
    """What a worker that is gone had counted stays in the sums."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined]


def on_exit(server: object) -> None:
    """Sums end with the service, and their files too."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
