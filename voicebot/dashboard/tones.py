"""Which tone a term has on a page: the badge's colour, never its only sign."""

GOOD, CALM, CARE, BAD = "good", "calm", "care", "bad"

TONES = {
    "COMPLETED": GOOD,
    "CONFIRMED": GOOD,
    "TRANSFERRED": GOOD,
    "CALLBACK_REQUESTED": GOOD,
    "GIVEN": GOOD,
    "SOFT_REFUSAL": CARE,
    "EARLY_HANGUP": CARE,
    "ABANDONED": CARE,
    "SILENT": CARE,
    "WRONG_NUMBER": CARE,
    "WRONG_PERSON": CARE,
    "REQUESTED": CARE,
    "EXPIRED": CARE,
    "PAUSED": CARE,
    "OPT_OUT": BAD,
    "HARD_REFUSAL": BAD,
    "COMPLAINT": BAD,
    "TECHNICAL_FAILURE": BAD,
    "WITHDRAWN": BAD,
    "REVOKED": BAD,
    "INVALIDATED": BAD,
    "REFUSED": BAD,
    "RUNNING": GOOD,
    "REFUSE": BAD,
    "DEFER": CARE,
    "ALLOW": GOOD,
}


def tone_of(term: object) -> str:
    """The tone of a disposition, a consent's state, a verdict or a campaign's state."""
    return TONES.get(str(term), CALM)
