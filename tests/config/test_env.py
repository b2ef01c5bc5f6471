import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import BASE_DIR, ConfigurationError, Env, load

LONG_KEY = "k" * 50
PUBLIC = {"ALLOWED_HOSTS": "asar.kz, www.asar.kz", "SECRET_KEY": LONG_KEY, "EMAIL_URL": "smtp://u:p@mail.kz:587"}


@pytest.fixture
def environment(monkeypatch):
    """Set exactly the given variables and return what is read from them."""
    for field in Env.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)
    monkeypatch.setitem(Env.model_config, "env_file", None)

    def read(**variables: str) -> Env:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        load.cache_clear()
        return load()

    yield read
    load.cache_clear()


def test_empty_environment_is_a_laptop_with_demo(environment):
    env = environment()

    assert (env.is_public, env.demo, env.debug, env.database_url, env.redis_url) == (False, True, False, "", "")


def test_named_hosts_make_a_public_site_without_demo(environment):
    env = environment(**PUBLIC)

    assert env.hosts == ["asar.kz", "www.asar.kz"]
    assert (env.is_public, env.demo) == (True, False)


def test_empty_variables_count_as_absent(environment):
    env = environment(DEBUG="", PROXY_COUNT="", ASAR_DEMO="", DATABASE_URL="")

    assert (env.debug, env.proxy_count, env.demo) == (False, 0, True)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "maybe"}, "DEBUG: Input should be a valid boolean"),
        ({"PROXY_COUNT": "-1"}, "PROXY_COUNT: Input should be greater than or equal to 0"),
        ({"DATABASE_URL": "mysql://u:hidden@h/d"}, "DATABASE_URL: must start with postgres:, postgresql:, sqlite:"),
        ({"DATABASE_URL": "postgresql://h:port/d"}, "DATABASE_URL: Port could not be cast"),
        ({"REDIS_URL": "redis://"}, "REDIS_URL: names no host"),
        ({"NOMINATIM_URL": "nominatim.local"}, "NOMINATIM_URL: must start with http:, https:"),
        ({"ASAR_LOG_LEVEL": "LOUD"}, "ASAR_LOG_LEVEL: use DEBUG, INFO, WARNING or ERROR"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE: the file /nowhere/key cannot be read"),
        ({"MATCH_SHARDS": "2"}, "MATCH_SHARDS: needs REDIS_URL"),
        (PUBLIC | {"DEBUG": "true"}, "DEBUG: must be false"),
        (PUBLIC | {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS: name the hosts"),
        (PUBLIC | {"EMAIL_URL": ""}, "EMAIL_URL: required"),
        (PUBLIC | {"SECRET_KEY": "short"}, "SECRET_KEY: required"),
    ],
)
def test_nonsense_is_refused_with_the_name_and_never_the_value(environment, variables, sentence):
    with pytest.raises(ConfigurationError) as refusal:
        environment(**variables)

    assert str(refusal.value).startswith(sentence)
    assert "hidden" not in str(refusal.value)


def test_two_wrong_variables_are_both_named(environment):
    with pytest.raises(ConfigurationError) as refusal:
        environment(DEBUG="maybe", PROXY_COUNT="many")

    assert {line.split(":")[0] for line in str(refusal.value).splitlines()} == {"DEBUG", "PROXY_COUNT"}


def test_secret_comes_from_a_file(environment, tmp_path):
    secret = tmp_path / "key"
    secret.write_text(LONG_KEY + "\n", encoding="utf-8")

    assert environment(SECRET_KEY_FILE=str(secret)).secret_key == LONG_KEY


def test_environment_cannot_be_changed_after_reading(environment):
    env = environment()

    with pytest.raises(ValueError, match="frozen"):
        env.debug = True


def test_wrong_variable_ends_a_command_without_a_traceback():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env=os.environ | {"PROXY_COUNT": "many"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "The settings are not usable.",
        "PROXY_COUNT: Input should be a valid integer, unable to parse string as an integer. "
        "Expected: Reverse proxies in front that set X-Forwarded-For.",
        f"Every setting: {Path('docs/configuration.md')}",
    ]
