"""The Asterisk that serves us: installed, embedded or in a container."""

from voicebot.adapters.telephony.asterisk.accounts import SipAccount
from voicebot.adapters.telephony.asterisk.pbx import Pbx, PbxStatus

__all__ = ["Pbx", "PbxStatus", "SipAccount"]
