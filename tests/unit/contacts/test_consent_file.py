"""Consents and messages as files have them: every row gives one, or a reason."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from voicebot.contacts.consent import Channel, ConsentState, Flaw, LegalBasis
from voicebot.contacts.consent_file import ListedOpening, Usual, read_consents
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.feedback_file import ListedFeedback, read_feedback
from voicebot.contacts.listed import Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadList

USUAL = Usual("Northern Clinic", wording="I agree")
ENGLISH = (
    "number,purposes,channels,basis,wording,language,method,place,captured_at,expires_at,"
    "pre_ticked,bundled,condition,evidence,shop\n"
    "+74951234567,MARKETING;SURVEY,VOICE;SMS,PEWC,Yes,en,web form,example.org,"
    "2026-05-31T10:00+03:00,2027-05-31,no,no,no,form-7,South\n"
)
RUSSIAN = (
    "Номер;Цели;Каналы;Основание;Формулировка;Язык;Способ;Место;Дата получения;Действует до;"
    "Предзаполнено;В составе других условий;Условие услуги;Доказательство;shop\n"
    "+7 (495) 123-45-67;Реклама, опросы;Звонки, СМС;Письменное согласие;Yes;английский;web form;"
    "example.org;31.05.2026 07:00;31.05.2027;нет;нет;нет;form-7;South\n"
)


def reading(folder: Path, content: str, usual: Usual = USUAL) -> list[ListedOpening | Rejected]:
    (folder / "consents.csv").write_text(content, encoding="utf-8")
    return list(read_consents(folder / "consents.csv", usual))


def only(found: list[ListedOpening | Rejected]) -> Opening:
    (one,) = found
    assert isinstance(one, ListedOpening), one
    return one.opening


@pytest.mark.parametrize("content", [ENGLISH, RUSSIAN])
def test_english_and_russian_columns_mean_the_same(tmp_path: Path, content: str) -> None:
    consent = only(reading(tmp_path, content)).consent
    assert consent.number == PhoneNumber("+74951234567")
    assert consent.purposes == (Purpose.MARKETING, Purpose.SURVEY)
    assert consent.channels == (Channel.VOICE, Channel.SMS)
    assert consent.basis is LegalBasis.PEWC
    assert (consent.wording.text, consent.wording.language) == ("Yes", "en")
    assert consent.capture.at == datetime(2026, 5, 31, 7, tzinfo=UTC)
    assert consent.expires_at == datetime(2027, 5, 31, tzinfo=UTC)
    assert (consent.capture.method, consent.capture.evidence) == ("web form", "form-7")
    assert consent.capture.also == (("shop", "South"),)
    assert (consent.jurisdiction, consent.flaws) == ("RU", ())


def test_rows_that_say_little_get_what_is_usual(tmp_path: Path) -> None:
    usual = Usual("Clinic", (Purpose.SURVEY,), wording="Ok", zone="Europe/Moscow", country="RU")
    opening = only(reading(tmp_path, "number,captured_at\n84951234567,2026-01-01\n", usual))
    assert opening.consent.purposes == (Purpose.SURVEY,)
    assert opening.consent.wording.text == "Ok"
    assert opening.consent.capture.at == datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("123,MARKETING,2026-01-01,,", "wrong number"),
        ("+12025550123,FISHING,2026-01-01,,", "unknown purpose 'FISHING'"),
        ("+12025550123,,2026-01-01,,", "without a purpose"),
        ("+12025550123,MARKETING,,,", "no time when it was captured"),
        ("+12025550123,MARKETING,soon,,", "wrong time 'soon'"),
        ("+12025550123,MARKETING,2026-05-31,2026-05-30,", "expires before it was given"),
        ("+12025550123,MARKETING,2026-05-31,,perhaps", "neither yes nor no"),
        ("+12025550123,MARKETING,2026-05-31,,no,more", "6 values for 5 columns"),
    ],
)
def test_a_row_that_gives_no_consent_is_listed_with_its_reason(
    tmp_path: Path, cells: str, reason: str
) -> None:
    header = "number,purposes,captured_at,expires_at,pre_ticked\n"
    (found,) = reading(tmp_path, f"{header}{cells}\n")
    assert isinstance(found, Rejected)
    assert found.row == 2
    assert reason in found.reason


def test_flaws_states_and_withdrawals_are_read(tmp_path: Path) -> None:
    header = "number,purpose,captured_at,state,withdrawn_at,pre_ticked,bundled,condition\n"
    opening = only(
        reading(tmp_path, f"{header}+12025550123,SURVEY,2026-01-01,дано,2026-02-01,да,1,yes\n")
    )
    assert set(opening.consent.flaws) == set(Flaw)
    assert opening.withdrawn_at == datetime(2026, 2, 1, tzinfo=UTC)
    refused = only(reading(tmp_path, f"{header}+12025550123,SURVEY,2026-01-01,отказ,,,,\n"))
    assert refused.state is ConsentState.REFUSED


def test_the_wording_may_lie_beside_the_list_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("no wording")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "form.txt").write_text("Я согласен на звонки\n", encoding="utf-8")
    header = "number,purpose,captured_at,wording_file\n"
    rows = [f"+12025550123,SURVEY,2026-01-01,{name}" for name in ("form.txt", "../secret.txt", "x")]
    good, outside, absent = reading(folder, header + "\n".join(rows) + "\n")
    assert isinstance(good, ListedOpening)
    assert good.opening.consent.wording.text == "Я согласен на звонки"
    assert isinstance(outside, Rejected)
    assert "does not lie beside the list" in outside.reason
    assert isinstance(absent, Rejected)
    assert "cannot be read" in absent.reason


def test_a_file_that_is_no_consent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadList, match="no column 'captured_at'"):
        reading(tmp_path, "number,purpose\n+12025550123,SURVEY\n")
    with pytest.raises(BadList, match="both mean 'number'"):
        reading(tmp_path, "number,телефон,captured_at\n1,2,3\n")


def test_messages_are_read_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "mails.csv"
    file.write_text(
        "телефон;текст;дата;канал;жалоба\n+74951234567;Хватит, надоело;31.05.2026 10:00;почта;да\n"
        "+74951234567;;31.05.2026;почта;нет\n+74951234567;да;31.05.2026;голубь;нет\n",
        encoding="cp1251",
    )
    good, empty, pigeon = read_feedback(file, zone="Europe/Moscow")
    assert isinstance(good, ListedFeedback)
    assert good.feedback.text == "Хватит, надоело"
    assert good.feedback.at == datetime(2026, 5, 31, 7, tzinfo=UTC)
    assert (good.feedback.channel, good.feedback.complaint) == (Channel.EMAIL, True)
    assert isinstance(empty, Rejected)
    assert "no text" in empty.reason
    assert isinstance(pigeon, Rejected)
    assert "unknown channel" in pigeon.reason
