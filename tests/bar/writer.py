"""A process of the site that owes people letters: one transaction for each, while queue and workers come and go."""

import sys
import time

import django

if __name__ == "__main__":
    django.setup()
    from django.db import transaction

    from accounts import letters
    from accounts.validators import Contact
    from core import clock, outbox

    for number in range(int(sys.argv[1])):
        with transaction.atomic():
            contact = Contact(email=f"owed{number}@example.org")
            sealed = letters.seal_code(contact=contact, code="123456", language="kk")
            outbox.put(letters.CODE, key=f"owed:{number}", due_at=clock.now(), sealed=sealed)
        time.sleep(0.05)
