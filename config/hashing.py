"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: the least OWASP asks for, and light enough for a small server.

    Django's own 100 MiB and eight lanes let a dozen sign-ins at once exhaust a machine of 2 GB. A password kept with
    other numbers is read, and kept anew at the next sign-in.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
