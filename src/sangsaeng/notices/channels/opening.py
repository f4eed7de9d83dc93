"""The channels of an installation: those that are set, and a folder for what none carries."""

from __future__ import annotations

from collections.abc import Mapping

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.notices.channels import file_sink, message, smtp
from sangsaeng.notices.channels.shape import Channel, Settings
from sangsaeng.notices.model import Medium

# In the order in which they are asked; a real one goes before the folder.
_OPENERS = (smtp.open_channels, message.open_channels, file_sink.open_channels)


def open_channels(settings: Settings) -> Mapping[Medium, Channel] | Refusal:
    """One channel a medium; none at all where nothing is set: `notice_setting_malformed`."""
    found: dict[Medium, Channel] = {}
    for opener in _OPENERS:
        opened = opener(settings)
        if isinstance(opened, Refusal):
            return opened
        for channel in opened:
            found.setdefault(channel.medium, channel)
    return found
