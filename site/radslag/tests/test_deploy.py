"""What lies in deploy/ fits the program: names, files, commands; and the tools that read it find no fault, where they are."""

import base64
import configparser
import hashlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

import radslag
from budgeting.services import attachments, picture_sizes, pictures, project_updates
from radslag.media import uploads

from .production import PRODUCTION, PROJECT

DEPLOY = PROJECT / "deploy"
SYSTEMD = DEPLOY / "systemd"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
READ = re.compile(r"""(?:\benv\.\w+\(|environ\.get\(|environ\[)\s*"([A-Z][A-Z0-9_]+)\"""")
OF_A_BROKER = re.compile(r"""\benv\.\w+\(f"\{prefix\}_([A-Z_]+)\"""")
OF_OTHERS = {
    "PATH",
    "HOME",
    "PYTHONPATH",
    "PORT",
    "DJANGO_SETTINGS_MODULE",
    "PROMETHEUS_MULTIPROC_DIR",
    "KEEP_PAGES",
}
COMPOSE_ALONE = {"POSTGRES_PASSWORD"}


def names_read() -> set[str]:
    """What the program reads from its environment on a server."""
    skipped = {PROJECT / "site/radslag/settings" / name for name in ("dev.py", "test.py")}
    files = [
        p for p in (PROJECT / "site/radslag").rglob("*.py") if "tests" not in p.parts and p not in skipped
    ]
    found = {
        name for p in [*files, DEPLOY / "gunicorn.conf.py"] for name in READ.findall(p.read_text("utf-8"))
    }
    parts = OF_A_BROKER.findall((PROJECT / "site/radslag/openid/config.py").read_text("utf-8"))
    return found | set(PRODUCTION) | {f"{prefix}_{part}" for prefix in ("EID", "SSO") for part in parts}


def example() -> tuple[dict[str, str], set[str]]:
    """The names with values of .env.example, and those that may be left out."""
    text = (DEPLOY / ".env.example").read_text(encoding="utf-8")
    given = dict(re.findall(r'^([A-Z][A-Z0-9_]+)="?(.*?)"?$', text, re.MULTILINE))
    return given, set(re.findall(r"^#([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))


def test_the_example_names_what_is_read_and_nothing_else() -> None:
    given, optional = example()
    named = set(given) | optional
    assert names_read() - OF_OTHERS - named == set(), "read, but not in deploy/.env.example"
    assert named - names_read() - COMPOSE_ALONE == set(), "in deploy/.env.example, but nobody reads it"
    assert set(PRODUCTION) <= set(given), "what is asked for stands there without a number sign"


def test_a_site_starts_with_the_example_filled_in_and_gunicorn_finds_no_fault(tmp_path: Path) -> None:
    given, _optional = example()
    values = given | {"SECRET_KEY": PRODUCTION["SECRET_KEY"], "RADSLAG_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [
            Path(sys.executable).parent / "gunicorn",
            "--check-config",
            "--config",
            "deploy/gunicorn.conf.py",
            "radslag.wsgi",
        ],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)} | values,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_program_names_its_version_as_the_project_does() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert radslag.__version__ == project["version"]


def test_the_guide_names_commands_files_and_variables_that_are_there() -> None:
    guide = (PROJECT / "docs" / "drift.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"manage\.py (\w+)", guide))
    assert {"backup", "restore", "maintenance", "migrate"} <= commands <= set(get_commands())
    files = set(re.findall(r"\bdeploy/[\w./-]*\w", guide)) - {"deploy/.env", "deploy/tls"}
    assert not [name for name in files if not (PROJECT / name).exists()]
    units = set(re.findall(r"\bradslag[\w-]*\.(?:service|socket|timer)", guide))
    assert units and units <= {path.name for path in UNITS}
    given, optional = example()
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", guide))
    assert named and named <= set(given) | optional


# Docker


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2].strip()) for line in lines]


def test_the_image_copies_what_is_there_and_is_let_in() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    sources = [
        part
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for part in rest.split()[:-1]
    ]
    assert {"site", "manage.py", "templates", "requirements/base.txt"} <= set(sources)
    assert not [source for source in sources if not (PROJECT / source).exists()]
    assert not [
        source for source in sources if not any(source == one or fnmatch(source, one) for one in let_in)
    ]
    apps = {path.parent.name for path in PROJECT.glob("*/apps.py")}
    assert apps <= set(sources), "every app is in the image"


def test_the_image_runs_as_nobody_in_particular_and_holds_no_settings() -> None:
    found = instructions()
    last = [number for number, (word, _rest) in enumerate(found) if word == "FROM"][-1]
    final = found[last:]
    assert ("USER", "radslag") in final
    assert [word for word, _rest in final].index("USER") < [word for word, _rest in final].index("CMD")
    assert "SECRET_KEY" not in " ".join(rest for word, rest in found if word in {"ENV", "ARG"})
    assert "--require-hashes" in " ".join(rest for _word, rest in found)


def test_compose_starts_the_parts_of_a_site_each_with_as_little_as_it_needs() -> None:
    yaml = pytest.importorskip("yaml")
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services: dict[str, dict[str, Any]] = compose["services"]
    assert set(services) == {"database", "migrate", "app", "worker", "backup", "proxy", "redis"}
    for name in ("migrate", "app", "worker", "backup"):
        service = services[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "ports" not in service, name
    assert "ports" not in services["database"] and "ports" not in services["redis"]
    assert services["redis"]["profiles"], "asked for by those who need it"
    commands = {services[name]["command"][2] for name in ("worker", "backup")}
    assert commands <= set(get_commands())
    mounted = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())]
    assert {volume for volume in mounted if not volume.startswith(".")} == set(compose["volumes"])
    files = [volume for volume in mounted if volume.startswith("./") and volume != "./tls"]
    assert files and not [name for name in files if not (DEPLOY / name).is_file()]
    assert "log_min_error_statement=panic" in services["database"]["command"]


# systemd

UNITS = sorted(SYSTEMD.iterdir())


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("path", [p for p in UNITS if p.suffix == ".service"], ids=lambda p: p.name)
def test_a_service_runs_what_is_there_and_may_do_little(path: Path) -> None:
    service = unit(path)["Service"]
    root, program, *arguments = re.match(
        r"(/srv/radslag/app)/\.venv/bin/(\S+)(.*)", service["ExecStart"]
    ).groups()  # type: ignore[union-attr]
    assert (Path(sys.executable).parent / program).exists()
    words = " ".join(arguments).split()
    assert not [word for word in words if word.endswith(".py") and not (PROJECT / word).is_file()]
    if "manage.py" in words:
        assert words[words.index("manage.py") + 1] in get_commands()
    assert (service["User"], service["WorkingDirectory"]) == ("radslag", root)
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == (
        "strict",
        "yes",
        "",
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_finds_no_fault_and_little_that_is_open(tmp_path: Path) -> None:
    for path in UNITS:
        text = re.sub(
            r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        text = re.sub(r"^(User|Group|SocketUser|SocketGroup)=.*", r"\1=root", text, flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "radslag" in line]
    assert not ours
    services = [str(tmp_path / path.name) for path in UNITS if path.suffix == ".service"]
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=30", "--no-pager", *services],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


# nginx


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def proxy(folder: Path, upstream: int) -> Iterator[int]:
    """nginx with our configuration before a port of this machine, without TLS; its port."""
    port = free_port()
    text = (DEPLOY / "nginx" / "radslag.conf").read_text(encoding="utf-8")
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, count=1, flags=re.DOTALL)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace(
        "listen [::]:443 ssl http2;", ""
    )
    text = re.sub(r"^\s*ssl_.*$", "", text, flags=re.MULTILINE)
    text = text.replace("server app:8000", f"server 127.0.0.1:{upstream}").replace(
        "/var/log/nginx", str(folder)
    )
    text = text.replace("/srv/radslag/away", str(DEPLOY / "nginx"))
    text = text.replace("/var/lib/radslag", str(folder)).replace("/var/cache/", f"{folder}/")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user root; pid {folder}/pid; error_log {folder}/start.log; events {{}} http {{ {temporary}\n{text}\n}}"
    )
    assert NGINX
    process = subprocess.Popen(
        [NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-g", "daemon off;"],
        stderr=subprocess.PIPE,
    )
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def sha256_of(text: str) -> str:
    """As a policy names a style that it allows."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def ask(port: int, method: str, path: str) -> tuple[http.client.HTTPResponse, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(method, path, headers={"Host": "example.org", "User-Agent": "Kanarie"})
    answer = line.getresponse()
    return answer, answer.read().decode()


@pytest.mark.skipif(not NGINX, reason="nginx is not here")
def test_while_the_application_is_away_the_proxy_says_so_and_writes_down_no_query(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "a.webp").write_bytes(b"picture")
    (tmp_path / "media" / "secret.pdf").write_bytes(b"secret")
    with proxy(tmp_path, upstream=free_port()) as port:
        for method in ("GET", "POST"):
            answer, body = ask(port, method, "/sok/?q=Anna+Lind")
            assert (answer.status, answer.headers["Retry-After"]) == (503, "10"), method
            assert (
                "räkna med att det inte är sparat" in body and "no-store" in answer.headers["Cache-Control"]
            )
        ask(port, "GET", "/samtal/mitt/12.hemlig-underskrift/andra/?x=1")
        picture, body = ask(port, "GET", "/media/images/a.webp")
        assert (picture.status, body) == (200, "picture") and "immutable" in picture.headers["Cache-Control"]
        assert ask(port, "GET", "/media/images/in-a-bucket.webp")[0].status == 503
        for path in (
            "/media/secret.pdf",
            "/media/images/../secret.pdf",
            "/media/images/%2e%2e/secret.pdf",
            "/away.html",
        ):
            assert ask(port, "GET", path)[0].status == 404, path
        assert ask(port, "GET", "/readyz")[0].status == 502, (
            "this machine may ask, and learns that nobody answers"
        )
    log = (tmp_path / "radslag.log").read_text(encoding="utf-8")
    assert '"path":"/sok/"' in log and '"path":"/samtal/mitt/…"' in log
    assert not [word for word in ("Anna", "hemlig", "Kanarie", "127.0.0.1") if word in log]


MB = 1024 * 1024


def largest_forms() -> list[tuple[str, int]]:
    """Where many files are sent together, and how many bytes they promise to take."""
    of_pictures = pictures.MOST_PICTURES * picture_sizes.MOST_BYTES
    of_a_proposal = of_pictures + attachments.MOST_FILES * attachments.TAKEN.most_bytes
    return [
        (reverse("budgeting_proposal_modeladmin_create"), of_a_proposal),
        (reverse("budgeting_proposal_modeladmin_edit", args=[7]), of_a_proposal),
        (reverse("budgeting:draft", args=[7]), of_a_proposal),
        (f"/en{reverse('budgeting:new_proposal', args=[7])}", of_a_proposal),
        (
            reverse("budgeting:tell_of_project", args=[7]),
            project_updates.MOST_PICTURES * picture_sizes.MOST_BYTES,
        ),
        (reverse("wagtailimages:add"), picture_sizes.MOST_BYTES),
        (reverse("wagtaildocs:add"), uploads.MOST_BYTES),
    ]


def announce(port: int, path: str, size: int) -> str:
    """What nginx answers who wants to send so many bytes: it judges before they come."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: example.org\r\nContent-Length: {size}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head.encode())
        answer = line.recv(65536)
        while not answer.startswith(b"HTTP/1.1 100 ") and b"</html>" not in answer:
            more = line.recv(65536)
            assert more, answer
            answer += more
    return answer.decode()


@pytest.mark.skipif(not NGINX, reason="nginx is not here")
def test_what_forms_promise_to_take_comes_through_the_proxy_and_more_is_refused_in_swedish(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    with proxy(tmp_path, upstream=free_port()) as port:
        for path, promised in largest_forms():
            taken = announce(port, path, promised + settings.DATA_UPLOAD_MAX_MEMORY_SIZE)  # and its texts
            assert taken.startswith("HTTP/1.1 100 "), (path, promised // MB)
            refused = announce(port, path, 200 * MB)
            assert refused.startswith("HTTP/1.1 413 ") and "no-store" in refused, path
            assert "Filerna är för stora" in refused and "står det du skrev kvar" in refused
            assert re.findall(r"\d+ MB", refused)[:3] == ["8 MB", "10 MB", "25 MB"]
        assert announce(port, "/sok/", 50 * MB).startswith("HTTP/1.1 413 "), "nobody else needs so much"
        assert ask(port, "GET", "/too-large.html")[0].status == 404
    said = [picture_sizes.MOST_BYTES, attachments.TAKEN.most_bytes, uploads.MOST_BYTES]
    assert said == [8 * MB, 10 * MB, 25 * MB], "the page for too large files names them"


@pytest.mark.parametrize("name", ["away", "too-large"])
def test_the_policy_allows_the_style_of_a_page_of_the_proxy(name: str) -> None:
    text = (DEPLOY / "nginx" / "radslag.conf").read_text(encoding="utf-8")
    location = text.partition(f"location = /{name}.html")[2].partition("}")[0]
    page = (DEPLOY / "nginx" / f"{name}.html").read_text(encoding="utf-8")
    assert sha256_of(page.partition("<style>")[2].partition("</style>")[0]) in location


@pytest.mark.skipif(not NGINX or not shutil.which("openssl"), reason="nginx or openssl is not here")
def test_nginx_finds_no_fault_in_the_whole_configuration(tmp_path: Path) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run(
        [*make, "-subj", "/CN=example.org", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    text = (DEPLOY / "nginx" / "radslag.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/radslag/tls", str(tmp_path)).replace("server app:8000", "server 127.0.0.1:9")
    text = text.replace("/var/log/nginx", str(tmp_path)).replace("/var/cache/", f"{tmp_path}/")
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{\n{text}\n}}")
    assert NGINX
    done = subprocess.run(
        [NGINX, "-t", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "emerg" not in done.stderr
