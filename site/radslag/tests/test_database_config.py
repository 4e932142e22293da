"""Which database the site uses, by its environment."""

import os
import subprocess
import sys
from pathlib import Path

import environ
import pytest

from radslag.operation.start_errors import StartError
from radslag.postgres.config import database

PROJECT = Path(__file__).resolve().parents[3]


def test_without_an_address_the_site_brings_its_own_server(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("RADSLAG_DATA_DIR", str(tmp_path))
    settings = database(environ.Env())
    assert settings["ENGINE"] == "radslag.postgres"
    assert settings["EMBEDDED"] == {"folder": tmp_path / "postgres", "durable": True}


def test_the_tests_never_touch_the_cluster_of_the_site(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("RADSLAG_DATA_DIR", str(tmp_path))
    assert database(environ.Env(), durable=False)["EMBEDDED"]["folder"] == tmp_path / "postgres-test"


def test_an_address_is_taken_apart_and_checked_before_use(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:hem%2Fligt@db.example.org:5433/radslag")
    settings = database(environ.Env())
    wanted = {
        "HOST": "db.example.org",
        "PORT": 5433,
        "NAME": "radslag",
        "USER": "anna",
        "PASSWORD": "hem/ligt",
    }
    assert wanted.items() <= settings.items()
    assert settings["CONN_HEALTH_CHECKS"]
    assert settings["OPTIONS"]["connect_timeout"] == 5
    assert "EMBEDDED" not in settings


@pytest.mark.parametrize(
    "url",
    [
        "mysql://anna@db.example.org/radslag",
        "sqlite:///radslag.db",
        "db.example.org/radslag",
        "postgresql://db.example.org",
        "postgresql://db.example.org:port/radslag",
        "postgresql://[::1/radslag",
        "nonsense",
    ],
)
def test_an_address_of_anything_else_is_refused_in_one_line(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(StartError, match=r"^DATABASE_URL must look like postgresql://[^\n]+$"):
        database(environ.Env())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://anna:hemligt@127.0.0.1:1/radslag", "the database cannot be reached"),
        ("mysql://anna:hemligt@127.0.0.1/radslag", "DATABASE_URL must look like"),
    ],
)
def test_a_command_without_a_database_says_so_in_one_line_and_fails(url, reason):
    command = subprocess.run(
        [sys.executable, "manage.py", "createcachetable"],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "radslag.settings.test"},
        capture_output=True,
        text=True,
    )
    assert command.returncode == 1
    assert reason in command.stderr
    assert command.stderr.count("\n") == 1
    assert "hemligt" not in command.stderr
