"""The page of webhooks: one is made and its secret shown once, tried, and ended."""

import re

from tests.integration.dashboard.conftest import AsRole
from voicebot.bootstrap.office import Office
from voicebot.evidence.kinds import Kind

PAGE, URL = "/settings/webhooks", "https://example.org/in"


def test_a_webhook_is_made_tried_and_ended(desk: Office, as_role: AsRole) -> None:
    admin = as_role("admin")
    assert "No other system is told" in admin.get(PAGE).text
    made = admin.submit(PAGE, url=URL, opt_out_saved="yes", personal="yes").text
    assert re.search(r"whsec_[\w+/]{43}=", made)
    (webhook,) = desk.storage.webhooks.every()
    assert (webhook.events, webhook.personal) == (("opt_out.saved",), True)
    assert "whsec_" not in admin.get(PAGE).text
    own = f"{PAGE}/{webhook.webhook_id}"
    assert admin.submit(f"{own}/test").status_code == 303
    assert "on its way" in admin.get(own).text
    admin.submit(f"{own}/end")
    assert desk.storage.webhooks.every() == []
    records = desk.storage.journal.records(Kind.WEBHOOK)
    assert [(each.content["change"], each.content["by"]) for each in records] == [
        ("made", "user a.admin"),
        ("ended", "user a.admin"),
    ]


def test_what_is_wrong_is_said_beside_the_address(as_role: AsRole) -> None:
    admin = as_role("admin")
    for url, said in ((URL, "at least one event"), ("http://10.0.0.1", "TLS only")):
        fields = {"url": url} | ({} if url == URL else {"call_ended": "yes"})
        answer = admin.submit(PAGE, **fields)
        assert (answer.status_code, said in answer.text) == (422, True), answer.text
