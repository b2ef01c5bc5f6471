"""The compose file and the image are read as data and compared with the settings: nothing here can be built."""

import re
from pathlib import Path

import pytest
import yaml

from config.env import Env

ROOT = Path(__file__).resolve().parents[2]
NAMES = {field.upper() for field in Env.model_fields}
OUR_SERVICES = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_services_are_the_expected_ones(compose):
    assert set(compose["services"]) == {*OUR_SERVICES, "postgres", "redis"}


def test_every_lasting_service_has_a_health_check_and_a_volume_of_its_own(compose):
    lasting = {name: service for name, service in compose["services"].items() if name != "migrate"}

    assert [name for name, service in lasting.items() if not service.get("healthcheck", {}).get("test")] == []
    volumes = {name: [volume.split(":")[0] for volume in service["volumes"]] for name, service in lasting.items()}
    # Documents are taken by the web process and deleted by the worker: both know their folder.
    shared = {"web": ["vault"], "worker": ["vault"]}
    assert volumes == {name: [name, *shared.get(name, [])] for name in lasting}
    assert set(compose["volumes"]) == {*lasting, "vault"}


def test_services_wait_for_what_they_need(compose):
    health = {"condition": "service_healthy"}
    done = {"condition": "service_completed_successfully"}

    assert compose["services"]["migrate"]["depends_on"] == {"postgres": health}
    for name in ("web", "worker", "beat"):
        assert compose["services"][name]["depends_on"] == {"migrate": done, "redis": health}


def test_variables_given_to_the_image_are_settings(compose):
    for name in OUR_SERVICES:
        assert set(compose["services"][name]["environment"]) <= NAMES


def test_variables_taken_from_outside_are_in_the_example(compose):
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    wanted = set(re.findall(r"\$\{([A-Z_]+)", text))
    assert {name for name in wanted if f"# {name}=" not in example} == set()


def test_addresses_in_compose_are_usable_settings(compose):
    given = compose["services"]["web"]["environment"]

    env = Env(
        _env_file=None,
        database_url=re.sub(r"\$\{.*?\}", "secret", given["DATABASE_URL"]),
        redis_url=given["REDIS_URL"],
    )

    assert (env.database_url, env.redis_url) == ("postgresql://asar:secret@postgres:5432/asar", "redis://redis:6379/0")


def test_redis_keeps_every_message(compose):
    command = " ".join(compose["services"]["redis"]["command"])

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_postgres_does_not_use_locale_c(compose):
    assert "--locale-provider=icu" in compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_image_is_built_from_the_locked_requirements(dockerfile):
    assert "pip install --require-hashes -r requirements/run.txt" in dockerfile


def test_image_runs_as_nobody_special(dockerfile):
    assert re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE)[-1:] == ["asar"]


def test_image_sets_only_known_variables(dockerfile):
    ours = set(re.findall(r"\b((?:ASAR|SECRET|DATABASE|REDIS)_[A-Z_]+)=", dockerfile))

    assert ours == {"ASAR_DATA_DIR", "ASAR_STATIC_DIR", "SECRET_KEY"}


def test_image_and_compose_agree_on_folder_and_port(compose, dockerfile):
    folder = re.search(r"ASAR_DATA_DIR=(\S+)", dockerfile)[1]

    for name in ("web", "worker", "beat"):
        assert compose["services"][name]["volumes"][0] == f"{name}:{folder}"
    vault = compose["services"]["web"]["environment"]["ASAR_VAULT_DIR"]
    assert {compose["services"][name]["volumes"][1] for name in ("web", "worker")} == {f"vault:{vault}"}
    assert f"mkdir -p {vault}" in dockerfile
    assert compose["services"]["web"]["ports"][0].endswith(":8000")
    assert "EXPOSE 8000" in dockerfile


def test_server_never_runs_with_its_default_number_of_threads(dockerfile):
    starter = (ROOT / "start.py").read_text(encoding="utf-8")

    assert "--blocking-threads" in dockerfile
    assert "--blocking-threads" in starter


def test_files_copied_into_the_image_leave_out_local_state():
    ignored = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())

    assert {".git", ".venv", ".env", "var"} <= ignored
