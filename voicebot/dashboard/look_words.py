"""Why a call is worth a look, in words marked for translation."""

from voicebot.adapters.storage.review_queue import Queue
from voicebot.dashboard.languages import mark
from voicebot.learning.worth_a_look import LookReason

REASONS = {
    LookReason.EMERGENCY: (mark("emergency"), "bad"),
    LookReason.COMPLAINT: (mark("complaint"), "bad"),
    LookReason.DISAGREE: (mark("unlike the model expected"), "care"),
    LookReason.UNSURE: (mark("hardly understood"), "care"),
    LookReason.ANSWERER: (mark("person or machine?"), "care"),
    LookReason.PARTIAL: (mark("came to no end"), "calm"),
    LookReason.NEW_WORDS: (mark("new words"), "calm"),
}
"""Each with its tone."""

QUEUES = {
    Queue.FIRST: mark("Nobody looked yet"),
    Queue.SECOND: mark("For a second word"),
    Queue.DIFFER: mark("Reviewers differ"),
}
