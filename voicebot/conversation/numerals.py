"""Numbers as a voice says them: quantities, amounts of money, digits one by one."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

import phonenumbers
from babel.core import UnknownLocaleError
from babel.numbers import get_currency_name
from num2words import num2words

_LARGEST: Final = Decimal(10) ** 15  # beyond this nobody follows a quantity
_MOST_DECIMALS: Final = 6
LONGEST: Final = 40  # digits; a longer number is not said at all
_GROUP: Final = 3
_MINUS: Final = {"en": "minus", "ru": "минус"}
_PLUS: Final = {"en": "plus", "ru": "плюс"}
_ENDLESS: Final = {"en": "a number too long to say", "ru": "слишком длинное число"}
_OWN_CURRENCY: Final = {"en": "USD", "ru": "RUB"}
_CURRENCY_SIGNS: Final = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "руб": "RUB",
    "р.": "RUB",
    "₸": "KZT",
    "₴": "UAH",
}
_CURRENCY_CODE: Final = re.compile(r"\b[A-Z]{3}\b")
_UNSIGNED: Final = re.compile(r"\d+(?:[.,\s\u00a0\u202f]\d+)*")


def integer_words(number: int, language: str, **grammar: object) -> str:
    """A whole number; `grammar` is what num2words knows of Russian: case, gender, animate."""
    if abs(number) >= _LARGEST:
        return digit_words(str(number), language)
    sign = f"{_MINUS[language]} " if number < 0 else ""
    return sign + str(num2words(abs(number), lang=language, **grammar))


def ordinal_words(number: int, language: str, **grammar: object) -> str:
    """First, second; первый, второй. Numbers below zero or huge are said as quantities."""
    if not 0 <= number < 10**6:
        return integer_words(number, language)
    return str(num2words(number, lang=language, to="ordinal", **grammar))


def number_words(number: Decimal, language: str) -> str:
    """A finite number with or without a fraction."""
    if abs(number.adjusted()) > LONGEST:
        return _ENDLESS[language] if number else integer_words(0, language)
    exact = number if abs(number) >= _LARGEST else round(number, _MOST_DECIMALS)
    if abs(exact) >= _LARGEST or exact == exact.to_integral_value():
        return integer_words(int(exact), language)
    sign = f"{_MINUS[language]} " if exact < 0 else ""
    return sign + str(num2words(abs(exact).normalize(), lang=language))


def amount_of(text: str, language: str) -> tuple[Decimal, str] | None:
    """The amount and currency written in a text such as `1 500 ₽`, `$12.50` or `20 EUR`."""
    found = _UNSIGNED.search(text)
    if found is None:
        return None
    code = _CURRENCY_CODE.search(text)
    signs = (code_of for sign, code_of in _CURRENCY_SIGNS.items() if sign in text.lower())
    currency = code.group() if code else next(signs, _OWN_CURRENCY[language])
    below_zero = text[: found.start()].rstrip("$€£₽ ").endswith(("-", "−"))
    amount = decimal_of(found.group())
    return (-amount if below_zero else amount), currency


def decimal_of(written: str) -> Decimal:
    """A number as people write it: the last point or comma is the decimal one, unless exactly
    three digits follow a comma or it stands there more than once.
    """
    plain = re.sub(r"\s", "", written)
    mark = max(plain.rfind("."), plain.rfind(","))
    if mark < 0:
        return Decimal(plain)
    thousands = plain.count(plain[mark]) > 1 or (
        plain[mark] == "," and len(plain) - mark - 1 == _GROUP and not plain.startswith("0")
    )
    whole, fraction = re.sub(r"\D", "", plain[:mark]), plain[mark + 1 :]
    return Decimal(whole + fraction if thousands else f"{whole}.{fraction}")


def money_words(amount: Decimal, currency: str, language: str) -> str:
    """An amount with its currency; hundredths are left out where there are none."""
    if abs(amount) >= _LARGEST:
        return f"{number_words(amount, language)} {currency}"
    cents = round(abs(amount), 2)
    sign = f"{_MINUS[language]} " if amount < 0 else ""
    try:
        said = str(num2words(cents, lang=language, to="currency", currency=currency, separator="|"))
    except NotImplementedError:
        return f"{sign}{number_words(cents, language)} {_currency_name(cents, currency, language)}"
    whole, _, hundredths = said.partition("|")
    parts = [whole] if cents == int(cents) else [whole, hundredths.strip()]
    return sign + " ".join(parts)


def _currency_name(amount: Decimal, currency: str, language: str) -> str:
    try:
        count = int(amount) if amount == int(amount) else amount
        return get_currency_name(currency, count=count, locale=language)
    except (UnknownLocaleError, InvalidOperation):
        return currency


def digit_words(text: str, language: str) -> str:
    """Every digit by itself, in groups: a telephone number as its country writes it, else as
    written, else in threes. Commas between groups make the voice pause.
    """
    groups = [" ".join(_digits(group, language)) for group in _groups(text)]
    plus = f"{_PLUS[language]} " if text.strip().startswith("+") else ""
    return plus + ", ".join(group for group in groups if group)


def _groups(text: str) -> list[str]:
    groups = re.findall(r"\d+", _as_its_country_writes(text))
    if len(groups) == 1 and len(groups[0]) > _GROUP + 1:
        return [groups[0][i : i + _GROUP] for i in range(0, len(groups[0]), _GROUP)]
    return groups


def _as_its_country_writes(text: str) -> str:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _digits(group: str, language: str) -> Iterator[str]:
    for figure in group:
        yield str(num2words(unicodedata.digit(figure), lang=language))
