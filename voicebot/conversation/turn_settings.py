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

    onset_reach_s: float = 0.3
    """The first sound is looked for so far before speech was noticed."""

    barge_in_s: float = 0.2
    """Speech over our prompt that has lasted so long stops it; 0.25 is promised, and the way back
    to the person's ear takes the rest."""

    speech_density: float = 0.6
    """Words have short silences inside; this share of `barge_in_s` must be sound."""

    hum_s: float = 0.7
    """A hum ("mhm", "угу") that lasts this long is speech after all."""

    hum_body: float = 0.04
    """In no frame has a hum more energy above 500 Hz than this share of its mean energy."""

    hum_bright: float = 0.012
    """In no frame has a hum more energy above 1500 Hz than this share of its mean energy."""

    voiced: float = 0.5
    """A frame is voiced from this periodicity on."""

    least_voiced_s: float = 0.06
    """With less voiced sound than this it was a cough or a knock, not speech."""

    least_speech_s: float = 0.1
    """Less speech than this is none."""

    echo_share: float = 0.5
    """Sound of whose energy our prompt explains this share is an echo."""

    echo_doubt: float = 0.4
    """From this share on it may be an echo, and is listened to for longer."""

    pause_s: float = 0.2
    """A silence of this length is worth a first look at the words."""

    turn_end_s: float = 0.55
    """A silence of this length ends the person's turn."""

    longest_turn_s: float = 15.0
    """A turn is cut here, so that what was said so far is acted upon."""
