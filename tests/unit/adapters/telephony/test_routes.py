"""Where calls go out, and what incoming calls are for."""

import pytest

from voicebot.adapters.telephony.account import Identity, Invitation
from voicebot.adapters.telephony.routes import Routes, e164
from voicebot.adapters.telephony.wire import AgentConfig

GATEWAYS = ("one:5060", "two:5060", "three:5060")
BEHIND_ASTERISK = Identity("robot1", "127.0.0.1:5060", "secret", "tls")


def direct(index: int = 0, **changes: object) -> Routes:
    return Routes(AgentConfig(index, Identity("robot"), **changes))  # type: ignore[arg-type]


def invitation(called: str = "x", caller: str | None = None, *headers: str) -> Invitation:
    message = "\r\n".join((f"INVITE sip:{called}@h SIP/2.0", *headers, "", ""))
    return Invitation(called, caller, message)


def test_a_sip_uri_is_called_as_it_is() -> None:
    assert direct(gateways=GATEWAYS).uris("sip:ann@host") == ("sip:ann@host",)


def test_a_number_is_tried_at_every_gateway_beginning_with_another_one_each_time() -> None:
    routes = direct(gateways=GATEWAYS)
    firsts = [routes.uris("+12025550123")[0] for _ in GATEWAYS]
    assert sorted(firsts) == sorted(f"sip:+12025550123@{gateway}" for gateway in GATEWAYS)
    assert len(set(routes.uris("+12025550123"))) == len(GATEWAYS)


def test_agents_begin_at_different_gateways() -> None:
    firsts = {direct(index, gateways=GATEWAYS).uris("+1202")[0] for index in range(3)}
    assert len(firsts) == 3


def test_without_gateways_a_number_leads_nowhere() -> None:
    assert direct().uris("+12025550123") == ()


def test_a_number_of_another_prefix_leads_nowhere() -> None:
    routes = direct(gateways=GATEWAYS, prefixes=("+1", "+7"))
    assert routes.uris("+882161234567") == ()
    assert routes.uris("+74951234567")


def test_behind_asterisk_a_number_goes_to_it_over_the_agents_transport() -> None:
    routes = Routes(AgentConfig(0, BEHIND_ASTERISK, gateways=GATEWAYS))
    assert routes.uris("+12025550123") == ("sip:+12025550123@127.0.0.1:5060;transport=tls",)


def test_asterisk_says_what_an_incoming_call_is_for() -> None:
    routes = Routes(AgentConfig(0, BEHIND_ASTERISK))
    order = routes.order_for(
        invitation(
            "robot1",
            None,
            "X-Voicebot-Flow: delivery_notice",
            "X-Voicebot-Language: ru",
            "X-Voicebot-Called: +12025550100",
            "X-Voicebot-Caller: +74951234567",
        )
    )
    assert (order.flow, order.language, order.target) == ("delivery_notice", "ru", "+12025550100")
    assert (order.number, order.zone) == ("+74951234567", "Europe/Moscow")
    assert order.direction == "inbound"


def test_a_caller_hidden_from_asterisk_has_no_number() -> None:
    routes = Routes(AgentConfig(0, BEHIND_ASTERISK))
    hidden = invitation("robot1", "+12025550123", "X-Voicebot-Caller: anonymous")
    assert routes.order_for(hidden).number is None


def test_a_stranger_in_direct_mode_cannot_choose_the_flow() -> None:
    routes = direct(incoming={"+12025550100": "survey:ru"})
    call = invitation("+12025550100", None, "X-Voicebot-Flow: secret_flow")
    assert (routes.order_for(call).flow, routes.order_for(call).language) == ("survey", "ru")


def test_a_called_number_nobody_named_reaches_the_opt_out_line() -> None:
    order = direct().order_for(invitation("12025550100"))
    assert (order.flow, order.language) == ("opt_out_line", "en")


@pytest.mark.parametrize(
    ("user", "number"),
    [
        ("+12025550123", "+12025550123"),
        ("0012025550123", "+12025550123"),
        ("74951234567", "+74951234567"),
        ("2025550123", None),
        ("1001", None),
        ("anonymous", None),
        ("", None),
        (None, None),
    ],
)
def test_a_callers_number_is_read_only_where_it_is_surely_international(
    user: str | None, number: str | None
) -> None:
    found = e164(user)
    assert (found.e164 if found else None) == number
