"""The columns a contact list may have, by their English and Russian names."""

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.errors import BadList, said

NAMES: dict[str, tuple[str, ...]] = {
    "number": (
        "number", "phone", "phone number", "telephone",
        "номер", "телефон", "номер телефона", "тел",
    ),
    "name": ("name", "full name", "имя", "фио", "имя и фамилия", "полное имя"),
    "language": ("language", "язык"),
    "timezone": ("timezone", "time zone", "часовой пояс"),
    "country": ("country", "страна"),
    "region": ("region", "регион", "область"),
    "email": ("email", "e mail", "почта", "электронная почта", "эл почта"),
    "birth_date": ("birth date", "date of birth", "дата рождения"),
    "external_id": (
        "external id",
        "внешний номер", "внешний ид", "внешний id", "внешний идентификатор", "ид",
    ),
    "relation": ("relation", "relationship", "отношение", "отношения"),
    "relation_since": (
        "relation since", "customer since", "relationship since", "отношения с", "клиент с",
    ),
    "confirmed": ("confirmed", "подтвержден", "подтверждено", "контакт подтвержден"),
    "ended": (
        "relationship ended", "relation ended",
        "отношения прекращены", "отношения завершены", "договор расторгнут",
    ),
    "consent": ("consent", "согласие"),
    "consent_basis": ("consent basis", "legal basis", "основание согласия", "правовое основание"),
    "consent_at": (
        "consent at", "consent date", "consent given at", "дата согласия", "согласие дано",
    ),
    "consent_wording": ("consent wording", "consent text", "текст согласия"),
    "consent_method": ("consent method", "способ согласия", "как получено согласие"),
    "consent_purposes": ("consent purposes", "цели согласия"),
}  # fmt: skip
_MEANING = {name: field for field, names in NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field is in a row, and which places are attributes under which name."""

    width: int
    fields: dict[str, int]
    attributes: tuple[tuple[int, str], ...]

    @classmethod
    def read(cls, header: Sequence[str], file: str) -> "Columns":
        """Understand a header. Raises BadList: no number column, or two of one meaning."""
        fields: dict[str, int] = {}
        attributes: list[tuple[int, str]] = []
        for place, title in enumerate(header):
            field = _MEANING.get(_plain(title))
            if field is None:
                attributes.append((place, title.strip() or f"column {place + 1}"))
            elif field in fields:
                raise BadList(
                    said(
                        "the columns {header!r} and {title!r} of the list {file} both mean "
                        "{field!r}",
                        header=header[fields[field]].strip(),
                        title=title.strip(),
                        file=file,
                        field=field,
                    ),
                    "rename one of them",
                )
            else:
                fields[field] = place
        _refuse_twins(attributes, file)
        if "number" not in fields:
            raise _without_number(header, file)
        return cls(len(header), fields, tuple(attributes))


def names_number(title: str) -> bool:
    """True if a column with this title holds telephone numbers."""
    return _MEANING.get(_plain(title)) == "number"


def _plain(title: str) -> str:
    words = title.replace("_", " ").replace("-", " ").replace(".", "").lower().replace("ё", "е")
    return " ".join(words.split())


def _refuse_twins(attributes: list[tuple[int, str]], file: str) -> None:
    names = [name for _, name in attributes]
    twin = next((name for name in names if names.count(name) > 1), None)
    if twin is not None:
        raise BadList(
            said("the list {file} has two columns {twin!r}", file=file, twin=twin),
            "rename one of them",
        )


def _without_number(header: Sequence[str], file: str) -> BadList:
    found = ", ".join(title.strip()[:30] for title in header[:8])
    return BadList(
        said(
            "the list {file} has no column 'number' (its first row is: {found})",
            file=file,
            found=found,
        ),
        "name the column with the telephone numbers 'number' in the first row",
    )
