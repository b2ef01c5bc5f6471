"""How sending fails: the channel is away, the contact does not take it, or this one message does not go."""


class DeliveryFault(Exception):  # the three below are named after their situations
    """Sending did not work. ``reason`` is a short code, never the words of a provider: they may name the recipient."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChannelAway(DeliveryFault):
    """The provider does not answer, or says to try again: the same message goes later.

    ``is_shared`` says that the channel keeps its own pause, which holds for every message.
    """

    is_shared = True


class ContactRefused(DeliveryFault):
    """The contact does not exist any more or takes nothing from us: later messages go another way."""


class MessageRefused(DeliveryFault):
    """The provider does not take this message; another way may."""
