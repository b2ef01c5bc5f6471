"""What letters about hours say. Each is written when it is sent, from ids, and not at all once it no longer holds."""

from recognition.letters import awards, certificates, disputes, hours, outside

__all__ = ["awards", "certificates", "disputes", "hours", "outside"]
