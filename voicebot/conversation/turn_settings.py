"""The thresholds by which turns are told, by name, with units."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """Times in seconds of audio, levels in dB, shares and probabilities 0 to 1."""

    speech_on: float = 0.5
    """A frame holds speech from this probability on, while nobody was speaking."""

    speech_off: float = 0.35
    """A frame still holds speech down to this probability, while somebody speaks."""

    speech_voiced: float = 0.3
    """And from this one on, in any case, a frame with a clear voice (see `clear_voice`): the
    detector takes up to half a second to be sure of some voices."""

    clear_voice: float = 0.75
    """A frame with this periodicity has a clear voice."""

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

    onset_gap_s: float = 0.1
    """A silence of this length is bridged on that way: "сп", "st" have one inside."""

    first_word_gap_s: float = 0.35
    """A voice that was heard no longer than this before speech began may be its first word."""

    longest_vowel_s: float = 0.16
    """A tone shorter than this may be a vowel sung on one note; longer ones are no speech."""

    barge_in_s: float = 0.16
    """Speech over our prompt that has lasted so long stops it; 0.25 is promised, and the way back
    to the person's ear takes the rest."""

    below_voice_db: float = 12.0
    """Speech that is so much softer than the person's own was is a radio, a television, somebody
    else in the room: our prompt goes on."""

    voice_fades_db: float = 2.0
    """With each turn the person may speak so much softer than before."""

    speech_density: float = 0.6
    """Words have short silences inside; this share of `barge_in_s` must be sound."""

    hum_s: float = 0.7
    """A hum ("mhm", "угу") that lasts this long is speech after all."""

    hum_body: float = 0.04
    """In no frame has a hum more energy above 500 Hz than this share of its mean energy."""

    hum_bright: float = 0.008
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
    """A silence of this length ends the person's turn, where nothing is known of its words."""

    complete_end_s: float = 0.45
    """So does this one after a whole answer: "yes", «не надо», "thank you"."""

    words_within_s: float = 0.75
    """While recognition still looks at the words, they are waited for so long."""

    doubtful_end_s: float = 0.9
    """The silence after words that may be finished and do not sound so."""

    open_end_s: float = 1.4
    """The longest that is waited: after "call me at", «и вот я», half a telephone number."""

    sounds_open: float = 0.1
    """A turn does not sound finished below this probability."""

    longest_turn_s: float = 15.0
    """A turn is cut here, so that what was said so far is acted upon."""
