"""Passwords, the second step, and the note between the two."""

from datetime import timedelta

import pyotp
import pytest

from tests.fakes.clock import NOON
from voicebot.adapters.storage.supervisors.users import User
from voicebot.dashboard import halfway, passwords, second_step

ANNA = User("1", "anna", "viewer", passwords.hashed("four plain words"), "", 0, "", "", "auto",
            NOON, None, None)  # fmt: skip


def test_a_password_is_kept_as_an_argon2_hash_and_known_again() -> None:
    kept = passwords.hashed("four plain words")
    assert kept.startswith("$argon2id$")
    assert passwords.fits("four plain words", kept)
    assert not passwords.fits("four plain word", kept)
    assert not passwords.is_outdated(kept)


@pytest.mark.parametrize("kept", ["", "nonsense"])
def test_nothing_fits_where_no_password_is_kept(kept: str) -> None:
    assert not passwords.fits("nobody has this password", kept)
    assert not passwords.fits("", kept)


@pytest.mark.parametrize(
    "password", ["short", "x" * 257, "aaaaaaaaaaaaaa", "anna-anna-anna-1", "1212121212121212"]
)
def test_a_weak_password_is_refused_with_a_reason(password: str) -> None:
    assert passwords.objection(password, password, "anna")


def test_a_mistyped_password_is_refused_and_a_good_one_is_not() -> None:
    assert passwords.objection("four plain words", "four plain wards", "anna")
    assert not passwords.objection("four plain words", "four plain words", "anna")


def test_a_code_is_good_within_a_step_of_its_time_and_only_for_its_secret() -> None:
    secret = second_step.new_secret()
    code = pyotp.TOTP(secret).at(NOON)
    step = second_step.step_of(secret, f"{code[:3]} {code[3:]}", NOON)
    assert step is not None
    assert second_step.step_of(secret, code, NOON + timedelta(seconds=30)) == step
    assert second_step.step_of(secret, code, NOON + timedelta(seconds=90)) is None
    assert second_step.step_of(second_step.new_secret(), code, NOON) is None
    assert second_step.step_of(secret, "", NOON) is None


def test_the_picture_of_a_secret_is_drawn_here() -> None:
    assert second_step.picture(second_step.new_secret(), "anna").startswith("data:image/svg+xml")


def test_the_note_between_password_and_code_holds_for_minutes_and_for_one_person() -> None:
    written = halfway.note(ANNA, NOON)
    assert halfway.name_in(written) == "anna"
    assert halfway.holds(written, ANNA, NOON)
    assert not halfway.holds(written, ANNA, NOON + timedelta(minutes=6))
    assert not halfway.holds(written.replace("anna", "boris"), ANNA, NOON)
    assert not halfway.holds(written[:-1] + "x", ANNA, NOON)
    assert not halfway.holds("anna", ANNA, NOON)
