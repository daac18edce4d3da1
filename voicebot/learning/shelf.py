"""The shelf of trained models: every version with its card, and which one is in force.

    <root>/<task>/<version>/<name>.skops, card.json, card.md
    <root>/<task>/in-force.json

Models are stored with skops, which unpickles nothing: a file can hold arrays and the types that
whoever reads it names as trusted, and no code. Where none are named, what is read is values and
arrays alone, and skops itself is not needed for it.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile

from voicebot.errors import ModelDamaged, NotFound, said
from voicebot.learning.plain_file import NotPlain, read_plain

Card = dict[str, Any]

_UNREADABLE = (
    BadZipFile,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    ImportError,
)
"""What the reading of a file that is no model, or only a part of one, ends in."""


class Shelf:
    """The models under one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def versions(self, task: str) -> tuple[str, ...]:
        """Every version of a task's models, the oldest first: "1", "2", …."""
        folder = self._root / task
        found = [p.name for p in folder.glob("*") if p.name.isdigit()] if folder.is_dir() else []
        return tuple(sorted(found, key=int))

    def in_force(self, task: str) -> str | None:
        """The version that is used, or None where none was promoted yet."""
        promoted = self._promoted(task)
        return promoted[-1] if promoted else None

    def tasks(self) -> tuple[str, ...]:
        """Every task that has a version."""
        folders = self._root.iterdir() if self._root.is_dir() else ()
        return tuple(sorted(p.name for p in folders if self.versions(p.name)))

    def promoted(self, task: str) -> tuple[str, ...]:
        """Every version that was put in force and not rolled back, the present one last."""
        return tuple(self._promoted(task))

    def put(
        self,
        task: str,
        models: Mapping[str, Any],
        card: Mapping[str, Any],
        page: str,
        pictures: Mapping[str, str] | None = None,
    ) -> str:
        """Store models by name as a new version, and answer its number. Nothing is promoted.

        `card` gets each file's SHA-256; `page` is the card for people, Markdown; `pictures` are
        SVG by file name.
        """
        from skops import io

        version = str(max(map(int, self.versions(task)), default=0) + 1)
        folder = self._root / task / version
        folder.mkdir(parents=True)
        hashes = {}
        for name, model in models.items():
            stored = io.dumps(model, compression=ZIP_DEFLATED, compresslevel=9)
            (folder / f"{name}.skops").write_bytes(stored)
            hashes[name] = sha256(stored).hexdigest()
        _write_json(folder / "card.json", {**card, "version": version, "sha256": hashes})
        (folder / "card.md").write_text(page, encoding="utf-8")
        for name, picture in (pictures or {}).items():
            (folder / name).write_text(picture, encoding="utf-8")
        return version

    def take(
        self, task: str, name: str, version: str | None = None, trusted: Sequence[str] = ()
    ) -> Any:
        """The model of that name, of the version in force unless another is named.

        `trusted` names the types that may be built besides arrays and plain values. Raises NotFound
        if there is none, ModelDamaged if the file is not the one in the card or holds other types.
        """
        folder = self._folder(task, version)
        file = folder / f"{name}.skops"
        if not file.exists():
            raise NotFound(
                said(
                    "{task} {folder} has no model {name!r}",
                    task=task,
                    folder=folder.name,
                    name=name,
                ),
                "train one",
            )
        stored = file.read_bytes()
        if sha256(stored).hexdigest() != self.card(task, folder.name)["sha256"].get(name):
            raise ModelDamaged(
                said("{file} is not the file in its card", file=file.name), "fetch it again"
            )
        try:
            return _read_typed(stored, trusted) if trusted else read_plain(stored)
        except _UNREADABLE as error:
            raise ModelDamaged(
                said("{file} cannot be read: {error}", file=file.name, error=error), "train anew"
            ) from error

    def names(self, task: str, version: str | None = None) -> tuple[str, ...]:
        """The names of a version's models."""
        return tuple(sorted(self.card(task, version)["sha256"]))

    def card(self, task: str, version: str | None = None) -> Card:
        """The card of a version, of the one in force unless another is named."""
        file = self._folder(task, version) / "card.json"
        try:
            card: Card = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelDamaged(
                said("the card of {task} cannot be read", task=task), "fetch it again"
            ) from error
        return card

    def promote(self, task: str, version: str) -> None:
        """Put a version in force. Raises NotFound."""
        self._folder(task, version)
        before = [v for v in self._promoted(task) if v != version]
        self._point(task, [*before, version])

    def roll_back(self, task: str) -> str:
        """Put the version that was in force before in force again. Raises NotFound."""
        promoted = self._promoted(task)
        if len(promoted) < 2:
            raise NotFound(
                said("no earlier version of {task} was in force", task=task), "promote one by name"
            )
        self._point(task, promoted[:-1])
        return promoted[-2]

    def _folder(self, task: str, version: str | None) -> Path:
        chosen = version or self.in_force(task)
        if chosen is None:
            raise NotFound(
                said("no model for {task} is in force", task=task),
                said("voicebot learn train {task}", task=task),
            )
        if chosen not in self.versions(task):
            raise NotFound(
                said("{task} has no version {chosen}", task=task, chosen=chosen),
                "see `voicebot learn models`",
            )
        return self._root / task / chosen

    def _promoted(self, task: str) -> list[str]:
        """Every version that was in force, the present one last."""
        file = self._root / task / "in-force.json"
        if not file.exists():
            return []
        try:
            return [str(version) for version in json.loads(file.read_text("utf-8"))["promoted"]]
        except (ValueError, KeyError, TypeError) as error:
            raise ModelDamaged(
                said("{file} of {task} cannot be read", file=file.name, task=task), "promote anew"
            ) from error

    def _point(self, task: str, promoted: Sequence[str]) -> None:
        """Written beside and moved into place: a reader sees the old pointer or the new."""
        file = self._root / task / "in-force.json"
        beside = file.with_suffix(".new")
        _write_json(beside, {"promoted": list(promoted)})
        beside.replace(file)


def _read_typed(stored: bytes, trusted: Sequence[str]) -> Any:
    from skops import io

    try:
        return io.loads(stored, trusted=list(trusted))
    except io.exceptions.UntrustedTypesFoundException as error:
        raise NotPlain("it holds types that nobody named") from error


def _write_json(file: Path, data: Mapping[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    file.write_text(text, encoding="utf-8")
