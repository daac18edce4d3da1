"""Kinds of notice: those a person can turn off and on again, and those that are owed to them."""

from voicebot.contacts.consent import ConsentSource, Relation
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput, said

OPTIONAL = frozenset(
    {Purpose.MARKETING, Purpose.COMPANY_NEWS, Purpose.PRODUCT_UPDATE, Purpose.SURVEY}
)
"""Kinds that can be turned off alone. A survey is among them: nothing is owed to the person by it
and it serves the seller, so GDPR 21(1) lets a person object to it and nobody is worse off."""

ADVERTISING = frozenset({Purpose.MARKETING, Purpose.COMPANY_NEWS, Purpose.PRODUCT_UPDATE})
"""Kinds that promote the seller, and end with the relationship."""

OWN_ACTS = frozenset(
    {
        ConsentSource.VOICE,
        ConsentSource.KEY,
        ConsentSource.PAGE,
        ConsentSource.WRITTEN,
        ConsentSource.API,
        ConsentSource.FILE,
    }
)
"""Ways in which a person's own word reaches us; a supervisor's decision is none."""

CHANGES: dict[Relation, frozenset[Relation]] = {
    Relation.STRANGER: frozenset(),
    Relation.UNCONFIRMED: frozenset({Relation.CUSTOMER, Relation.ENDED}),
    Relation.CUSTOMER: frozenset({Relation.UNCONFIRMED, Relation.ENDED}),
    Relation.ENDED: frozenset({Relation.CUSTOMER, Relation.UNCONFIRMED}),
}
"""How a person on a list may come to stand to the seller; strangers are on none."""


def require_optional(purpose: Purpose) -> None:
    """Raises BadInput for a mandatory kind."""
    if purpose not in OPTIONAL:
        choices = ", ".join(sorted(OPTIONAL))
        raise BadInput(
            said("{purpose} is a mandatory kind and is not turned on or off", purpose=purpose),
            said(
                "choose one of {choices}, or stop all calls with `voicebot optout add`",
                choices=choices,
            ),
        )


def require_own_act(source: ConsentSource) -> None:
    """Raises BadInput unless the person did it."""
    if source not in OWN_ACTS:
        choices = ", ".join(sorted(OWN_ACTS))
        raise BadInput(
            "an optional kind is turned on again only by the person's own act",
            said("say how the person did it: {choices}", choices=choices),
        )


def require_change(before: Relation, after: Relation) -> None:
    """Raises BadInput for a relation that cannot follow."""
    if after not in CHANGES[before]:
        raise BadInput(
            said("a person who is {before} cannot become {after}", before=before, after=after),
            "choose CUSTOMER, ENDED, UNCONFIRMED",
        )
