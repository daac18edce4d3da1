"""The id of an opt-out stays in the journal after an erasure."""

import inspect

from voicebot.contacts.suppression import optout_id_of_call


def test_the_optout_of_a_call_has_one_id_that_nothing_of_the_number_goes_into() -> None:
    assert optout_id_of_call("attempt") == optout_id_of_call("attempt")
    assert optout_id_of_call("attempt") != optout_id_of_call("another")
    assert list(inspect.signature(optout_id_of_call).parameters) == ["attempt_id"]
