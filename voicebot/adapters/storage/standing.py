"""Where a called party may be, as far as a contact and a number tell it."""

from tzlocal import get_localzone_name

from voicebot.contacts.number import PhoneNumber


def zones(
    number: PhoneNumber, of_contact: str, default: str, of_number: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """The zones the called party may be in, and how they are known.

    `of_contact` is the one a list gave, "" for none, `of_number` are those of the numbering plan.
    A SIP address without a number is somebody near: this machine's zone, unless a setting says.
    """
    if of_contact:
        return (of_contact,), "contact"
    if of_number:
        return of_number, "number"
    if default:
        return (default,), "setting"
    return ((get_localzone_name(),), "machine") if number.is_sip_address else ((), "unknown")
