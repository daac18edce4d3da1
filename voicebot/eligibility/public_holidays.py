"""Public holidays of countries and their parts, from the `holidays` package."""

from datetime import date
from functools import lru_cache


def is_holiday(day: date, places: tuple[str, ...]) -> bool:
    """True if the day is a public holiday in one of the places ("FR", "DE-BY", "US-Texas").

    A part of a country that is not known counts as its country, and a country without a known
    calendar has no holidays.
    """
    return any(day in _of_year(place, day.year) for place in places)


@lru_cache(maxsize=4096)
def _of_year(place: str, year: int) -> frozenset[date]:
    import holidays

    country, _, part = place.partition("-")
    try:
        whole = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return frozenset()
    code = whole.subdivisions_aliases.get(part, part)
    if code not in whole.subdivisions:
        return frozenset(whole)
    return frozenset(whole) | frozenset(holidays.country_holidays(country, subdiv=code, years=year))
