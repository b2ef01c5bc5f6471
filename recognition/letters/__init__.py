"""What letters about hours say. Each is written when it is sent, from ids, and not at all once it no longer holds."""

from recognition.letters import awards, disputes, hours

__all__ = ["awards", "disputes", "hours"]
from recognition.letters import outside

__all__ = ["disputes", "hours", "outside"]
from recognition.letters import certificates

__all__ = ["certificates", "disputes", "hours"]
