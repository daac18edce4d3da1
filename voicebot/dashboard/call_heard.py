"""What a call's page tells of the call itself: its sound, its words, what decided its outcome."""

from dataclasses import dataclass
from typing import Any

from voicebot.adapters.storage.call_folder import EVIDENCE, RECORDING
from voicebot.adapters.storage.call_pages import OneCall
from voicebot.adapters.storage.call_sound import Waveform
from voicebot.bootstrap.office import Office
from voicebot.dashboard.call_timeline import Happened, marks, of_record, timeline
from voicebot.dashboard.outcome_words import Because, because
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.viewer import Viewer
from voicebot.outcomes.settle import settle


@dataclass(frozen=True, slots=True)
class HeardCall:
    """`told` is the timeline; sound is there for who may hear it, and while it is kept."""

    told: list[Happened]
    marks: list[dict[str, Any]]
    because: Because
    recording: bool
    evidence: bool
    waveform: Waveform | None


def heard(office: Office, viewer: Viewer, call: OneCall) -> HeardCall:
    """By the call's folder; by its record alone where the folder is gone."""
    sounds, log = office.storage.pages.call_sound, office.storage.archive.read(call.attempt_id)
    files = sounds.has(call.attempt_id) if viewer.may(Permission.HEAR) else frozenset()
    told = of_record(call.record)
    if log.events:
        told = timeline(log.events, sounds.began_s(call.attempt_id))
    recorded = RECORDING in files
    return HeardCall(
        told=told,
        marks=marks(told),
        because=because(settle(log.events) if log.events else None),
        recording=recorded,
        evidence=EVIDENCE in files,
        waveform=sounds.waveform(call.attempt_id) if recorded else None,
    )
