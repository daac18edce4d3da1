"""A campaign of ninety days that calls whomever it may, as often as it may."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import polars as pl

from tests.fakes.known_books import law
from voicebot.eligibility import known as books
from voicebot.eligibility.deciding import decide_all
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.known import Known

BEGINS = datetime(2027, 2, 15, 0, 5, tzinfo=UTC)  # clocks change on 14 March and 28 March
DAYS = 90
STEP = timedelta(hours=7, minutes=50)  # so that every hour and minute of the day is tried
LASTS_S = 240.0
PURPOSE = "MARKETING"
COOL_DOWN = timedelta(days=30)

PLACES = [  # zone, country, region
    ("America/New_York", "US", "NY"),
    ("America/Chicago", "US", "TX"),
    ("America/Los_Angeles", "US", "WA"),
    ("America/Phoenix", "US", "AZ"),
    ("Europe/London", "GB", ""),
    ("Europe/Berlin", "DE", ""),
    ("Europe/Paris", "FR", ""),
    ("Asia/Kolkata", "IN", ""),
    ("Australia/Sydney", "AU", ""),
    ("America/Santiago", "CL", ""),
    ("Asia/Kathmandu", "NP", ""),
    ("America/St_Johns", "CA", ""),
]


@dataclass(frozen=True)
class Person:
    """Somebody on the list; a tenth have two numbers, which are called in turn."""

    name: str
    numbers: tuple[str, ...]
    zone: str
    country: str
    region: str


@dataclass(frozen=True)
class Call:
    """A call that was placed."""

    person: Person
    number: str
    at: datetime
    answered: bool


@dataclass
class Campaign:
    """The list, what happened so far, and what people said."""

    people: list[Person]
    questions: pl.DataFrame  # about each of them, without a moment
    chance: random.Random
    calls: list[Call] = field(default_factory=list)
    opted_out_at: dict[str, datetime] = field(default_factory=dict)
    withdrew_at: dict[str, datetime] = field(default_factory=dict)
    left_alone_until: dict[str, datetime] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _next_try: dict[str, datetime] = field(default_factory=dict)
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def run(self) -> None:
        """Ninety days."""
        for step in range(int(timedelta(days=DAYS) / STEP)):
            self.step(BEGINS + step * STEP)

    def step(self, at: datetime) -> None:
        """Ask about everybody who is due, and impatiently about some who are not; call them."""
        places = [
            place
            for place, person in enumerate(self.people)
            if self._next_try.get(person.name, at) <= at or self._impatient()
        ]
        if not places:
            return
        numbers = [self.chance.choice(self.people[place].numbers) for place in places]
        asked = self.questions[places].with_columns(number=pl.Series(numbers), at=pl.lit(at))
        asked = asked.match_to_schema(books.ASKED)
        decided = decide_all(gather(Known(asked, **self._tables), law()))
        answers = decided.select("allowed", "until", "reasons").rows()
        new: dict[str, list[dict[str, object]]] = defaultdict(list)
        for place, number, (allowed, until, reasons) in zip(places, numbers, answers, strict=True):
            person = self.people[place]
            if allowed:
                self._call(person, number, at, new)
                continue
            self._next_try[person.name] = until or datetime.max.replace(tzinfo=UTC)
            for reason in reasons:
                self.reasons[reason] += 1
        self._remember(new)

    def consent(self, person: Person, state: str, at: datetime) -> dict[str, object]:
        """A line of the consent ledger; a signed consent names one number."""
        return {
            "person": person.name,
            "number": person.numbers[0],
            "consent_id": f"c-{person.name}",
            "purpose": PURPOSE,
            "channel": "VOICE",
            "basis": "PEWC",
            "state": state,
            "since": at,
        }

    def _impatient(self) -> bool:
        return self.chance.random() < 0.05

    def _call(
        self, person: Person, number: str, at: datetime, new: dict[str, list[dict[str, object]]]
    ) -> None:
        answered = self.chance.random() < 0.85
        self.calls.append(Call(person, number, at, answered))
        who = {"person": person.name, "number": number}
        attempt = {"at": at, "purpose": PURPOSE, "channel": "VOICE", "answered": answered}
        new["attempts"].append(who | attempt)
        luck = self.chance.random()
        if not answered or luck > 0.07:
            return
        ends = at + timedelta(seconds=LASTS_S)
        if luck < 0.02:
            self.opted_out_at[person.name] = ends
            new["optouts"].append(
                who | {"optout_id": f"o-{len(self.calls)}", "scope": "SELLER", "at": ends}
            )
        elif luck < 0.04:
            self.withdrew_at[person.name] = ends
            new["consents"].append(self.consent(person, "WITHDRAWN", ends))
        else:
            self.left_alone_until[person.name] = ends + COOL_DOWN
            suppression = {"reason": "REFUSAL_COOLDOWN", "since": ends, "until": ends + COOL_DOWN}
            new["suppressions"].append(who | suppression | {"why": "said no"})

    def _remember(self, new: dict[str, list[dict[str, object]]]) -> None:
        for name, rows in new.items():
            more = pl.DataFrame(rows, schema=getattr(books, name.upper()))
            before = self._tables.get(name)
            self._tables[name] = more if before is None else pl.concat([before, more])


def campaign(people: int, seed: int) -> Campaign:
    """So many people of all places, each with a consent, before the first day."""
    chance = random.Random(seed)
    listed = [_person(i) for i in range(people)]
    questions = pl.DataFrame([_question(person) for person in listed], schema=books.ASKED)
    made = Campaign(listed, questions, chance)
    given = BEGINS - timedelta(days=100)
    made._remember({"consents": [made.consent(person, "GIVEN", given) for person in listed]})
    made._tables["registries"] = pl.DataFrame(
        [
            {
                "registry": f"{kind}-{country}",
                "kind": kind,
                "country": country,
                "listed_at": BEGINS + timedelta(days=DAYS),
                "max_age_days": 31,
            }
            for kind in ("NATIONAL", "OPERATOR")
            for country in sorted({country for _, country, _ in PLACES})
        ],
        schema=books.REGISTRIES,
    )
    return made


def _person(i: int) -> Person:
    zone, country, region = PLACES[i % len(PLACES)]
    numbers = (f"+1202{i:07d}", f"+1303{i:07d}") if i % 10 == 0 else (f"+1202{i:07d}",)
    return Person(f"p-{i}", numbers, zone, country, region)


def _question(person: Person) -> dict[str, object]:
    return {
        "person": person.name,
        "valid": True,
        "country": person.country,
        "region": person.region,
        "zones": [person.zone],
        "zones_from": "contact",
        "relation": "CUSTOMER",
        "purpose": PURPOSE,
        "campaign_id": "spring",
        "lasts_s": LASTS_S,
        "erased": False,
    }
