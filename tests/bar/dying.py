"""A fault on purpose: the process is gone when what it did is committed and nobody has been told."""

import os
import random
import signal
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

SHARE = 0.01  # of the requests that write
_chance = random.Random()  # of its own in every process


def die_before_answering(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """End the process like a power cut for a few of the requests that have just been carried out."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "POST" and _chance.random() < SHARE:
            os.kill(os.getpid(), signal.SIGKILL)
        return response

    return middleware
