"""What whoever proved a number is shown of it: of this number, since a proof is of one number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voicebot.adapters.storage.consent_history import ConsentView
from voicebot.adapters.storage.left_alone import KeptAlone
from voicebot.adapters.storage.person_story import Story
from voicebot.adapters.storage.register import Kept
from voicebot.adapters.storage.suppressed import Standing
from voicebot.adapters.storage.visitors.visits import Visit
from voicebot.bootstrap.office import Office
from voicebot.contacts.complaint import Complaint
from voicebot.contacts.consent import Channel, ConsentState
from voicebot.contacts.contact import Contact
from voicebot.contacts.feedback import ComplaintState, FeedbackKind
from voicebot.contacts.notices import OPTIONAL
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope
from voicebot.dashboard.languages import mark, translations
from voicebot.dashboard.masking import Masking

LINES = 20
ON, OFF, NEVER = "on", "off", "never"
KINDS = tuple(kind for kind in Purpose if kind in OPTIONAL)
WORDINGS: dict[Purpose, str] = {
    Purpose.MARKETING: mark(
        "I agree that %(seller)s may ring me on this number with a robot's voice about offers and "
        "advertising. I need not agree to buy anything, and can turn this off at any time."
    ),
    Purpose.COMPANY_NEWS: mark(
        "I agree that %(seller)s may ring me on this number with a robot's voice about news of the "
        "company. I need not agree to buy anything, and can turn this off at any time."
    ),
    Purpose.PRODUCT_UPDATE: mark(
        "I agree that %(seller)s may ring me on this number with a robot's voice about what is new "
        "in its products. I need not agree to buy anything, and can turn this off at any time."
    ),
    Purpose.SURVEY: mark(
        "I agree that %(seller)s may ring me on this number with a robot's voice and ask for my "
        "opinion. I need not agree to buy anything, and can turn this off at any time."
    ),
}
"""47 CFR 64.1200(f)(9): a signed consent names the seller, the number, the artificial voice, and
that it is no condition of a purchase. A consent is for one kind (GDPR 7(2))."""


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """`others` are the person's other numbers, masked; `kinds` say whether each optional kind is
    ON, OFF, or was NEVER agreed to.
    """

    number: PhoneNumber
    others: tuple[str, ...]
    contact: Contact | None
    name: str
    email: str
    kinds: Mapping[Purpose, str]
    optouts: tuple[Kept, ...]
    stopped: bool
    standing: tuple[Standing, ...]
    left_alone: tuple[KeptAlone, ...]
    consents: tuple[ConsentView, ...]
    story: Story
    messages: tuple[Complaint, ...]

    @property
    def erasure(self) -> Complaint | None:
        """A wish to be forgotten that waits for its answer."""
        wishes = (one for one in self.messages if one.kind is FeedbackKind.ERASURE)
        return next((one for one in wishes if one.state is not ComplaintState.RESOLVED), None)

    @property
    def is_empty(self) -> bool:
        """True if nothing is kept but that somebody looked."""
        story = [line for line in self.story.lines if line.purpose]
        kept = (self.contact, self.optouts, self.consents, self.messages, self.standing, story)
        return not any(kept)


def seen_by_visitor(office: Office, visit: Visit, before: datetime | None = None) -> VisitSeen:
    """Read it; of calls the page that was before a time. Raises StorageError."""
    storage, now, number = office.storage, office.clock.now(), visit.number
    links = storage.persons.numbers_of(number)
    everything = sorted({number.e164, *(link.number for link in links)})
    in_force = [kept for each in everything for kept in storage.optouts.find(PhoneNumber(each))]
    consents = tuple(storage.consent_history.of_number(number, now))[::-1]
    contact = storage.contacts.find(number)
    masking = Masking(whole=False)
    return VisitSeen(
        number=number,
        others=tuple(masking.number(each) for each in everything if each != number.e164),
        contact=contact,
        name=masking.name(contact.name) if contact else "",
        email=_masked_email(contact.email) if contact else "",
        kinds={kind: _state(kind, consents, in_force) for kind in KINDS},
        optouts=tuple(storage.pages.suppressed.of_numbers((number.e164,))),
        stopped=any(_stops_all(optout) for optout in in_force),
        standing=tuple(storage.pages.suppressed.standing(now, LINES, numbers=(number.e164,))),
        left_alone=tuple(storage.left_alone.kept(number, ended=False, limit=LINES)),
        consents=consents,
        story=storage.pages.story.lines((number.e164,), LINES, before),
        messages=tuple(storage.complaints.of_number(number, now))[::-1],
    )


def consent_words(seller: str, kind: Purpose, language: str) -> str:
    """What somebody agrees to who turns a kind on, in their language."""
    return translations(language).gettext(WORDINGS[kind]) % {"seller": seller}


def _state(kind: Purpose, consents: tuple[ConsentView, ...], in_force: list[OptOut]) -> str:
    if any(_stops_all(optout) or optout.purpose == str(kind) for optout in in_force):
        return OFF
    parts = [part for view in consents for part in view.parts if part.purpose is kind]
    states = [part.then.state for part in parts if part.channel is Channel.VOICE]
    return ON if ConsentState.GIVEN in states else NEVER


def _stops_all(optout: OptOut) -> bool:
    return optout.scope not in (OptOutScope.CAMPAIGN, OptOutScope.PURPOSE)


def _masked_email(address: str) -> str:
    name, at, host = address.partition("@")
    return f"{name[:1]}•••{at}{host}" if at else ""
