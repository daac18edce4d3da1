"""What a made-up society is like: every assumption about its people, each with its reason.

None of these figures was measured. They are set so that the shares which follow from them are of
the size that call centres speak of (a person answers two or three of five calls of an unknown
number, a marketing call ends early for one in four who answer, a reminder for one in twenty-five),
and they were fixed before any policy was run on them. `SOCIETIES` varies them, so that a finding
that holds in one society alone is seen to do so.

Logits throughout: 0 is one in two, -1 about a quarter, -2 one in eight, -3 one in twenty.
"""

from dataclasses import dataclass, field, replace

from voicebot.contacts.purpose import Purpose

PURPOSES = (
    Purpose.APPOINTMENT_REMINDER,
    Purpose.PAYMENT_REMINDER,
    Purpose.SURVEY,
    Purpose.MARKETING,
)


@dataclass(frozen=True, slots=True)
class Matter:
    """How people take a call for one purpose, before their own differences."""

    a_month: float  # the chance that a person is on this purpose's list in a month
    goal: float  # logit of reaching the flow's goal, once a person answered and was not annoyed
    goal_spread: float  # how much people differ in it
    harm: float  # logit of an annoyed end, once a person answered
    aversion: float  # how much of a person's aversion to being sold to counts here
    weight: float  # annoyance that one answered call leaves
    refuses: float  # share of polite refusals among talks without the goal


MATTERS: dict[Purpose, Matter] = {
    # A reminder of one's own appointment is mostly welcome.
    Purpose.APPOINTMENT_REMINDER: Matter(0.40, 1.2, 0.8, -3.2, 0.2, 0.5, 0.10),
    # A reminder to pay is less so, and concerns fewer.
    Purpose.PAYMENT_REMINDER: Matter(0.25, 0.6, 0.8, -2.5, 0.4, 0.8, 0.15),
    # A survey serves the caller.
    Purpose.SURVEY: Matter(0.50, -0.8, 1.0, -1.6, 0.8, 1.2, 0.60),
    # Marketing goes to all, and few want it: about one in fifteen of those who hear it out.
    Purpose.MARKETING: Matter(1.00, -2.7, 1.5, -1.1, 1.0, 1.5, 0.60),
}


@dataclass(frozen=True, slots=True)
class Society:
    """The whole of a society's assumptions."""

    name: str
    about: str
    matters: dict[Purpose, Matter] = field(default_factory=lambda: dict(MATTERS))

    answer: float = -0.1  # logit of answering at a neutral hour
    answer_spread: float = 1.1  # some always answer, some hardly ever
    never_answer: float = 0.08  # share who answer no unknown number at all
    dead: float = 0.03  # share of numbers that exist no more: lists age
    strangers: float = 0.02  # share of numbers that belong to somebody else by now
    machine: float = 0.30  # share with a machine that takes what they do not
    habit: float = 1.0  # how much the hour matters; 0: not at all

    aversion_spread: float = 1.2  # how much people differ in minding such calls
    unconcerned: float = 0.25  # share whom an optional purpose does not concern (no car, no dacha)
    unconcerned_harm: float = 1.0  # logit added to the annoyance of such a call
    patience: float = 6.0  # annoyance at which the middle person has had enough
    patience_spread: float = 0.7  # of its logarithm: a few bear ten times what others do
    forgets_days: float = 30.0  # half of an annoyance is gone after so long
    missed: float = 0.3  # annoyance of a call that was seen and not taken
    bad_hour: float = 0.5  # logit, and share of more annoyance, before ten and after seven
    pressure_harm: float = 1.2  # logit of harm at the end of one's patience
    pressure_answer: float = 0.8  # logit of no longer answering there: the number is known

    wearier: float = 0.4  # logit of harm that everybody gains in half a year
    season_h: float = 0.8  # hours by which habits move over half a year, as evenings grow longer
    newcomers: float = 0.30  # share who are on the lists only from the middle on
    newcomers_colder: float = 0.8  # logit: bought addresses want less and mind more
    attribute_tells: float = 0.6  # how well "new" or "regular" on the list tells the goal's logit


ORDINARY = Society("ordinary", "Customers of a mid-sized firm, with a bought list added half-way.")

SOCIETIES: dict[str, Society] = {
    society.name: society
    for society in (
        ORDINARY,
        replace(
            ORDINARY,
            name="weary",
            about="Called by everybody for years: few answer, patience is short and shrinks fast.",
            answer=-0.9,
            never_answer=0.20,
            patience=3.0,
            wearier=1.0,
        ),
        replace(
            ORDINARY,
            name="loyal",
            about="Regular clients who know the caller: they answer, bear much and differ little.",
            answer=0.7,
            never_answer=0.02,
            aversion_spread=0.6,
            patience=12.0,
            wearier=0.0,
            newcomers=0.0,
        ),
        replace(
            ORDINARY,
            name="alike",
            about="Everybody is the same, at every hour and for every purpose, and nothing wears "
            "on them: there is nothing to learn, and learning should change nothing.",
            answer_spread=0.0,
            never_answer=0.0,
            machine=0.0,
            habit=0.0,
            aversion_spread=0.0,
            unconcerned=0.0,
            patience=1e9,
            patience_spread=0.0,
            bad_hour=0.0,
            wearier=0.0,
            season_h=0.0,
            newcomers=0.0,
            attribute_tells=0.0,
            matters=dict.fromkeys(PURPOSES, Matter(0.5, -0.3, 0.0, -2.0, 0.0, 0.0, 0.3)),
        ),
    )
}
