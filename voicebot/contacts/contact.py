"""A person on a list."""

from dataclasses import dataclass, field
from datetime import date, datetime

from voicebot.contacts.consent import Relation
from voicebot.contacts.number import PhoneNumber


@dataclass(frozen=True, slots=True)
class Contact:
    """One row of a contact list. `timezone` is an IANA zone, `country` ISO 3166 alpha-2.

    `relation` is CUSTOMER, ENDED or UNCONFIRMED, since `relation_since` where that is known.
    """

    number: PhoneNumber
    name: str = ""
    language: str = ""
    timezone: str = ""
    country: str = ""
    region: str = ""
    email: str = ""
    birth_date: date | None = None
    external_id: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    relation: Relation = Relation.CUSTOMER
    relation_since: datetime | None = None
    contact_id: int | None = None  # None until it is stored
