"""The settings of a server that dies for some requests: after the commit, before the answer."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE

MIDDLEWARE = ["tests.bar.dying.die_before_answering", *MIDDLEWARE]
