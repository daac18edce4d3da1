"""Who has the floor: where the person's turns begin and end, told in audio time.

The same frames give the same signals: nothing here looks at a clock.
"""

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

from voicebot.conversation.echo import Echo
from voicebot.conversation.line_tones import Beep, LineTones, Tone
from voicebot.conversation.sound import SILENCE_DB, Sound, SoundMeter, samples
from voicebot.conversation.turn_settings import TurnSettings
from voicebot.conversation.utterance import FRAME_S, Heard20ms, Utterance

_ECHO_LOOK_S: Final = 0.16  # less than this of an echo is too little to tell it by
_NOISE_RISE_DB: Final = 0.3  # a frame without speech may raise the noise by so much: 15 dB a second
_NOISE_FALL_DB: Final = 3.0  # and lower it by so much
_NOISE_FLOOR_DB: Final = -65.0
_NOISE_CEILING_DB: Final = -35.0
_ECHO_DOUBT_S: Final = 0.4  # so long an interruption that may be an echo is given time
_KEPT: Final = 60  # frames kept from before speech was noticed


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The person began to speak at `onset_s`: open an utterance for recognition.

    A sound of voice from `heard_from_s` on may be a first word that was not yet known for speech:
    the "no" of "no, thank you". It is the onset where there was none.
    """

    onset_s: float
    heard_from_s: float


@dataclass(frozen=True, slots=True)
class BargeIn:
    """The person speaks over the prompt since `onset_s`: stop it."""

    onset_s: float


@dataclass(frozen=True, slots=True)
class Paused:
    """A short silence since `speech_end_s`: a good moment for a first look at the words."""

    speech_end_s: float


@dataclass(frozen=True, slots=True)
class TurnOver:
    """The person's turn ended at `speech_end_s`, or was cut there for its length."""

    speech_end_s: float


@dataclass(frozen=True, slots=True)
class FalseStart:
    """What began was no speech, or a murmur over the prompt: drop the utterance."""


TurnSignal = SpeechBegan | BargeIn | Paused | TurnOver | FalseStart | Beep | Tone


class Turns:
    """Takes in a call's frames in order; one object for each call."""

    def __init__(self, settings: TurnSettings = TurnSettings()) -> None:
        self._settings = settings
        self._meter = SoundMeter()
        self._echo = Echo(settings.echo_share)
        self._tones = LineTones()
        self._noise_db: float | None = None
        self._recent: deque[Heard20ms] = deque(maxlen=_KEPT)
        self._utterance: Utterance | None = None
        self._voice_db = SILENCE_DB  # the level of the person's turns so far

    def frame(
        self, pcm: bytes, at_s: float, speech: float, prompt: bytes | None
    ) -> tuple[TurnSignal, ...]:
        """Take in the 20 ms (320 bytes) of the person's audio that begin at `at_s`.

        `speech` is the detector's probability for it. `prompt` is the 20 ms that we play at that
        time, None while we are silent. Returns what is known now that was not known before.
        """
        audio = samples(pcm)
        sound = self._meter.measure(audio)
        echoed = self._echo.hear(audio, None if prompt is None else samples(prompt))
        signals = self._tones.hear(sound, at_s)
        heard = self._classify(sound, at_s, speech, echoed, over_prompt=prompt is not None)
        if self._utterance is None:
            return (*signals, *self._await_speech(heard))
        return (*signals, *self._follow(self._utterance, heard))

    @property
    def settings(self) -> TurnSettings:
        """The thresholds in use."""
        return self._settings

    def expect(self, silence_s: float) -> None:
        """Let a silence of this length end the pause that goes on; speech makes it void."""
        if self._utterance is not None and self._utterance.paused:
            self._utterance.patience_s = silence_s

    def _classify(
        self, sound: Sound, at_s: float, speech: float, echoed: float, *, over_prompt: bool
    ) -> Heard20ms:
        settings = self._settings
        likely = self._likely(speech, sound)
        noise_db = self._noise(sound.level_db, likely=likely)
        own = echoed < settings.echo_share and self._tones.sounding_s < settings.longest_vowel_s
        rest_db = sound.level_db + 10 * math.log10(max(1 - echoed, 1e-6))
        limit_db = max(settings.quietest_db, noise_db + settings.above_noise_db)
        loud = own and rest_db >= limit_db
        return Heard20ms(at_s, sound, loud, likely and own, over_prompt)

    def _likely(self, speech: float, sound: Sound) -> bool:
        settings = self._settings
        if sound.periodicity >= settings.clear_voice and speech >= settings.speech_voiced:
            return True
        return speech >= (settings.speech_off if self._utterance else settings.speech_on)

    def _noise(self, level_db: float, *, likely: bool) -> float:
        """The level of the line's noise, followed while there is no speech."""
        if self._noise_db is None:
            self._noise_db = level_db
        elif not likely:
            change = min(level_db - self._noise_db, _NOISE_RISE_DB)
            self._noise_db += max(change, -_NOISE_FALL_DB)
        self._noise_db = min(_NOISE_CEILING_DB, max(_NOISE_FLOOR_DB, self._noise_db))
        return self._noise_db

    # --- nobody speaks ---------------------------------------------------------------------

    def _await_speech(self, heard: Heard20ms) -> tuple[TurnSignal, ...]:
        self._recent.append(heard)
        if not (heard.speech and heard.loud and self._enough_to_begin(heard.at_s)):
            return ()
        onset = self._onset_s()
        if self._echo.audible:
            so_far = heard.at_s + FRAME_S - onset
            if so_far < _ECHO_LOOK_S - FRAME_S / 2:
                return ()
            if self._echo.explained(so_far) >= self._settings.echo_share:
                self._recent.clear()
                return ()
        heard_from = self._heard_from_s(onset)
        self._utterance = utterance = Utterance(onset)
        for frame in self._recent:
            if frame.at_s >= onset - FRAME_S / 2:
                counted = Heard20ms(
                    frame.at_s, frame.sound, frame.loud, frame.loud, frame.over_prompt
                )
                utterance.add(counted, self._settings)
        self._recent.clear()
        return (SpeechBegan(onset, heard_from), *self._maybe_barge_in(utterance, heard))

    def _enough_to_begin(self, now_s: float) -> bool:
        since = now_s - self._settings.begin_within_s
        found = sum(frame.speech and frame.loud for frame in self._recent if frame.at_s > since)
        return found * FRAME_S >= self._settings.begin_s - FRAME_S / 2

    def _onset_s(self) -> float:
        """The first loud frame of the sound that speech was found in."""
        frames = list(self._recent)
        first_speech = next(i for i in range(len(frames)) if self._is_late_speech(frames, i))
        onset = frames[first_speech].at_s
        for frame in reversed(frames[:first_speech]):
            too_far = frames[first_speech].at_s - frame.at_s > self._settings.onset_reach_s
            gap_s = onset - frame.at_s - FRAME_S
            if too_far or gap_s > self._settings.onset_gap_s + FRAME_S / 2:
                break
            if frame.loud:
                onset = frame.at_s
        return onset

    def _heard_from_s(self, onset_s: float) -> float:
        first_s = onset_s
        for frame in reversed(self._recent):
            voice = frame.loud and frame.sound.periodicity >= self._settings.voiced
            if frame.at_s >= onset_s or frame.over_prompt or not voice:
                continue
            if first_s - frame.at_s - FRAME_S > self._settings.first_word_gap_s:
                break
            first_s = frame.at_s
        return first_s

    def _is_late_speech(self, frames: list[Heard20ms], index: int) -> bool:
        since = frames[-1].at_s - self._settings.begin_within_s
        frame = frames[index]
        return frame.speech and frame.loud and frame.at_s > since

    # --- somebody speaks -------------------------------------------------------------------

    def _follow(self, utterance: Utterance, heard: Heard20ms) -> tuple[TurnSignal, ...]:
        settings = self._settings
        utterance.add(heard, settings)
        now_s = heard.at_s + FRAME_S
        silence = now_s - utterance.end_s + FRAME_S / 2
        enough = settings.turn_end_s if utterance.patience_s is None else utterance.patience_s
        if silence >= enough or now_s - utterance.onset_s >= settings.longest_turn_s:
            return self._finish(utterance)
        if silence >= settings.pause_s and not utterance.paused:
            utterance.paused = True
            return (Paused(utterance.end_s),)
        return self._maybe_barge_in(utterance, heard)

    def _maybe_barge_in(self, utterance: Utterance, heard: Heard20ms) -> tuple[TurnSignal, ...]:
        speaks_now = heard.over_prompt and heard.speech and not utterance.barged_in
        if not speaks_now or not utterance.takes_the_floor(self._settings):
            return ()
        if utterance.level_db < self._voice_db - self._settings.below_voice_db:
            return ()
        so_far = heard.at_s + FRAME_S - utterance.onset_s
        echo = self._echo.explained(so_far)
        if echo >= self._settings.echo_share:
            self._utterance = None
            return (FalseStart(),)
        if echo >= self._settings.echo_doubt and so_far < _ECHO_DOUBT_S:
            return ()
        utterance.barged_in = True
        return (BargeIn(utterance.onset_s),)

    def _finish(self, utterance: Utterance) -> tuple[TurnSignal, ...]:
        self._utterance = None
        if utterance.is_noise(self._settings) or utterance.is_backchannel(self._settings):
            return (FalseStart(),)
        faded_db = self._voice_db - self._settings.voice_fades_db
        self._voice_db = max(utterance.level_db, faded_db)
        return (TurnOver(utterance.end_s),)
