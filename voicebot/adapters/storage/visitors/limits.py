"""How often codes may be asked for: by address, by number, by its neighbours, by all together.

Who asks too often from one address is told so. What is counted by number is never told: it would
say something of a number that may not be theirs. Nothing here asks whether a number is known.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.request_states import CALLED, RequestState
from voicebot.adapters.storage.tables import OptOutRow, VisitorCodeRow

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
BY_ADDRESS_IN_AN_HOUR = 5
BY_ADDRESS_IN_A_DAY = 15
"""A family behind one address mistypes a few times; who goes through numbers needs thousands."""
TO_A_NUMBER_IN_A_DAY = 3
UNPROVED_TO_A_NUMBER_IN_A_MONTH = 6
"""Calls that led to nothing were asked for by somebody else, or disturb."""
TO_NEIGHBOURS_IN_A_DAY = 6
NEIGHBOURS = 3
"""Numbers that differ in the last digits alone: who earns by calls to them has whole ranges."""
LONGEST_ADDRESS = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """`in_an_hour`: codes that may be asked for by all together, 0: none."""

    in_an_hour: int

    def too_many(self, session: Session, address: str, now: datetime) -> bool:
        """True if this address, or all of them together, asked too often."""
        theirs = VisitorCodeRow.address == address
        counted = (
            (_count(session, now - HOUR), self.in_an_hour),
            (_count(session, now - HOUR, theirs), BY_ADDRESS_IN_AN_HOUR),
            (_count(session, now - DAY, theirs), BY_ADDRESS_IN_A_DAY),
        )
        return any(count >= most for count, most in counted)

    def lets_ring(self, session: Session, number: str, now: datetime) -> bool:
        """True if a call to this number may be made for another code."""
        own = _of_number(session, number, now)
        beside = VisitorCodeRow.number.startswith(number[:-NEIGHBOURS], autoescape=True)
        rang = VisitorCodeRow.state.in_([str(RequestState.ASKED), *map(str, CALLED)])
        neighbours = _count(session, now - DAY, beside, rang)
        refused = _refused(session, own, number)
        return not refused and neighbours < TO_NEIGHBOURS_IN_A_DAY and _within(own, now)


def network_of(address: str) -> str:
    """An address as it is counted: of IPv6 the network, since a subscriber has all of it."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_ADDRESS]
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(read)


def _of_number(session: Session, number: str, now: datetime) -> list[VisitorCodeRow]:
    """What was asked for this number and may have made it ring, within the longest time."""
    query = select(VisitorCodeRow).where(
        VisitorCodeRow.number == number,
        VisitorCodeRow.asked_at > now - MONTH,
        VisitorCodeRow.state != str(RequestState.SILENT),
    )
    return list(session.scalars(query))


def _within(own: Iterable[VisitorCodeRow], now: datetime) -> bool:
    """One code at a time, and only so many."""
    rows = list(own)
    waiting = (str(RequestState.ASKED), str(RequestState.TAKEN), str(RequestState.TOLD))
    live = [row for row in rows if row.state in waiting and row.expires_at > now]
    today = [row for row in rows if row.asked_at > now - DAY]
    unproved = [row for row in rows if row.proved_at is None]
    return (
        not [row for row in live if row.proved_at is None]
        and len(today) < TO_A_NUMBER_IN_A_DAY
        and len(unproved) < UNPROVED_TO_A_NUMBER_IN_A_MONTH
    )


def _refused(session: Session, own: Iterable[VisitorCodeRow], number: str) -> bool:
    """True if on such a call somebody said that they had not asked for it, or that calls stop.

    One statement, whatever became of the calls: the work tells nothing either.
    """
    calls = select(VisitorCodeRow.attempt_id).where(VisitorCodeRow.number == number)
    stopped = select(func.count()).where(OptOutRow.attempt_id.in_(calls))
    declined = any(row.state == str(RequestState.DECLINED) for row in own)
    return bool(session.scalars(stopped).one()) or declined


def _count(session: Session, since: datetime, *which: object) -> int:
    query = select(func.count()).select_from(VisitorCodeRow)
    query = query.where(VisitorCodeRow.asked_at > since, *which)  # type: ignore[arg-type]
    return session.scalars(query).one()
