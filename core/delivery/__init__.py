"""The way out for messages: what a letter is, its kinds, and the channels behind one contract."""

from core.delivery.contract import CHANNEL_NAMES, EMAIL, PUSH, SMS, TELEGRAM, Channel, channel_of, contact_hash
from core.delivery.faults import ChannelAway, ContactRefused, DeliveryFault, MessageRefused
from core.delivery.kinds import MessageKind
from core.delivery.letter import GONE_DOMAIN, Attachment, Letter, LetterTooLarge
from core.delivery.sms import ConsoleSms, HttpSms, SmsGateway, SmsRefused, send_sms

__all__ = [
    "CHANNEL_NAMES",
    "EMAIL",
    "GONE_DOMAIN",
    "PUSH",
    "SMS",
    "TELEGRAM",
    "Attachment",
    "Channel",
    "ChannelAway",
    "ConsoleSms",
    "ContactRefused",
    "DeliveryFault",
    "HttpSms",
    "Letter",
    "LetterTooLarge",
    "MessageKind",
    "MessageRefused",
    "SmsGateway",
    "SmsRefused",
    "channel_of",
    "contact_hash",
    "send_sms",
]
