"""The settings of a server with the faulty claim."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.races.control_urls"
