"""Every reason not to call, as one would say it."""

from voicebot.contacts.suppression import SuppressionReason as Reason

WORDS: dict[Reason, str] = {
    Reason.NO_CONSENT: "there is no consent to such calls",
    Reason.CONSENT_EXPIRED: "the consent has run out",
    Reason.CONSENT_WITHDRAWN: "the person took the consent back or never gave it",
    Reason.INTERNAL_DNC: "the person demanded that calls stop",
    Reason.EXTERNAL_DNC: "a do-not-call registry forbids it, or its copy is missing or too old",
    Reason.OPERATOR_OPT_OUT: "the person refused calls at their operator, or its list is too old",
    Reason.REASSIGNED_NUMBER: "the number was given to somebody else",
    Reason.WRONG_NUMBER: "it is a wrong number",
    Reason.INVALID_NUMBER: "there is no such number",
    Reason.QUIET_HOURS: "it is outside the hours for calls",
    Reason.HOLIDAY: "it is a public holiday there",
    Reason.TIMEZONE_UNKNOWN: "no hour is surely decent where the person may be",
    Reason.FREQUENCY_CAP: "the person was called often enough",
    Reason.REFUSAL_COOLDOWN: "the person said no and is left in peace",
    Reason.CROSS_CHANNEL_DUPLICATE: "the person was told by another channel",
    Reason.OPEN_COMPLAINT: "a complaint is open",
    Reason.PREDICTED_ANNOYANCE: "the call would probably annoy",
    Reason.PREDICTED_NON_RESPONSE: "nobody would probably answer",
    Reason.IDENTITY_UNCERTAIN: "the person may be one who does not want calls",
    Reason.ABANDON_RATE_CEILING: "too many of the campaign's calls were abandoned",
    Reason.JURISDICTION_BAN: "the law of the place forbids such calls to robots",
    Reason.LEGAL_HOLD: "a legal matter is open",
    Reason.MANUAL: "a supervisor said no",
}


def in_words(reason: Reason) -> str:
    """The reason as the part of a sentence."""
    return WORDS[reason]
