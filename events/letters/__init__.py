"""What letters about shifts say. Each is written when it is sent, from ids, and not at all once it no longer holds."""

from events.letters import concerns, cover, guardians, leaving, moves, shifts, ways

__all__ = ["concerns", "cover", "guardians", "leaving", "moves", "shifts", "ways"]
