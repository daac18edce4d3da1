"""The law in force: every jurisdiction's profile, and which of them holds for a call."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.figures import Figure
from voicebot.eligibility.profile import Profile, read_profile
from voicebot.eligibility.strictness import strictest
from voicebot.eligibility.terms import Terms
from voicebot.errors import BadSettings, said

DEFAULT, PRIVATE = "default", "private"
ANY_STATE = "*"
"""In a profile's name: the state is not known, and the rules of all of them hold."""

_BETWEEN_STATES = re.compile(r"[,;/|]")


class Law:
    """The profiles of one folder, read once; a change of a file is seen by the next `load`.

    `version` names the day on which the newest source was read, and the files' content: any edit
    of any file changes it.
    """

    def __init__(self, profiles: Sequence[Profile], version: str) -> None:
        self.version = version
        self.profiles = _by_name(profiles)
        self._by_country = _by_country(profiles)
        self._known: dict[tuple[str, tuple[str, ...], Purpose], Terms] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> "Law":
        """Read every profile of a folder, or the ones that come with this program.

        Raises BadSettings, which names the file and the key.
        """
        if folder is None:
            with resources.as_file(resources.files(__package__) / "profiles") as own:
                return cls._of_folder(own)
        return cls._of_folder(folder)

    @classmethod
    def _of_folder(cls, folder: Path) -> "Law":
        files = sorted(folder.glob("*.toml"))
        profiles = [read_profile(file) for file in files]
        stated = max((profile.stated.isoformat() for profile in profiles), default="")
        return cls(profiles, f"{stated}+{_content(files)}")

    def terms(
        self, country: str, region: str, purpose: Purpose, *, sip_address: bool = False
    ) -> Terms:
        """What the law asks of a call for this purpose to somebody in this country.

        `country` is an ISO 3166 alpha-2 code; one without a profile, or "", has the default one.
        `region` is a state of a federal country, by code or name; where it is missing or not
        known, the rules of all states hold. Several of either, with commas between, are the
        places where the person may be: the strictest of them. A SIP address that is no telephone
        number is on no public network: `private`.
        """
        if sip_address:
            return self._of(self.profiles[PRIVATE], (), purpose)
        codes = sorted({code.strip().upper() for code in country.split(",")})
        parts = [self._in_country(code, region, purpose) for code in codes]
        return parts[0] if len(parts) == 1 else strictest(parts)

    def strictest(self, parts: Sequence[Terms]) -> Terms:
        """The terms that suit every one of these: for a person who may be in several places."""
        return strictest(parts)

    def _in_country(self, code: str, region: str, purpose: Purpose) -> Terms:
        profile = self._by_country.get(code, self.profiles[DEFAULT])
        return self._of(profile, _states(profile, region or code), purpose)

    def _of(self, profile: Profile, states: tuple[str, ...], purpose: Purpose) -> Terms:
        key = (profile.name, states, purpose)
        if key not in self._known:
            self._known[key] = self._find(profile, states, purpose)
        return self._known[key]

    def _find(self, profile: Profile, states: tuple[str, ...], purpose: Purpose) -> Terms:
        whole = self._whole(profile, purpose)
        if not profile.states:
            return whole
        parts = [self._in_state(whole, profile, state, purpose) for state in states]
        if states:
            return strictest(parts)
        adding = sorted({block.state for block in profile.additions})
        every = [self._in_state(whole, profile, state, purpose) for state in adding]
        names = (profile.name, f"{profile.name}-{ANY_STATE}")
        return replace(strictest([whole, *every]), profiles=names)

    def _whole(self, profile: Profile, purpose: Purpose) -> Terms:
        fields: dict[str, Any] = {"banned": "", "exempt_caps": (), "registries": ()}
        fields |= _fields(profile.figures(purpose))
        return strictest([Terms(profiles=(profile.name,), version=self.version, **fields)])

    def _in_state(self, whole: Terms, profile: Profile, state: str, purpose: Purpose) -> Terms:
        names = (profile.name, f"{profile.name}-{state}")
        added = _fields(profile.state_figures(state, purpose))
        return strictest([whole, replace(whole, profiles=names, **added)])


def _fields(figures: Mapping[str, Figure]) -> dict[str, Any]:
    """The fields of Terms that these figures give, with their sources."""
    fields: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for figure in figures.values():
        fields |= figure.fields
        sources |= dict.fromkeys(figure.fields, figure.source)
    return {**fields, "sources": sources}


def _states(profile: Profile, region: str) -> tuple[str, ...]:
    """The states a text names, in order; none if one of them is not known."""
    found = [profile.state_of(name) for name in _BETWEEN_STATES.split(region)]
    known = {state for state in found if state is not None}
    return tuple(sorted(known)) if None not in found else ()


def _by_name(profiles: Iterable[Profile]) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for profile in profiles:
        if profile.name in found:
            raise BadSettings(
                said("two profiles are named {profile}", profile=profile.name),
                "take one of them out",
            )
        found[profile.name] = profile
    for needed in (DEFAULT, PRIVATE):
        if needed not in found:
            raise BadSettings(
                said("there is no profile {needed}", needed=needed),
                said("put {needed}.toml back", needed=needed),
            )
    return found


def _by_country(profiles: Iterable[Profile]) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for profile in profiles:
        for country in profile.countries:
            if country in found:
                raise BadSettings(
                    said(
                        "profiles {name} and {profile} both claim {country}",
                        name=found[country].name,
                        profile=profile.name,
                        country=country,
                    ),
                    "take it out of the countries of one of them",
                )
            found[country] = profile
    return found


def _content(files: Iterable[Path]) -> str:
    """A hash of every file's name and text, the same whatever ends its lines."""
    digest = hashlib.sha256()
    for file in files:
        text = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:12]
