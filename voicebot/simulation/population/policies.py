"""The policies that are let loose on the same people, one by one."""

from dataclasses import dataclass

from voicebot.simulation.population.house_rules import RuleSet

LAW = RuleSet(silences=False)
COOLED = RuleSet(silences=True)
TWO_A_CAMPAIGN = RuleSet(silences=False, most_of_campaign=2)
TWO_FOR_GOOD = RuleSet(silences=False, most_unanswered=2)
EVERY_RULE = RuleSet(silences=True, most_unanswered=2)


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules, and whether a score may forbid what they allow.

    `model`: a model is trained each week; without, shrunk rates alone. `times`: the hour of a
    call is chosen by what was learned of hours. `chosen_in_time`: the model is chosen as the one
    of our own calls is, and not the small one.
    """

    name: str
    about: str
    rules: RuleSet
    learns: bool = False
    model: bool = True
    times: bool = True
    chosen_in_time: bool = False


ALWAYS, LEARNED = "always call", "learned"
TWO_UNANSWERED = ("two unanswered a campaign", "two unanswered for good")
"""The rule as most would keep it, and as this product keeps it: until the person answers."""

POLICIES: tuple[Policy, ...] = (
    Policy(ALWAYS, "Whoever is on a list is called until reached, within caps and hours; only "
           "opt-outs, wrong and dead numbers end it.", LAW),
    Policy(TWO_UNANSWERED[0], "The same; after two unanswered contacts no third in that campaign.",
           TWO_A_CAMPAIGN),
    Policy(TWO_UNANSWERED[1], "The same; after two unanswered contacts in a row no third in any.",
           TWO_FOR_GOOD),
    Policy("silences", "The same as always call, with the product's silences after refusals.",
           COOLED),
    Policy("every rule", "The product's rules, all of them, and no score.", EVERY_RULE),
    Policy(LEARNED, "Always call, less what the score forbids; the best hour.", LAW, learns=True),
    Policy("learned, usual hours", "The same at any lawful hour, as always call does.", LAW,
           learns=True, times=False),
    Policy("shrunk rates", "As learned, with rates in place of a model: the cold start for ever.",
           LAW, learns=True, model=False),
    Policy("learned with silences", "The silences after refusals, and the score in place of the "
           "count of unanswered calls.", COOLED, learns=True),
    Policy("learned with every rule", "Every rule of the product, and the score on top.",
           EVERY_RULE, learns=True),
)  # fmt: skip

IN_TIME = Policy(
    "learned and chosen in time",
    "As learned, with models chosen, blended and calibrated as those of our own calls are.",
    LAW,
    learns=True,
    chosen_in_time=True,
)
"""Takes hours where the others take minutes, so that it runs only where it is named."""
