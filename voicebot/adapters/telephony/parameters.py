"""What pjsua2 is told of a request or response of a call, and what it tells of a message."""

from collections.abc import Mapping
from typing import Any

import pjsua2 as pj


def saying(headers: Mapping[str, str], code: int = 0) -> Any:
    """For a message that offers or answers audio alone; `code` where it is a response."""
    prm = pj.CallOpParam(True)
    prm.opt.videoCount = 0
    return _with(prm, headers, code)


def ending(headers: Mapping[str, str], code: int = 0) -> Any:
    """For a message that ends a call; `code` where it rejects one."""
    return _with(pj.CallOpParam(), headers, code)


def message_of(prm: Any) -> str:
    """The SIP message that ended the call; empty where none did (a timeout, our own hang-up)."""
    if prm.e.type != pj.PJSIP_EVENT_TSX_STATE:
        return ""
    if prm.e.body.tsxState.type != pj.PJSIP_EVENT_RX_MSG:
        return ""
    return str(prm.e.body.tsxState.src.rdata.wholeMsg)


def _with(prm: Any, headers: Mapping[str, str], code: int) -> Any:
    if code:
        prm.statusCode = code
    for name, value in headers.items():
        head = pj.SipHeader()
        head.hName, head.hValue = name, value
        theirs = prm.txOption.headers
        theirs.append(head)
        prm.txOption.headers = theirs
    return prm
