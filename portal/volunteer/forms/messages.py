"""The table of kinds and channels, quiet hours, and how many messages a week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries.messages import Choices
from core.delivery.contract import CHANNEL_NAMES
from core.delivery.kinds import RATIONED, MessageKind, may_be_stopped
from portal.forms import PageForm

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]
WEEKLY = [(str(count), str(count)) for count in (0, 1, 2, 3, 5, 7, 14)]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind in the table: its name, whether it may be stopped, and a box for each channel."""

    label: str
    is_fixed: bool
    is_rationed: bool
    boxes: Sequence[Any]
    errors: Sequence[str]


class ChoicesForm(PageForm):
    """One box for each kind and channel. Codes have no row: they go to the contact somebody signs in with."""

    quiet_from = forms.ChoiceField(label=_("Quiet from"), choices=HOURS)
    quiet_until = forms.ChoiceField(label=_("until"), choices=HOURS)
    weekly_most = forms.ChoiceField(
        label=_("Invitations, requests to stand in and news: at most so many a week"),
        choices=WEEKLY,
        help_text=_("What is over the number waits for you in the inbox."),
    )

    def __init__(self, *args: Any, channels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = channels
        options = [(code, CHANNEL_NAMES[code]) for code in channels]
        for kind in self._kinds():
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=kind.label, choices=options, required=False, widget=forms.CheckboxSelectMultiple
            )
        self.dress()

    @classmethod
    def start_from(cls, chosen: Choices) -> dict[str, Any]:
        """Return what holds now."""
        return {
            **{kind.value: list(chosen.of(kind)) for kind in cls._kinds()},
            "quiet_from": str(chosen.quiet_from),
            "quiet_until": str(chosen.quiet_until),
            "weekly_most": str(chosen.weekly_most),
        }

    @staticmethod
    def _kinds() -> list[MessageKind]:
        return [kind for kind in MessageKind if kind != MessageKind.SECURITY]

    def by_kind(self) -> dict[str, list[str]]:
        """Return the channels of every kind; only of a valid form."""
        return {kind.value: self.cleaned_data[kind.value] for kind in self._kinds()}

    def channel_labels(self) -> list[Any]:
        """Return the heads of the columns."""
        return [CHANNEL_NAMES[code] for code in self.channels]

    def rows(self) -> Iterator[Row]:
        """Return the table, row by row."""
        for kind in self._kinds():
            field = self[kind.value]
            wrong = [str(error) for error in field.errors]
            yield Row(str(kind.label), not may_be_stopped(kind), kind in RATIONED, list(field), wrong)
