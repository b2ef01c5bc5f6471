"""What happens to somebody's objections when she leaves for good."""

from core.privacy.erasure import Leaving, step
from events.models import SignUp
from recognition.services.disputes import end_disputes_of


@step(order=15)
def end_objections(leaving: Leaving) -> None:
    """End what is still open, so that nobody has to answer somebody who is gone; the counts stay."""
    end_disputes_of(signups=SignUp.objects.filter(volunteer__user=leaving.person), now=leaving.now)
