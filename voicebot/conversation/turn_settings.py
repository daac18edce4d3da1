"""The thresholds by which turns are told, by name, with units."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """Times in seconds of audio, levels in dB, shares and probabilities 0 to 1."""

    speech_on: float = 0.5
    """A frame holds speech from this probability on, while nobody was speaking."""

    speech_off: float = 0.35
    """A frame still holds speech down to this probability, while somebody speaks."""

    above_noise_db: float = 6.0
    """Speech is so much louder than the line's noise."""

    quietest_db: float = -55.0
    """Nothing softer than this is speech."""

    begin_s: float = 0.06
    """So much speech within `begin_within_s` opens an utterance."""

    begin_within_s: float = 0.2
    """See `begin_s`."""

    onset_reach_s: float = 0.2
    """The first sound is looked for so far before speech was noticed."""

    barge_in_s: float = 0.25
    """So much speech over our prompt stops it."""

    hum_s: float = 0.7
    """A hum ("mhm", "угу") that lasts this long is speech after all."""

    hum_high_share: float = 0.03
    """A hum has at most this share of its energy above 1 kHz."""

    voiced: float = 0.5
    """A frame is voiced from this periodicity on."""

    least_voiced_s: float = 0.06
    """With less voiced sound than this it was a cough or a knock, not speech."""

    least_speech_s: float = 0.1
    """Less speech than this is none."""

    echo_share: float = 0.5
    """Sound of whose energy our prompt explains this share is an echo."""

    pause_s: float = 0.2
    """A silence of this length is worth a first look at the words."""

    turn_end_s: float = 0.55
    """A silence of this length ends the person's turn."""

    longest_turn_s: float = 15.0
    """A turn is cut here, so that what was said so far is acted upon."""
