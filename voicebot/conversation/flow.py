"""Dialogue files: read, checked, and refused with every problem's file and line."""

import hashlib
from dataclasses import replace
from pathlib import Path

import yaml
from yaml.nodes import Node

from voicebot.conversation.flow_check import check
from voicebot.conversation.flow_parts import Flow
from voicebot.conversation.flow_reading import Problem, read_flow
from voicebot.errors import BadFlow, NotFound

__all__ = ["Flow", "load_flow", "load_flows"]

LARGEST_FILE = 200_000
"""Bytes; a dialogue file that is longer is not a dialogue."""


def load_flow(path: Path) -> Flow:
    """Read and check one dialogue; its name is that of the file.

    Raises NotFound where there is no such file, and BadFlow with every problem.
    """
    flow, problems = _read(path)
    if flow is None or problems:
        raise _bad(tuple(problems))
    return flow


def load_flows(folder: Path) -> dict[str, Flow]:
    """Read and check every dialogue of a folder, by name. Raises NotFound or BadFlow."""
    if not folder.is_dir():
        raise NotFound(f"there is no folder of dialogues at {folder}", "set `dialplans` to one")
    flows: dict[str, Flow] = {}
    wrong: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        flow, problems = _read(path)
        wrong += problems
        if flow is not None:
            flows[flow.name] = flow
    if wrong:
        raise _bad(tuple(wrong))
    return flows


def _bad(problems: tuple[str, ...]) -> BadFlow:
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    return BadFlow(f"{problems[0]}{more}", problems, "mend the file; `voicebot dialplan check`")


def _read(path: Path) -> tuple[Flow | None, list[str]]:
    raw = _bytes(path)
    try:
        root = yaml.compose(raw.decode("utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [f"{path}:{line}: the file is not in UTF-8; save it as UTF-8"]
    except yaml.YAMLError as error:
        return None, [_yaml_problem(path, error)]
    except RecursionError:
        return None, [f"{path}:1: the file is nested too deeply"]
    if not isinstance(root, Node):
        return None, [f"{path}:1: the file is empty"]
    flow, problems = read_flow(root, path.stem, str(path))
    everything = sorted({*problems, *check(flow)})
    sha256 = hashlib.sha256(raw).hexdigest()
    return replace(flow, sha256=sha256), [f"{path}:{one.line}: {one.text}" for one in everything]


def _bytes(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"there is no dialogue at {path}", "see `voicebot dialplan list`") from error
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}", "check its rights") from error
    if len(raw) > LARGEST_FILE:
        raise BadFlow(
            f"{path} is too long for a dialogue", (f"{path}:1: longer than {LARGEST_FILE} bytes",)
        )
    return raw


def _yaml_problem(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    problem = Problem(mark.line + 1 if mark else 1, f"this is not YAML: {said}")
    return f"{path}:{problem.line}: {problem.text}"
