"""What a test does with a rehearsed call, and asks of it."""

from voicebot.conversation import actions, events
from voicebot.conversation.rehearsal import Rehearsal


def finish(rehearsal: Rehearsal) -> None:
    """Let the robot say all that it has to say."""
    while rehearsal.prompt is not None:
        rehearsal.finish_prompt()


def saved(rehearsal: Rehearsal) -> list[actions.SaveOptOut]:
    """The opt-outs that were to be saved."""
    return [a for a in rehearsal.actions if isinstance(a, actions.SaveOptOut)]


def said(rehearsal: Rehearsal) -> list[str]:
    """The names of the prompts that began."""
    return [event.name for event in rehearsal.log if isinstance(event, events.PromptStarted)]
