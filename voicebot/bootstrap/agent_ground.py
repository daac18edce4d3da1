"""Imported once, by the process that agents are forked from: what every agent has in common.

Without it each agent would spend some five seconds of a core on imports and tables of language, and
hold all of it in memory of its own. That process has no call and no thread, so that a fork of it is
as clean as a new process.
"""

import gc

from voicebot.bootstrap import conversations
from voicebot.understanding.meaning import Understanding
from voicebot.understanding.phrasebook import LANGUAGES
from voicebot.understanding.warm_up import warm_up

__all__ = ["conversations"]

for _language in LANGUAGES:
    warm_up(_language, Understanding())

# What every process has in common is never garbage: a collector that goes through it holds up the
# audio of each call for 200 ms and more, and copies its memory.
gc.collect()
gc.freeze()
