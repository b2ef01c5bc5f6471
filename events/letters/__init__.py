"""What letters about shifts say. Each is written when it is sent, from ids, and not at all once it no longer holds."""

from events.letters import (
    concerns,
    cover,
    feedback,
    gate,
    guardians,
    leaving,
    messages,
    moves,
    places,
    reminders,
    shifts,
    ways,
)

__all__ = [
    "concerns",
    "cover",
    "feedback",
    "gate",
    "guardians",
    "leaving",
    "messages",
    "moves",
    "places",
    "reminders",
    "shifts",
    "ways",
]
