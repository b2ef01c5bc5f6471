"""The database is stopped in the middle of a crowd, as by a power cut, and comes back: nothing promised is lost."""

import os
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

import psycopg
import pytest
from django.db import connection

from tests.bar.crowd import Heard, claim_all
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.races.servers import cookies_of, free_port, server, volunteers

pytestmark = [pytest.mark.bar, pytest.mark.django_db(transaction=True)]
PEOPLE, SEATS, OUTAGES, IN_FLIGHT = 600, 150, 5, 40
KEYS = UUID("0d4f60a1-59c5-4c1f-8a0e-0a6c8a1f4c52")
PLACED = """
    SELECT u.email FROM events_signup s JOIN volunteers_volunteer v ON v.id = s.volunteer_id
    JOIN accounts_user u ON u.id = v.user_id WHERE s.status = 'confirmed'
"""


@dataclass(frozen=True)
class Cluster:
    """A database server of this test's own, which it may stop as it likes."""

    binaries: Path
    place: Path
    port: int

    @property
    def address(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/crowd"

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL as a user who is not root, which it insists on."""
        owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*owner, str(self.binaries / program), *arguments], check=True, cwd="/", capture_output=True)

    def start(self) -> None:
        settings = f"-p {self.port} -k {self.place} -c listen_addresses=127.0.0.1"
        log = str(self.place / "log")
        self.run("pg_ctl", "-D", str(self.place / "data"), "-l", log, "-o", settings, "-w", "start")

    def stop(self) -> None:
        """Stop at once, without a checkpoint: the next start recovers from the log."""
        self.run("pg_ctl", "-D", str(self.place / "data"), "-m", "immediate", "-w", "stop")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("the programs of a PostgreSQL server are not installed")
    place = Path("/tmp") / f"asar-cluster-{os.getpid()}"  # a socket's path may not be long
    place.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(place, "postgres")
    made = Cluster(found[-1], place, free_port())
    try:
        made.run(
            "initdb", "-D", str(place / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        made.start()
        yield made
        made.stop()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def copy_everything(cluster: Cluster) -> None:
    """Fill the cluster with what the test database holds."""
    here = connection.settings_dict
    source = f"postgresql://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT'] or 5432}/{here['NAME']}"
    cluster.run("createdb", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres", "crowd")
    dump = subprocess.run(
        [cluster.binaries / "pg_dump", "--no-owner", "--no-acl", source], check=True, capture_output=True
    )
    subprocess.run(
        [cluster.binaries / "psql", "-q", "-v", "ON_ERROR_STOP=1", cluster.address],
        check=True, input=dump.stdout, capture_output=True,
    )  # fmt: skip


def cut_the_power(cluster: Cluster, heard: list[Heard]) -> list[float]:
    """Stop and start the database while people are answered; return the seconds until the next answer each time."""
    took = []
    for number in range(1, OUTAGES + 1):
        until = time.monotonic() + 60
        while len(heard) < number * PEOPLE // (OUTAGES + 2) and time.monotonic() < until:
            time.sleep(0.05)
        cluster.stop()
        time.sleep(0.5)
        cluster.start()
        began, count = time.monotonic(), len(heard)
        while len(heard) == count and time.monotonic() < began + 60:
            time.sleep(0.05)
        took.append(time.monotonic() - began)
    return took


def test_nothing_promised_is_lost_when_the_database_is_cut_off(cluster, figure):
    role = make_role(make_shift(make_opportunity()), capacity=SEATS)
    cookies = cookies_of(volunteers(PEOPLE))
    copy_everything(cluster)
    heard: list[Heard] = []
    waits: list[float] = []

    with server("config.settings", database_url=cluster.address) as site:
        cutter = threading.Thread(target=lambda: waits.extend(cut_the_power(cluster, heard)))
        cutter.start()
        claim_all(
            site.port, role, cookies, in_flight=IN_FLIGHT, again=True, heard=heard,
            key_of=lambda person: str(uuid5(KEYS, str(person))),
        )  # fmt: skip
        cutter.join()

    with psycopg.connect(cluster.address) as link:
        placed = {int(email.removeprefix("racer").partition("@")[0]) for (email,) in link.execute(PLACED)}
        (taken,) = link.execute("SELECT taken_count FROM events_shiftrole WHERE id = %s", [role.pk]).fetchone() or (0,)
    faults = Counter(status for one in heard for status in one.faults)
    figure(
        "database cut off", outages=len(waits), people=len(heard), told_to_wait=faults[503],
        faults=sum(faults.values()) - faults[503], seconds_until_the_next_answer=round(max(waits)),
    )  # fmt: skip
    assert (len(waits), faults[503] > 0, set(faults) - {503}) == (OUTAGES, True, set())
    assert placed == {one.person for one in heard if one.status == 201}
    assert (len(placed), taken, len(heard)) == (SEATS, SEATS, PEOPLE)
    assert max(waits) <= 10
