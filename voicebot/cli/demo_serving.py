"""How the demo's data are looked at afterwards, in the dashboard."""

import shlex
import sys
from pathlib import Path

from voicebot.settings import Settings


def how_to_look(settings: Settings) -> str:
    """Two lines for the end of the demo: what to run, and what to do then.

    `settings` are those of the demo. The dashboard is served without telephone lines of Asterisk,
    and with the models and the voice that the demo used.
    """
    chosen = {
        "VOICEBOT_HOME": str(settings.home),
        "VOICEBOT_ASR_FETCHED": settings.asr_fetched,
        "VOICEBOT_PBX": "direct",
        "VOICEBOT_VOICE": settings.voice,
    }
    program = sys.argv[0] if Path(sys.argv[0]).name == "voicebot" else "voicebot"
    variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in chosen.items())
    return (
        f"See these calls in the dashboard: {variables} {program} serve\n"
        "Open the link it prints; it calls nobody, since both campaigns are finished."
    )
