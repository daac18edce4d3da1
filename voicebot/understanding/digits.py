"""Spoken digits to a telephone number."""


def spoken_digits(text: str, language: str) -> str:
    """The digits said, in order; "" where there are none."""
    return "".join(letter for letter in text if letter in "0123456789")
