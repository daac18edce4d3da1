"""How well a model of calls foretold the calls that came since it learned."""

from datetime import datetime
from typing import Any

from voicebot.learning.policy.examples import Examples
from voicebot.learning.policy.foretelling import Foretelling
from voicebot.learning.policy.teaching import LEAST_NEW
from voicebot.learning.policy.valuing import worths_by_policy
from voicebot.learning.policy.worth import WorthTable
from voicebot.learning.tables.opening import LEARNED_SHARE
from voicebot.learning.targets import TARGETS
from voicebot.learning.training.figures import by_label, figures_of, rules_beside


def measure(
    examples: Examples, model: Foretelling, learned_until: datetime, worth: WorthTable
) -> dict[str, Any]:
    """Figures of each target, by purpose and month too, and the worth of three policies.

    On the calls since it learned; where fewer than LEAST_NEW came, on the last fifth of all, and
    `seen` says that the model learned from these.
    """
    new = len(examples) - examples.until(learned_until)
    seen = new < LEAST_NEW
    newest = examples.tail(len(examples) - int(len(examples) * LEARNED_SHARE) if seen else new)
    chances = model.foretell(newest.features)
    found: dict[str, Any] = {"calls": len(newest), "seen": seen, "targets": {}}
    for name in TARGETS:
        table, costs = newest.table(name), examples.costs(name, worth)
        said = chances[name].to_numpy()
        found["targets"][name] = figures_of(table.target, said, costs) | {
            "periods": by_label(table.periods, table.target, said, costs),
            "purposes": by_label(table.segments["purpose"], table.target, said, costs),
            "rules": rules_beside(table, costs),
        }
    return found | {"values": worths_by_policy(newest, chances, worth)}
