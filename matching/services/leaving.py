"""What happens to runs and proposals when somebody leaves for good."""

from core import audit
from core.privacy.erasure import Leaving, step
from matching.models import MatchRun
from matching.services.upkeep import forget_records_naming
from volunteers.models import Volunteer


@step(order=30)
def forget_runs(leaving: Leaving) -> None:
    """Delete the problems that name the person, and the wishes for her; tell the lists kept in memory.

    The line in the log stands under the number she had, so that whoever keeps people ready drops hers.
    """
    volunteer = Volunteer.objects.filter(user=leaving.person).first()
    if volunteer is None:
        return
    name = str(volunteer.public_id)
    forget_records_naming(name, now=leaving.now)
    for run in MatchRun.objects.filter(options__has_key="insist").only("options"):
        kept = [wish for wish in run.options["insist"] if wish[0] != name]
        if len(kept) != len(run.options["insist"]):
            MatchRun.objects.filter(pk=run.pk).update(options=run.options | {"insist": kept})
    audit.record("volunteer.erased", actor=leaving.actor, subject=volunteer, at=leaving.now)
