"""What our own calls teach: trained from the books, corrected, promoted, watched each night."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from tests.fakes.clock import SetClock
from tests.fakes.made_up_calls import made_up_calls, write_calls
from tests.models_fixture import REPOSITORY
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap.call_learning import CallLearning
from voicebot.bootstrap.nightly import last_night, learn_if_due, next_night
from voicebot.cli.learn_calls import status, told
from voicebot.errors import Leak, NotBetter, TooFew
from voicebot.learning.features import build_features
from voicebot.learning.policy import call_shelf
from voicebot.learning.policy.call_model import RATES, TASK, taken
from voicebot.learning.policy.cold_start import LEAST_CALLS
from voicebot.learning.policy.in_force import in_force
from voicebot.learning.policy.measuring import measure
from voicebot.learning.policy.worth import own_worth
from voicebot.learning.shelf import Shelf
from voicebot.learning.targets import TARGETS
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.population.prior import about

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
FEW_ARE_ENOUGH = {"calls = 2000": "calls = 300", "harms = 50": "harms = 20"}


@dataclass(frozen=True)
class Firm:
    """One installation: its books, its shelf, what it learns."""

    settings: Settings
    storage: Storage
    shelf: Shelf
    learning: CallLearning


def firm(home: Path, calls: pl.DataFrame, **settings: object) -> Firm:
    """An installation that placed these calls."""
    worth = home / "worth.toml"
    text = (resources.files("voicebot.learning.policy") / "worth.toml").read_text("utf-8")
    for usual, few in FEW_ARE_ENOUGH.items():
        text = text.replace(usual, few)
    worth.write_text(text, "utf-8")
    settled = Settings.load(home=home, models=home / "models", worth=str(worth), **settings)
    storage = Storage.open(settled, SetClock(NOW))
    database = Database(settled.database)
    if calls.height:
        write_calls(database, calls)
    database.close()
    shelf = Shelf(settled.models)
    return Firm(settled, storage, shelf, CallLearning(settled, storage.learned_from, shelf))


@pytest.fixture(scope="module")
def calls() -> pl.DataFrame:
    return made_up_calls()


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory, calls: pl.DataFrame) -> Iterator[Firm]:
    """A firm with two versions: of its calls, and of the same calls with one correction."""
    opened = firm(tmp_path_factory.mktemp("taught"), calls)
    opened.learning.train()
    opened.storage.corrections.correct(corrected(calls), Disposition.OPT_OUT, "anna")
    opened.learning.train()
    yield opened
    opened.storage.close()


def corrected(calls: pl.DataFrame) -> str:
    """One of the newest calls, which its robot took for a success."""
    done = calls.filter(pl.col("disposition").is_in(["CONFIRMED", "COMPLETED"]))
    return str(done["attempt_id"][-1])


def test_one_supervisors_correction_changes_the_next_model(
    taught: Firm, calls: pl.DataFrame
) -> None:
    call = taught.storage.learned_from.every_attempt()
    features = build_features(call).filter(pl.col("attempt_id") == corrected(calls))
    without, with_it = (taken(taught.shelf, version).foretell(features) for version in "12")
    assert with_it["harm"][0] > without["harm"][0]
    assert with_it["success"][0] < without["success"][0]
    counts = [taught.shelf.card(TASK, version)["counts"] for version in "12"]
    assert [one["corrected"] for one in counts] == [0, 1]
    assert counts[1]["harms"] == counts[0]["harms"] + 1


def test_the_card_tells_each_target_by_purpose_and_month(taught: Firm) -> None:
    card = taught.shelf.card(TASK, "1")
    assert set(card["targets"]) == set(TARGETS)
    for figures in card["targets"].values():
        assert {one["name"] for one in figures["segments"]["purpose"]} >= {"MARKETING"}
        assert figures["periods"][0]["name"].startswith("2026-")
        assert "two unanswered, then stop" in figures["rules"]
    folder = taught.settings.models / TASK / "1"
    assert {f"calibration-{name}.svg" for name in TARGETS} <= {f.name for f in folder.iterdir()}
    assert "this model" in (folder / "card.md").read_text("utf-8")
    assert card["attributes"] == []


def test_a_model_that_is_not_surely_better_is_not_promoted(taught: Firm) -> None:
    better = taught.shelf.card(TASK, "1")["comparison"]["better"]
    if better:
        call_shelf.promote(taught.shelf, "1")
    else:
        with pytest.raises(NotBetter):
            call_shelf.promote(taught.shelf, "1")
        call_shelf.promote(taught.shelf, "1", anyway=True)
    assert taught.shelf.in_force(TASK) == "1"
    with pytest.raises(NotBetter):  # it was compared before version 1 was in force
        call_shelf.promote(taught.shelf, "2")


def test_one_call_and_many_are_foretold_alike(taught: Firm) -> None:
    features = taught.learning.examples().features.tail(5)
    model = taken(taught.shelf, "2")
    many = model.foretell(features)
    for place, row in enumerate(features.to_dicts()):
        assert model.chances_of_few([row])[0] == pytest.approx(many.row(place), abs=1e-9)


def test_a_prior_is_called_that(taught: Firm) -> None:
    version = "1"
    said = {call_shelf.PRIOR, about()}
    card = taught.shelf.card(TASK, version) | {"prior": True, "made_up": about()}
    assert all(one in call_shelf.card_page(card) for one in said)
    page = call_shelf.card_page(card | {"prior": False})
    assert not any(one in page for one in said)


def test_the_prior_that_ships_says_of_whom_it_learned_and_is_in_force_nowhere() -> None:
    shelf = Shelf(REPOSITORY / "models")
    assert shelf.card(TASK, "1")["made_up"] == about()
    assert shelf.in_force(TASK) is None


def test_a_version_is_measured_on_the_calls_since_it_learned(taught: Firm) -> None:
    examples, model = taught.learning.examples(), taken(taught.shelf, "2")
    middle = examples.calls["at"][len(examples) // 2]
    found = measure(examples, model, middle, taught.learning.worth)
    assert not found["seen"]
    assert found["calls"] == len(examples) - examples.until(middle)
    newest = examples.calls["at"][-1]
    assert measure(examples, model, newest, taught.learning.worth)["seen"]


def test_a_damaged_model_leaves_the_last_whole_one_in_use(taught: Firm) -> None:
    for version in "12":
        taught.shelf.promote(TASK, version)
    file = taught.settings.models / TASK / "2" / "harm.skops"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    found = in_force(taught.shelf)
    said = list(told(status(taught.settings)))
    file.write_bytes(whole)
    assert said[0].startswith("Version 2 of calls is damaged, and not used")
    assert said[1].startswith("Version 1 of calls is in force")
    assert found is not None
    assert found.version == "1"


def test_the_model_in_force_is_watched_and_what_moved_is_named(taught: Firm) -> None:
    from voicebot.learning.policy.watching import watch

    taught.shelf.promote(TASK, "1")
    model, examples = in_force(taught.shelf), taught.learning.examples()
    assert model is not None
    now = examples.calls["at"][-1]
    calm = watch(examples, model, now)
    assert calm["version"] == "1"
    assert set(calm["calibration"]) == set(TARGETS)
    moved = examples.features.with_columns(calls=pl.col("calls") + 50)
    strange = watch(type(examples)(examples.calls, moved, examples.targets, ()), model, now)
    assert strange["moved"]["calls"] > 0.25
    assert any("calls" in alarm for alarm in strange["alarms"])
    assert "+7" not in json.dumps(strange)


def test_with_few_calls_nothing_pretends_to_have_learned(tmp_path: Path) -> None:
    few = firm(tmp_path, made_up_calls(people=50, days=14))
    with pytest.raises(TooFew):
        few.learning.train()
    night = few.learning.night(NOW)
    few.storage.close()
    assert night is not None
    assert in_force(few.shelf) is None


def test_until_there_are_calls_enough_shrunk_rates_speak_and_are_called_that(
    tmp_path: Path, calls: pl.DataFrame
) -> None:
    some = firm(tmp_path, calls.head(LEAST_CALLS))
    some.learning.worth = own_worth()
    night = some.learning.night(NOW)
    assert night is not None
    assert "shrunk rates" in night.result
    found = in_force(some.shelf)
    assert found is not None
    assert some.shelf.card(TASK, found.version)["kind"] == RATES
    assert call_shelf.present(some.shelf) is None
    features = some.learning.examples().features
    rare = features.with_columns(purpose=pl.lit("CONTRACT_CHANGE"))
    assert found.foretell(rare)["harm"].max() < 0.01
    again = some.learning.night(NOW + timedelta(days=1))
    some.storage.close()
    assert again is not None
    assert again.result == "nothing new to learn from"
    assert some.shelf.versions(TASK) == (found.version,)


def test_a_night_that_broke_off_is_begun_again_and_one_that_ended_is_not(tmp_path: Path) -> None:
    few = firm(tmp_path, made_up_calls(people=50, days=14))
    at, settings = time(3, 30), few.settings
    assert few.learning.is_due(last_night(at, NOW))
    few.learning.folder.mkdir()
    note = {"state": "begun", "at": NOW.isoformat()}
    (few.learning.folder / "training.json").write_text(json.dumps(note))
    night = learn_if_due(settings, at, NOW)
    few.storage.close()
    assert night is not None
    assert few.learning.noted()["state"] == "done"
    assert learn_if_due(settings, at, NOW + timedelta(minutes=5)) is None
    assert few.learning.is_due(last_night(at, NOW + timedelta(days=1)))


def test_one_process_at_a_time_learns(tmp_path: Path) -> None:
    few = firm(tmp_path, made_up_calls(people=50, days=14))
    other = CallLearning(few.settings, few.storage.learned_from, few.shelf)
    with few.learning.alone() as first:
        assert first
        assert other.night(NOW) is None
    few.storage.close()


def test_a_night_begins_at_the_clock_of_this_machine() -> None:
    at = time(3, 30)
    before, after = last_night(at, NOW), next_night(at, NOW)
    assert before <= NOW < after
    assert after - before in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))
    assert (before.hour, before.minute, after.hour, after.minute) == (3, 30, 3, 30)


def test_an_attribute_that_is_known_only_after_the_call_is_refused(
    tmp_path: Path, calls: pl.DataFrame
) -> None:
    known = {"CONFIRMED": "yes", "COMPLETED": "yes"}
    said = calls.with_columns(
        attributes=pl.concat_list(
            pl.struct(
                name=pl.lit("result"),
                value=pl.col("disposition").replace_strict(known, default="no"),
            )
        )
    )
    from voicebot.learning.policy.examples import Examples

    with pytest.raises(Leak) as refused:
        Examples.of(said, ("result",)).table("success")
    assert "attribute_result" in str(refused.value)
