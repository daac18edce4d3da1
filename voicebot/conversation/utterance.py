"""What one stretch of the person's sound was made of, and what kind of sound it is."""

import math
from dataclasses import dataclass

from voicebot.conversation.ports import FRAME_MS
from voicebot.conversation.sound import SILENCE_DB, Sound
from voicebot.conversation.turn_settings import TurnSettings

FRAME_S = FRAME_MS / 1000


@dataclass(frozen=True, slots=True)
class Heard20ms:
    """One frame as the turns see it."""

    at_s: float
    sound: Sound
    loud: bool  # above the line's noise
    speech: bool  # the person's own speech, not an echo
    over_prompt: bool  # while we speak


@dataclass(slots=True)
class Utterance:
    """Sums over the frames from the onset on; times in seconds."""

    onset_s: float
    end_s: float = 0.0
    speech_s: float = 0.0
    voiced_s: float = 0.0
    over_prompt_s: float = 0.0
    loud_frames: int = 0
    power: float = 0.0
    body_peak: float = 0.0
    bright_peak: float = 0.0
    barged_in: bool = False
    paused: bool = False
    patience_s: float | None = None  # the silence that ends this pause, if one was asked for

    def add(self, frame: Heard20ms, settings: TurnSettings) -> None:
        """Take one more frame into account."""
        if not frame.speech:
            return
        self.speech_s += FRAME_S
        if frame.over_prompt:
            self.over_prompt_s += FRAME_S
        if frame.loud:
            self._add_loud(frame, settings)

    def _add_loud(self, frame: Heard20ms, settings: TurnSettings) -> None:
        self.end_s = round(frame.at_s + FRAME_S, 3)
        self.paused, self.patience_s = False, None
        self.loud_frames += 1
        self.power += frame.sound.power
        self.body_peak = max(self.body_peak, frame.sound.body_power)
        self.bright_peak = max(self.bright_peak, frame.sound.bright_power)
        if frame.sound.periodicity >= settings.voiced:
            self.voiced_s += FRAME_S

    @property
    def level_db(self) -> float:
        """RMS of its loud frames, dB below full scale."""
        mean = self.power / max(1, self.loud_frames)
        return max(SILENCE_DB, 10 * math.log10(mean)) if mean > 0 else SILENCE_DB

    def is_hum(self, settings: TurnSettings) -> bool:
        """Nothing but a short murmur through the nose so far: "mhm", "угу"."""
        mean = self.power / max(1, self.loud_frames)
        dark = self.body_peak <= settings.hum_body * mean
        dull = self.bright_peak <= settings.hum_bright * mean
        return dark and dull and self.speech_s < settings.hum_s

    def is_noise(self, settings: TurnSettings) -> bool:
        """Too short for a word, or without voice: a cough, a knock, a breath."""
        return self.speech_s < settings.least_speech_s or self.voiced_s < settings.least_voiced_s

    def takes_the_floor(self, settings: TurnSettings) -> bool:
        """Enough speech to stop our prompt."""
        long_enough = self.end_s - self.onset_s >= settings.barge_in_s - FRAME_S / 2
        dense_enough = self.speech_s >= settings.barge_in_s * settings.speech_density
        kind = not self.is_noise(settings) and not self.is_hum(settings)
        return long_enough and dense_enough and kind

    def is_backchannel(self, settings: TurnSettings) -> bool:
        """A murmur while we spoke: the person listens and wants us to go on."""
        mostly_over_prompt = self.over_prompt_s > self.speech_s / 2
        return mostly_over_prompt and not self.barged_in and self.is_hum(settings)
