"""Consents as files have them: every row gives one, or the reason why not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from voicebot.contacts import consent_values, relations, values
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, Flaw, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.listed import Rejected
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.titled_rows import TitledRow, read_titled
from voicebot.contacts.values import BadValue
from voicebot.errors import BadInput, said

NAMES: dict[str, tuple[str, ...]] = {
    "number": ("phone", "phone number", "telephone", "номер", "телефон", "номер телефона"),
    "purposes": ("purpose", "цели", "цель"),
    "channels": ("channel", "каналы", "канал"),
    "basis": ("legal basis", "основание", "правовое основание"),
    "state": ("answer", "состояние", "ответ"),
    "wording": ("text", "consent text", "текст", "формулировка", "текст согласия"),
    "wording_file": ("файл текста", "файл формулировки", "файл с текстом"),
    "language": ("язык",),
    "method": ("способ", "способ получения"),
    "place": ("место", "где получено"),
    "captured_at": ("given at", "date", "получено", "дата", "дата получения", "дата согласия"),
    "expires_at": ("valid until", "действует до", "истекает", "срок"),
    "withdrawn_at": ("отозвано", "дата отзыва"),
    "pre_ticked": ("preticked", "предзаполнено", "галочка стояла заранее"),
    "bundled": ("в составе других условий", "вместе с другими условиями"),
    "condition": ("condition of service", "условие услуги", "условие обслуживания"),
    "proof": ("proof of control", "подтверждение номера", "подтверждение владения"),
    "evidence": ("доказательство", "подтверждение"),
    "controller": ("оператор данных", "кому дано", "оператор"),
    "jurisdiction": ("юрисдикция",),
}
_T = TypeVar("_T")
_FLAWS = {
    "pre_ticked": Flaw.PRE_TICKED,
    "bundled": Flaw.BUNDLED,
    "condition": Flaw.CONDITION_OF_SERVICE,
}
_STATES = {
    "given": ConsentState.GIVEN,
    "дано": ConsentState.GIVEN,
    "refused": ConsentState.REFUSED,
    "отказ": ConsentState.REFUSED,
    "requested": ConsentState.REQUESTED,
    "запрошено": ConsentState.REQUESTED,
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for rows that say nothing of it. `country` is that of numbers without a code,
    `zone` (IANA) that of times without one."""

    controller: str
    purposes: tuple[Purpose, ...] = ()
    channels: tuple[Channel, ...] = (Channel.VOICE,)
    basis: LegalBasis = LegalBasis.PEC
    wording: str = ""
    language: str = ""
    country: str | None = None
    zone: str = "UTC"
    method: str = "LIST"


@dataclass(frozen=True, slots=True)
class ListedOpening:
    """A consent that a row gave."""

    row: int
    opening: Opening


@dataclass(slots=True)
class _Reader:
    usual: Usual
    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.usual.zone)

    def read(self, row: TitledRow) -> ListedOpening | Rejected:
        try:
            return ListedOpening(row.row, self._opening(row))
        except BadValue as error:
            return Rejected(row.row, str(error))
        except BadInput as error:
            return Rejected(row.row, str(error))

    def _opening(self, row: TitledRow) -> Opening:
        cells, usual = row.cells, self.usual
        number = values.number(cells.get("number", ""), usual.country)
        consent = Consent(
            number=number,
            controller=cells.get("controller", usual.controller),
            purposes=_read(cells, "purposes", consent_values.purposes, usual.purposes),
            channels=_read(cells, "channels", consent_values.channels, usual.channels),
            basis=_read(cells, "basis", consent_values.basis, usual.basis),
            wording=Wording(self._wording(cells), self._language(cells)),
            capture=self._capture(row),
            jurisdiction=cells.get("jurisdiction") or plan_of(number).country,
            expires_at=self._moment(cells, "expires_at"),
            flaws=tuple(flaw for name, flaw in _FLAWS.items() if _is_ticked(cells, name)),
        )
        state = _read(cells, "state", _state, ConsentState.GIVEN)
        withdrawn = self._moment(cells, "withdrawn_at")
        return Opening(consent, ConsentSource.FILE, state, withdrawn_at=withdrawn)

    def _capture(self, row: TitledRow) -> Capture:
        cells, at = row.cells, self._moment(row.cells, "captured_at")
        if at is None:
            raise BadValue("there is no time when it was captured: fill 'captured_at'")
        return Capture(
            at=at,
            method=cells.get("method", self.usual.method),
            place=cells.get("place", ""),
            proof_of_control=cells.get("proof", ""),
            evidence=cells.get("evidence", ""),
            also=row.also,
        )

    def _moment(self, cells: dict[str, str], name: str) -> datetime | None:
        if name not in cells:
            return None
        found = consent_values.moment(cells[name])
        return found if found.tzinfo else found.replace(tzinfo=self.zone)

    def _language(self, cells: dict[str, str]) -> str:
        return values.language(cells["language"]) if "language" in cells else self.usual.language

    def _wording(self, cells: dict[str, str]) -> str:
        if "wording" in cells:
            return cells["wording"]
        name = cells.get("wording_file")
        if name is None:
            return self.usual.wording
        if name not in self.texts:
            self.texts[name] = _text_of(self.folder, name)
        return self.texts[name]


def read_consents(file: Path, usual: Usual) -> Iterator[ListedOpening | Rejected]:
    """The rows of a consent file, in order, in constant memory.

    Raises BadList, at once, where it cannot be one.
    """
    rows = read_titled(file, NAMES, ("number", "captured_at"))
    reader = _Reader(usual, file.parent)
    return (row if isinstance(row, Rejected) else reader.read(row) for row in rows)


def _read(cells: dict[str, str], name: str, read: Callable[[str], _T], usual: _T) -> _T:
    return read(cells[name]) if name in cells else usual


def _state(text: str) -> ConsentState:
    state = _STATES.get(text.lower())
    if state is None:
        raise BadValue(
            said("unknown state {text!r}: write given, refused or requested", text=text[:40])
        )
    return state


def _is_ticked(cells: dict[str, str], name: str) -> bool:
    return name in cells and relations.yes_or_no(cells[name])


def _text_of(folder: Path, name: str) -> str:
    """The text of a file that lies beside the list."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadValue(
            said("the wording file {name!r} does not lie beside the list", name=name[:60])
        )
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadValue(
            said("the wording file {name!r} cannot be read as UTF-8", name=name[:60])
        ) from error
