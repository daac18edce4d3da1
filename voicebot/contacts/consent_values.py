"""The cells of a consent file, as people write them; anything else is a BadValue."""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.values import BadValue
from voicebot.errors import said

_Kind = TypeVar("_Kind", bound=StrEnum)

_PURPOSES: dict[Purpose, tuple[str, ...]] = {
    Purpose.TRANSACTIONAL: ("order status", "service", "транзакционные", "статус заказа"),
    Purpose.APPOINTMENT_REMINDER: ("appointment", "напоминание о записи", "напоминание о приеме"),
    Purpose.PAYMENT_REMINDER: ("payment", "напоминание об оплате", "напоминание о платеже"),
    Purpose.DEBT_COLLECTION: ("debt", "взыскание", "взыскание долга", "долг"),
    Purpose.CONTRACT_CHANGE: ("contract", "изменение договора"),
    Purpose.SAFETY_EMERGENCY: ("safety", "emergency", "безопасность", "чрезвычайные"),
    Purpose.SURVEY: ("опрос", "опросы"),
    Purpose.COMPANY_NEWS: ("news", "новости", "новости компании"),
    Purpose.PRODUCT_UPDATE: ("updates", "product updates", "обновления", "обновления продуктов"),
    Purpose.MARKETING: ("advertising", "реклама", "маркетинг"),
}
_CHANNELS: dict[Channel, tuple[str, ...]] = {
    Channel.VOICE: ("call", "calls", "phone", "звонок", "звонки", "голос", "телефон"),
    Channel.SMS: ("text", "смс"),
    Channel.EMAIL: ("e mail", "mail", "почта", "электронная почта"),
    Channel.MESSENGER: ("messengers", "мессенджер", "мессенджеры"),
    Channel.POST: ("letter", "письмо", "бумажная почта"),
}
_BASES: dict[LegalBasis, tuple[str, ...]] = {
    LegalBasis.PEC: ("consent", "express consent", "согласие"),
    LegalBasis.PEWC: ("written consent", "signed consent", "письменное согласие"),
    LegalBasis.CONTRACT: ("договор",),
    LegalBasis.LEGAL_OBLIGATION: ("закон", "обязанность по закону"),
    LegalBasis.LEGITIMATE_INTEREST: ("законный интерес",),
}
_DATES = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")


@lru_cache(maxsize=1024)
def purposes(text: str) -> tuple[Purpose, ...]:
    """What for, with commas or semicolons between. Raises BadValue."""
    return _several(text, _MEANT_PURPOSES, said("purpose"), "MARKETING, SURVEY")


@lru_cache(maxsize=1024)
def channels(text: str) -> tuple[Channel, ...]:
    """By which ways, with commas or semicolons between. Raises BadValue."""
    return _several(text, _MEANT_CHANNELS, said("channel"), "VOICE, SMS")


@lru_cache(maxsize=256)
def basis(text: str) -> LegalBasis:
    """On which ground. Raises BadValue."""
    return _one(text, _MEANT_BASES, said("legal basis"), "PEC, PEWC")


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime:
    """2026-05-31, 2026-05-31T10:00+03:00, 31.05.2026 10:00; naive where it names no zone.

    A day is its first moment. Raises BadValue.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _DATES:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise BadValue(
        said(
            "wrong time {text!r}: write it as 2026-05-31T10:00 or 31.05.2026 10:00", text=text[:40]
        )
    )


def _meanings(names: dict[_Kind, tuple[str, ...]]) -> dict[str, _Kind]:
    own = {str(kind).lower().replace("_", " "): kind for kind in names}
    return own | {name: kind for kind, others in names.items() for name in others}


_MEANT_PURPOSES = _meanings(_PURPOSES)
_MEANT_CHANNELS = _meanings(_CHANNELS)
_MEANT_BASES = _meanings(_BASES)


def _several(text: str, meant: dict[str, _Kind], what: str, such: str) -> tuple[_Kind, ...]:
    names = [name for name in text.replace(";", ",").replace("|", ",").split(",") if name.strip()]
    found = [_one(name, meant, what, such) for name in names]
    return tuple(dict.fromkeys(found))


def _one(text: str, meant: dict[str, _Kind], what: str, such: str) -> _Kind:
    words = text.lower().replace("ё", "е").replace("_", " ").replace("-", " ").split()
    kind = meant.get(" ".join(words))
    if kind is None:
        raise BadValue(
            said(
                "unknown {what} {text!r}: write such as {such}",
                what=what,
                text=text.strip()[:40],
                such=such,
            )
        )
    return kind
