"""A client that appends to the ledger as fast as it can: a credit, then reversals and corrections in turn."""

import sys
import time

import django

if __name__ == "__main__":
    django.setup()
    from core import clock
    from events.models import Attendance
    from recognition.enums import EntryKind
    from recognition.models import LedgerEntry
    from recognition.services import append, entry_for

    attendance = Attendance.objects.select_related(
        "signup__shift__opportunity__organisation", "signup__shift__opportunity__venue", "signup__volunteer__home"
    ).get(pk=int(sys.argv[1]))
    LedgerEntry.objects.exists()  # the connection is there before the clock runs
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.process_time()
    last = None
    for turn in range(int(sys.argv[2])):
        kind = EntryKind.CREDIT if last is None else EntryKind.REVERSAL if turn % 2 else EntryKind.CORRECTION
        entry = entry_for(
            attendance, kind=kind, minutes=-60 if kind == EntryKind.REVERSAL else 60, actor=None, now=clock.now()
        )
        if last is not None:
            entry.follows, entry.reason = last, "Counted again."
        append(entry)
        last = entry
    print(time.process_time() - began)
