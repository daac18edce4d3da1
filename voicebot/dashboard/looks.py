"""Each look at what is kept of a person is journalled with who looked."""

from collections.abc import Sequence

from voicebot.bootstrap.office import Office
from voicebot.dashboard.viewer import Viewer


def looked(office: Office, viewer: Viewer, what: str, numbers: Sequence[str] = ()) -> None:
    """`what` names the page or thing ("call", "recording", "numbers"), `numbers` whom it is about.

    Call it before the page is made: what cannot be journalled is not shown. Raises StorageError.
    """
    office.storage.journal.note_look(office.clock.now(), what, list(numbers), by(viewer))


def by(viewer: Viewer) -> str:
    """A viewer as the journal names them."""
    return f"user {viewer.name}"
