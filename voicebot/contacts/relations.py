"""How a person on a list stands to the seller, as lists say it."""

from datetime import UTC, datetime
from typing import Any

from voicebot.contacts.consent import Relation
from voicebot.contacts.values import BadValue, birth_date
from voicebot.errors import said

_RELATIONS = {
    Relation.CUSTOMER: ("customer", "client", "active", "клиент", "клиентка", "действует"),
    Relation.ENDED: (
        "ended", "former", "closed", "former customer",
        "прекращены", "завершены", "бывший клиент", "расторгнут",
    ),
    Relation.UNCONFIRMED: (
        "unconfirmed", "not confirmed",
        "не подтвержден", "не подтверждено", "не подтверждены",
    ),
}  # fmt: skip
_MEANING = {word: relation for relation, words in _RELATIONS.items() for word in words}
_YES = ("yes", "y", "true", "1", "+", "да", "есть", "истина")
_NO = ("no", "n", "false", "0", "-", "нет", "ложь")
_FIELDS = ("relation", "relation_since", "confirmed", "ended")


def relation(text: str) -> Relation:
    """CUSTOMER, ENDED or UNCONFIRMED, by an English or Russian word. Raises BadValue."""
    found = _MEANING.get(text.lower().replace("ё", "е"))
    if found is None:
        raise BadValue(
            said("unknown relation {text!r}: write customer, ended or unconfirmed", text=text[:40])
        )
    return found


def yes_or_no(text: str) -> bool:
    """A yes or a no, in English or Russian. Raises BadValue."""
    word = text.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadValue(said("{text!r} is neither yes nor no", text=text[:40]))


def moment(text: str) -> datetime:
    """A day or a time, 2026-05-31, 31.05.2026 or 2026-05-31T10:00+03:00; UTC unless it says.

    Raises BadValue.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        day = birth_date(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def ended(text: str) -> datetime | bool:
    """When a relationship ended, or just whether it did. Raises BadValue."""
    return yes_or_no(text) if text.lower() in _YES + _NO else moment(text)


def stand(fields: dict[str, Any]) -> dict[str, Any]:
    """The contact's relation out of a row's fields, which are taken away.

    Raises BadValue where they contradict each other.
    """
    given = {name: fields.pop(name) for name in _FIELDS if name in fields}
    named: Relation | None = given.get("relation")
    over = given.get("ended", False)
    found = named or Relation.CUSTOMER
    if over:
        found = _agreed(named, Relation.ENDED, said("the relationship ended"))
    elif given.get("confirmed") is False:
        found = _agreed(named, Relation.UNCONFIRMED, said("it is not confirmed"))
    elif given.get("confirmed") is True and named is Relation.UNCONFIRMED:
        raise BadValue("it is confirmed and unconfirmed at once")
    since = over if isinstance(over, datetime) else given.get("relation_since")
    return {"relation": found, "relation_since": since}


def _agreed(named: Relation | None, found: Relation, why: str) -> Relation:
    if named is Relation.CUSTOMER:
        raise BadValue(said("it is a customer, and {why}, at once", why=why))
    return Relation.ENDED if named is Relation.ENDED else found
