"""A jurisdiction's profile: a TOML file in which every figure stands beside its source.

    [profile]                name, title, stated (the day its sources were last read), countries
    [sources]                what each source's identifier means
    [states]                 of a federal country: code = name, every one of them
    [[calls]]                for = "every purpose" | "every purpose but SAFETY_EMERGENCY" | [names]
    hours = { is = ["every day 08:00-21:00"], source = "US7" }
    [[state]]                code, for, figures: the stricter of these and the country's holds

A later `calls` block comes before an earlier one. `notation` says how figures are written.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from voicebot.contacts.purpose import Purpose
from voicebot.eligibility import notation
from voicebot.eligibility.figures import FIGURES, NEEDED, Figure
from voicebot.errors import BadSettings

EVERY_PURPOSE = "every purpose"
BUT_EMERGENCIES = "every purpose but SAFETY_EMERGENCY"


@dataclass(frozen=True, slots=True)
class Block:
    """Figures for some purposes; `state` is empty for those of the whole country."""

    purposes: frozenset[Purpose]
    figures: Mapping[str, Figure]
    state: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """One file, read and checked: every purpose has every figure that a call needs."""

    name: str
    title: str
    stated: date
    countries: tuple[str, ...]
    sources: Mapping[str, str]
    states: Mapping[str, str]
    blocks: tuple[Block, ...]
    additions: tuple[Block, ...]

    def figures(self, purpose: Purpose) -> dict[str, Figure]:
        """Every key's figure for calls of this purpose anywhere in the country."""
        return _for_purpose(self.blocks, purpose)

    def state_figures(self, state: str, purpose: Purpose) -> dict[str, Figure]:
        """What a state adds; empty where it adds nothing."""
        return _for_purpose((b for b in self.additions if b.state == state), purpose)

    def state_of(self, text: str) -> str | None:
        """The code of a state written as a code or a name; None where it is not known."""
        said = text.strip().upper().removeprefix(f"{self.name}-")
        if said in self.states:
            return said
        return next((code for code, name in self.states.items() if name.upper() == said), None)


def read_profile(file: Path) -> Profile:
    """Read and check a profile. Raises BadSettings, which names the file and the key."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BadSettings(f"{file.name} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file.name} is not TOML ({error})", "mend it there") from error
    return _Reader(file.name, data).profile()


def _for_purpose(blocks: Iterable[Block], purpose: Purpose) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for block in blocks:
        if purpose in block.purposes:
            found |= block.figures
    return found


class _Reader:
    """Reads one file's tables; every complaint names the file and the key."""

    def __init__(self, file: str, data: Mapping[str, Any]) -> None:
        self._file = file
        self._data = data

    def profile(self) -> Profile:
        self._only("", self._data, ("profile", "sources", "states", "calls", "state"))
        head = self._table("", self._data, "profile")
        self._only("profile.", head, ("name", "title", "stated", "countries"))
        found = Profile(
            name=self._word("profile.", head, "name"),
            title=self._word("profile.", head, "title"),
            stated=self._day(head),
            countries=self._countries(head),
            sources=self._words("sources"),
            states=self._words("states", needed=False),
            blocks=tuple(self._block("calls", at, table) for at, table in self._blocks("calls")),
            additions=tuple(self._block("state", at, table) for at, table in self._blocks("state")),
        )
        self._check_whole(found)
        return found

    def _check_whole(self, found: Profile) -> None:
        for purpose in Purpose:
            for key in sorted(NEEDED.keys() - found.figures(purpose).keys()):
                raise self._bad(
                    "calls", f"{key} is missing for {purpose}", "add it with its source"
                )
        for block in found.additions:
            if block.state not in found.states:
                raise self._bad("state.code", f"{block.state!r} is not among the states")

    def _block(self, kind: str, at: int, table: Mapping[str, Any]) -> Block:
        where = f"{kind}[{at}]."
        head = ("for", "code") if kind == "state" else ("for",)
        self._only(where, table, (*head, *FIGURES))
        figures = {k: self._figure(where + k, k, v) for k, v in table.items() if k not in head}
        state = self._word(where, table, "code") if kind == "state" else ""
        return Block(self._purposes(where + "for", table.get("for")), figures, state)

    def _figure(self, where: str, key: str, written: object) -> Figure:
        if not isinstance(written, dict) or "is" not in written:
            raise self._bad(where, "there is no figure", "write { is = …, source = … }")
        self._only(f"{where}.", written, ("is", "source"))
        source = self._source(where, written.get("source"))
        try:
            return Figure(FIGURES[key](written["is"]), source)
        except ValueError as error:
            raise self._bad(where, str(error)) from error

    def _source(self, where: str, written: object) -> str:
        if not isinstance(written, str) or not written:
            raise self._bad(where, "the source is missing", 'write source = "US7" for instance')
        for source in written.split(", "):
            if source not in self._data.get("sources", {}):
                raise self._bad(
                    where, f"{source!r} is not among the sources", "say there what it is"
                )
        return written

    def _purposes(self, where: str, written: object) -> frozenset[Purpose]:
        if written == EVERY_PURPOSE:
            return frozenset(Purpose)
        if written == BUT_EMERGENCIES:
            return frozenset(Purpose) - {Purpose.SAFETY_EMERGENCY}
        try:
            return frozenset(map(Purpose, notation.names(written, Purpose)))
        except ValueError as error:
            remedy = f'write "{EVERY_PURPOSE}", "{BUT_EMERGENCIES}" or a list of purposes'
            raise self._bad(where, str(error), remedy) from error

    def _countries(self, head: Mapping[str, Any]) -> tuple[str, ...]:
        written = head.get("countries")
        if not isinstance(written, list):
            raise self._bad("profile.countries", "there is no list of countries")
        for code in written:
            if not (isinstance(code, str) and len(code) == 2 and code.isalpha() and code.isupper()):
                raise self._bad("profile.countries", f"{code!r} is no country", "write US or FR")
        return tuple(written)

    def _day(self, head: Mapping[str, Any]) -> date:
        stated = head.get("stated")
        if type(stated) is not date:
            raise self._bad("profile.stated", "there is no day", "write 2026-11-22 for instance")
        return stated

    def _blocks(self, key: str) -> list[tuple[int, Mapping[str, Any]]]:
        written = self._data.get(key, [])
        if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
            raise self._bad(key, "these are no tables", f"write each under [[{key}]]")
        return list(enumerate(written, 1))

    def _words(self, key: str, needed: bool = True) -> Mapping[str, str]:
        if not needed and key not in self._data:
            return {}
        table = self._table("", self._data, key)
        return {name: self._word(f"{key}.", table, name) for name in table}

    def _table(self, where: str, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        written = table.get(key)
        if not isinstance(written, dict):
            raise self._bad(where + key, "the table is missing", f"write [{key}]")
        return written

    def _word(self, where: str, table: Mapping[str, Any], key: str) -> str:
        written = table.get(key)
        if not isinstance(written, str) or not written:
            raise self._bad(where + key, "there is no text")
        return written

    def _only(self, where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                raise self._bad(where + key, "the key is unknown", f"known are {', '.join(known)}")

    def _bad(self, key: str, what: str, remedy: str = "correct it there") -> BadSettings:
        return BadSettings(f"profile {self._file}, {key}: {what}", remedy)
