"""The second step of a login: codes of an authenticator (TOTP, RFC 6238), each good once."""

import re
from datetime import datetime

import pyotp
import segno

ISSUER = "voicebot"
STEP_S = 30
SECRET = re.compile(r"[A-Z2-7]{32}")
AROUND = (-1, 0, 1)  # clocks of telephones differ by a step


def new_secret() -> str:
    """For a new authenticator."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """True for what `new_secret` makes."""
    return SECRET.fullmatch(text) is not None


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, near `now`; None for a wrong code."""
    typed = code.replace(" ", "")
    totp = pyotp.TOTP(secret)
    step = int(now.timestamp()) // STEP_S
    right = (
        step + off
        for off in AROUND
        if pyotp.utils.strings_equal(typed, totp.generate_otp(step + off))
    )
    return next(right, None)


def picture(secret: str, name: str) -> str:
    """The QR code that an authenticator reads, as a data address."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff"))
