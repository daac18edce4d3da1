"""Dialogue files: read, checked, and refused with every problem's file and line."""

import hashlib
from dataclasses import replace
from pathlib import Path

import yaml
from yaml.nodes import Node

from voicebot.conversation.flow_check import check
from voicebot.conversation.flow_parts import Flow
from voicebot.conversation.flow_reading import Problem, read_flow
from voicebot.errors import BadFlow, NotFound, said

__all__ = ["Flow", "Problem", "flow_files", "load_flow", "load_flows", "problems_in"]

LARGEST_FILE = 200_000
"""Bytes; a dialogue file that is longer is not a dialogue."""


def load_flow(path: Path) -> Flow:
    """Read and check one dialogue; its name is that of the file.

    Raises NotFound where there is no such file, and BadFlow with every problem.
    """
    flow, problems = _read(path)
    if flow is None or problems:
        raise _bad(_located(path, problems))
    return flow


def load_flows(folder: Path) -> dict[str, Flow]:
    """Read and check every dialogue of a folder, by name. Raises NotFound or BadFlow."""
    flows: dict[str, Flow] = {}
    wrong: list[str] = []
    for path in flow_files(folder):
        flow, problems = _read(path)
        wrong += _located(path, problems)
        if flow is not None:
            flows[flow.name] = flow
    if wrong:
        raise _bad(wrong)
    return flows


def flow_files(folder: Path) -> list[Path]:
    """The dialogue files of a folder, by name. Raises NotFound if there is no such folder."""
    if not folder.is_dir():
        raise NotFound(
            said("there is no folder of dialogues at {folder}", folder=folder),
            "set `dialplans` to one",
        )
    return sorted(folder.glob("*.yaml"))


def problems_in(path: Path) -> list[Problem]:
    """Everything wrong with a dialogue file, by line. Raises NotFound if there is no such file."""
    return _read(path)[1]


def _located(path: Path, problems: list[Problem]) -> list[str]:
    return [f"{path}:{one.line}: {one.text}" for one in problems]


def _bad(problems: list[str]) -> BadFlow:
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    return BadFlow(
        said("a dialogue cannot be spoken: {problems}{more}", problems=problems[0], more=more),
        tuple(problems),
        "mend the file, then run voicebot dialplan check",
    )


def _read(path: Path) -> tuple[Flow | None, list[Problem]]:
    raw = _bytes(path)
    if len(raw) > LARGEST_FILE:
        return None, [Problem(1, f"the file is longer than {LARGEST_FILE} bytes")]
    try:
        root = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [Problem(line, "the file is not in UTF-8; save it as UTF-8")]
    except yaml.YAMLError as error:
        return None, [_yaml_problem(error)]
    except RecursionError:
        return None, [Problem(1, "the file is nested too deeply")]
    if not isinstance(root, Node):
        return None, [Problem(1, "the file is empty")]
    flow, problems = read_flow(root, path.stem, str(path))
    everything = sorted({*problems, *check(flow)})
    return replace(flow, sha256=hashlib.sha256(raw).hexdigest()), everything


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(
            said("there is no dialogue at {path}", path=path), "see voicebot dialplan list"
        ) from error
    except OSError as error:
        raise NotFound(
            said("{path} cannot be read: {reason}", path=path, reason=error.strerror),
            "check its rights",
        ) from error


def _yaml_problem(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return Problem(mark.line + 1 if mark else 1, f"this is not YAML: {said}")
