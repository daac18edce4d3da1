"""A telephone number as a value."""

from dataclasses import dataclass

import phonenumbers
from phonenumbers import timezone as phone_zones

from voicebot.errors import BadNumber, said

UNKNOWN_ZONE = "Etc/Unknown"
SIP_SCHEMES = ("sip:", "sips:")
_ORDINARY = (
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.VOIP,
)


@dataclass(frozen=True, slots=True, order=True)
class PhoneNumber:
    """A number in E.164, e.g. `+74951234567`, made by `parse`.

    A person reached without a number, by a SIP address, has that address in its place
    (`sip:anna@example.net`): it can be suppressed and called like a number.
    """

    e164: str

    @classmethod
    def parse(cls, text: str, country: str | None = None) -> "PhoneNumber":
        """Read a number as people write it, or a SIP address.

        `country` (ISO 3166 alpha-2) is needed only for numbers without a country code.
        Raises BadNumber.
        """
        if text.startswith(SIP_SCHEMES):
            return cls._of_address(text)
        try:
            parsed = phonenumbers.parse(text.strip(), country)
        except phonenumbers.NumberParseException as error:
            raise BadNumber(
                said("{text!r} is not a telephone number", text=text.strip()[:40]),
                "write it with its country code, such as +12025550123",
            ) from error
        if not phonenumbers.is_possible_number(parsed):
            raise BadNumber(
                said(
                    "{text!r} has the wrong length for a telephone number", text=text.strip()[:40]
                ),
                "check its digits and country code",
            )
        return cls(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))

    @classmethod
    def _of_address(cls, address: str) -> "PhoneNumber":
        """A telephone number in an address is that number, whoever carries it there."""
        scheme, _, rest = address.partition(":")
        user, at, host = rest.partition("?")[0].rpartition("@")
        number = cls._dialled((user if at else host).partition(";")[0].partition(":")[0])
        if number is not None:
            return number
        if not host.partition(";")[0]:
            raise BadNumber(
                said("{address!r} is not a SIP address", address=address), "write sip:name@host"
            )
        return cls(f"{scheme}:{user}{at}{host.partition(';')[0].lower()}")

    @classmethod
    def _dialled(cls, user: str) -> "PhoneNumber | None":
        """The number that a SIP user part dials; None for a name or an extension."""
        if user.startswith("+"):
            return cls.parse(user)
        digits = user.removeprefix("00")
        if not (digits.isascii() and digits.isdecimal()):
            return None
        try:
            number = cls.parse(f"+{digits}")
        except BadNumber:
            return None
        return number if number.is_valid else None

    @property
    def is_sip_address(self) -> bool:
        """True for a person reached by a SIP address and not by a number."""
        return self.e164.startswith(SIP_SCHEMES)

    @property
    def is_valid(self) -> bool:
        """True if the numbering plan of its country has such numbers in use."""
        if self.is_sip_address:
            return True
        return phonenumbers.is_valid_number(phonenumbers.parse(self.e164))

    @property
    def is_ordinary(self) -> bool:
        """True for a line of a person or a firm, and none that costs its callers more."""
        if self.is_sip_address:
            return False
        return phonenumbers.number_type(phonenumbers.parse(self.e164)) in _ORDINARY

    @property
    def country(self) -> str | None:
        """ISO 3166 alpha-2 of the country it belongs to, or None where it cannot be told."""
        if self.is_sip_address:
            return None
        return phonenumbers.region_code_for_number(phonenumbers.parse(self.e164))

    @property
    def time_zones(self) -> tuple[str, ...]:
        """Every IANA zone the number may lie in; empty where none is known."""
        if self.is_sip_address:
            return ()
        zones = phone_zones.time_zones_for_number(phonenumbers.parse(self.e164))
        return tuple(zone for zone in zones if zone != UNKNOWN_ZONE)

    def __str__(self) -> str:
        return self.e164
