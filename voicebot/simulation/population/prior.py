"""The made-up calls that the prior learned from, which ships until there are calls of one's own."""

from dataclasses import replace

import polars as pl

from voicebot.contacts.purpose import Purpose
from voicebot.simulation.population.loop import Scale, World, live_through
from voicebot.simulation.population.policies import POLICIES
from voicebot.simulation.population.society import MATTERS, ORDINARY

TOUCHY = replace(
    ORDINARY,
    name="touchy",
    about="As ordinary, but who minds calls minds every call, reminders too, and people differ "
    "more in it: somebody who hung up on one call is known by it for the next.",
    aversion_spread=2.2,
    matters=MATTERS
    | {
        Purpose.APPOINTMENT_REMINDER: replace(
            MATTERS[Purpose.APPOINTMENT_REMINDER], harm=-2.6, aversion=1.0
        ),
        Purpose.PAYMENT_REMINDER: replace(
            MATTERS[Purpose.PAYMENT_REMINDER], harm=-2.3, aversion=1.0
        ),
    },
)
"""In an ordinary society those who hang up on offers still take reminders gladly; a prior that had
seen no other would keep ringing somebody who hung up on nine reminders of nine."""

PEOPLE, DAYS, SEED = 800, 180, 7


ABOUT = (
    "Its {people} people are of the made-up society {name!r} ({about}), called for {days} days, "
    "everybody on a list, with seed {seed}. The people of the demo are like them: they were made "
    "up with such people in mind. So it shows how what was learned keeps the robot away, and not "
    "that learning helps with real people."
)


def made_up_calls(seed: int = SEED) -> pl.DataFrame:
    """The table of attempts: everybody on a list is called, so that nothing is left unseen."""
    return live_through(World(TOUCHY, Scale(PEOPLE, DAYS), seed), POLICIES[0])


def about(seed: int = SEED) -> str:
    """Which people they are, and what a model of theirs is good for, as its card says."""
    return ABOUT.format(
        people=PEOPLE, days=DAYS, seed=seed, name=TOUCHY.name, about=TOUCHY.about.rstrip(".")
    )
