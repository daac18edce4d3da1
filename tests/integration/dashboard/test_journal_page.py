"""The journal's page: narrowed, gone through, checked, taken away; each look is a record itself."""

import csv
import io
import re
import time
from datetime import timedelta

import pytest

from tests.fakes.clock import NOON
from tests.integration.dashboard.conftest import AsRole, Someone
from voicebot.bootstrap.office import Office

NUMBER, OTHER = "+12025550123", "+12025550124"


@pytest.fixture
def filled(desk: Office) -> Office:
    for place in range(120):
        number = NUMBER if place % 2 else OTHER
        said = {"state": f"s{place}"}
        desk.storage.journal.append(
            desk.clock.now(), "campaign", said, personal={"name": number}, about=[number]
        )
    return desk


def shown(text: str) -> list[int]:
    return [int(seq) for seq in re.findall(r'href="/journal/(\d+)"', text)]


def test_every_record_is_seen_once_newest_first(filled: Office, as_role: AsRole) -> None:
    someone, seen, path = as_role("compliance"), [], "/journal?kind=campaign"
    while path:
        text = someone.get(path).text
        seen += shown(text)
        older = re.search(r'href="([^"]+)" rel="next"', text)
        path = older[1].replace("&amp;", "&") if older else ""
    campaigns = [record.seq for record in filled.storage.journal.records("campaign")]
    assert seen == campaigns[::-1]


def test_a_number_narrows_and_the_look_is_journalled_with_whom_it_was_at(
    filled: Office, as_role: AsRole
) -> None:
    text = as_role("compliance").get("/journal", params={"number": "+1 202 555 0123"}).text
    records = {record.seq: record for record in filled.storage.journal.records(number=NUMBER)}
    assert set(shown(text)) <= records.keys()
    look = list(filled.storage.journal.records("look"))[-1]
    assert look.content["by"] == "user a.compliance"
    assert NUMBER in look.content.values()


def test_a_day_is_one_of_the_viewers_zone(filled: Office, as_role: AsRole) -> None:
    someone = as_role("compliance")
    today, before = "2026-11-18", "2026-11-17"
    assert shown(someone.get("/journal", params={"day": today}).text)
    assert not shown(someone.get("/journal", params={"day": before}).text)


@pytest.mark.parametrize(
    "asked",
    [{"cursor": "x"}, {"cursor": "9" * 30}, {"day": "0"}, {"kind": "x"}, {"number": "'--"},
     {"day": "9999-12-31"}],
)  # fmt: skip
def test_what_cannot_be_read_breaks_nothing(
    filled: Office, as_role: AsRole, asked: dict[str, str]
) -> None:
    assert as_role("compliance").get("/journal", params=asked).status_code == 200


def test_the_chain_is_checked_on_demand_and_a_break_is_told(
    filled: Office, as_role: AsRole
) -> None:
    someone = as_role("compliance")
    assert "not checked yet" in someone.get("/journal").text
    assert "holds" in checked(someone)
    with filled.storage.journal._database.write() as session:
        session.connection().exec_driver_sql("UPDATE journal SET body = '{}' WHERE seq = 7")
    assert "holds" in someone.get("/journal").text
    assert "broken at record 7" in checked(someone)
    assert filled.storage.journal_checks.last().found.first_bad == 7  # type: ignore[union-attr]


def test_a_check_of_today_is_not_made_again_by_the_days_work(filled: Office) -> None:
    checks = filled.storage.journal_checks
    first = checks.check_daily(NOON)
    assert checks.check_daily(NOON + timedelta(hours=19)) == first == checks.last()
    assert checks.check_daily(NOON + timedelta(hours=21)).at == NOON + timedelta(hours=21)


def checked(someone: Someone) -> str:
    """The state of the chain once a check that was asked for is over."""
    answer = someone.submit("/journal/check")
    while "/journal/check/live" in (text := someone.get(answer.headers["location"]).text):
        time.sleep(0.05)
    return text


def test_a_record_is_shown_whole_and_one_that_is_none_is_not_found(
    filled: Office, as_role: AsRole
) -> None:
    someone = as_role("compliance")
    assert "s3" in someone.get("/journal/4").text
    assert someone.get("/journal/100000").status_code == 404
    assert someone.get("/journal/99999999999999999999").status_code in (404, 422)


def test_the_export_is_what_the_page_shows_and_is_journalled(
    filled: Office, as_role: AsRole
) -> None:
    answer = as_role("compliance").get("/journal/export", params={"number": NUMBER})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) >= 60
    assert all(NUMBER in row["content"] for row in rows)
    assert answer.headers["content-disposition"] == 'attachment; filename="journal.csv"'
    looks = [record.content["what"] for record in filled.storage.journal.records("look")]
    assert "journal export" in looks
    assert as_role("supervisor").get("/journal/export").status_code == 403
