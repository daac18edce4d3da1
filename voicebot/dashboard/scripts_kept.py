"""The dialogues that campaigns speak, read once for each state of their files."""

from functools import lru_cache
from pathlib import Path

from voicebot.conversation.flow import Flow, flow_files, load_flow
from voicebot.errors import BadFlow, NotFound


def scripts(folder: Path) -> dict[str, Flow]:
    """Every dialogue that robots begin, by name; files that cannot be spoken are left out."""
    found = (_kept(file) for file in flow_files(folder))
    return {flow.name: flow for flow in found if flow and flow.direction == "outbound"}


def script(folder: Path, name: str) -> Flow:
    """One of them. Raises NotFound."""
    found = scripts(folder).get(name)
    if found is None:
        raise NotFound("there is no such script, or it has faults", "choose one of the list")
    return found


def _kept(file: Path) -> Flow | None:
    state = file.stat()
    return _read(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=200)
def _read(file: Path, _changed: int, _size: int) -> Flow | None:
    try:
        return load_flow(file)
    except BadFlow:
        return None
