"""Which pages of the dashboard are measured, each at addresses that differ as much as in use."""

from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from urllib.parse import quote

from voicebot.adapters.storage import made_up_books, made_up_calls
from voicebot.adapters.storage.database import Database

SEARCHES = {"search_words", "search_number", "search_person"}
"""Those that may take as long as a search may."""

FIRST_SEEN = ("/now", "/calls", "/numbers", "/opt-outs", "/campaigns", "/quality", "/journal")
PLAIN = {
    "now": ("/now",),
    "calls": ("/calls",),
    "calls_filtered": (
        "/calls?outcome=SOFT_REFUSAL",
        "/calls?outcome=COMPLAINT&sure=under-60",
        "/calls?sure=under-40&answered=HUMAN",
        "/calls?campaign=campaign-004",
        "/calls?refusal=EXPLICIT_OPT_OUT",
        "/calls?looked=no",
        "/calls?direction=inbound",
    ),
    "search_words": (
        "/calls?words=tomorrow",
        "/calls?words=stop+calling",
        "/calls?words=word17",
        "/calls?words=%D0%B6%D0%B0%D0%BB%D0%BE%D0%B2%D0%B0%D1%82%D1%8C%D1%81%D1%8F",
        "/calls?words=call*",
        "/calls?words=nobodysaidthis",
        "/calls?words=thank+tomorrow",
    ),
    "review": ("/review", "/review?queue=differ"),
    "numbers": ("/numbers",),
    "search_person": (
        "/numbers?q=Anna",
        "/numbers?q=person1234%40example.org",
        "/numbers?q=K-177",
        "/numbers?q=%D0%9C%D0%B0%D1%80%D0%B8%D1%8F+%D0%9A%D0%B8%D0%BC",
        "/numbers?q=55512",
        "/numbers?q=Nobody+At+All",
    ),
    "same_person": ("/numbers/same",),
    "opt_outs": ("/opt-outs",),
    "left_alone": ("/opt-outs/left-alone",),
    "suppressed": ("/opt-outs/suppressed",),
    "registries": ("/opt-outs/registries",),
    "campaigns": ("/campaigns", "/campaigns?state=FINISHED"),
    "campaign_new": ("/campaigns/new",),
    "campaigns_compared": ("/campaigns/compare?a=campaign-003&b=campaign-004",),
    "quality": ("/quality",),
    "model": ("/quality/model", "/quality/understanding"),
    "journal": ("/journal", "/journal?kind=decision", "/journal?kind=look"),
    "settings": ("/settings/rules", "/settings/lines", "/settings/retention", "/settings/program"),
    "users": ("/settings/users",),
}


def pages(database: Database, times: int) -> Mapping[str, Sequence[str]]:
    """Addresses of each page by its name: `times` of them, and one more to warm up."""
    numbers = [quote(number) for number in made_up_books.some_numbers(database, times + 1)]
    of_things = {
        "call": [f"/calls/{each}" for each in made_up_calls.some_calls(database, times + 1)],
        "person": [f"/numbers/{number}" for number in numbers],
        "search_number": [f"/calls?number={number}" for number in numbers],
        "opt_out": [f"/opt-outs/{each}" for each in made_up_calls.some_opt_outs(database, times)],
        "campaign": [f"/campaigns/{each}" for each in made_up_calls.every_campaign()],
        "journal_record": [f"/journal/{seq}" for seq in range(1, times + 1)],
    }
    asked: dict[str, Sequence[str]] = {**PLAIN, **of_things}
    return {name: list(islice(cycle(paths), times + 1)) for name, paths in asked.items()}
