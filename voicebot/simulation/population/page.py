"""A rehearsal's page and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from voicebot.learning.policy.worth import own_worth
from voicebot.simulation.population.loop import Scale
from voicebot.simulation.population.plots import month_by_month, traded
from voicebot.simulation.population.policies import IN_TIME, LEARNED, POLICIES
from voicebot.simulation.population.society import SOCIETIES
from voicebot.simulation.population.summary import FEWER_HARMS, KEPT_SUCCESSES

NAME = "learning-evaluation"

_INTRODUCTION = """# Does learning help? A rehearsal on made-up people

Nobody here was called. These are simulated people with hidden patience, habits and dislikes, and
each policy was let loose on the same people with the same lists for {days} days: {people} people a
seed, as many seeds as stand with each society, 95% intervals over the seeds. What follows is true
of these made-up societies; how people on a real list behave, only calls to them show. Repeat it:

    voicebot learn rehearse --seeds {seeds} --people {people} --write docs

**An annoyed call** is one that ended with an opt-out, abuse, a complaint, a threat, or a hang-up
after the robot had spoken. **A success** reached the flow's goal. The learner sees the table of
attempts that our records would hold (`voicebot/learning/attempts.py`), trains each week on what
its own calls showed, and begins with nothing, as the product does: the first days are called as
"always call" does, then shrunk rates speak, and from 2,000 labelled calls on a model.
Lists are worked through every second day; a campaign tries for two weeks.

Reached for: at least {fewer:.0%} fewer annoyed calls than "always call" at no less than {kept:.0%}
of its successes, and better than "two unanswered" on both; each judged by the unfavourable end of
its interval.
"""

_READING = """
## How to read it

- "learned" alone replaces the product's count of unanswered calls and its silences after refusals
  by the score; an opt-out, a wrong number, the caps and the hours bind it like everybody. It shows
  what learning can do, not what the product does today: the product runs with every rule, and a
  rule is never overridden by a score. "learned with silences" is the same where an operator raises
  `max_unanswered` and keeps everything else.
- Much of the gain is won by *purpose*: few want marketing, and the policy finds out. The table by
  purpose says what is given up for it. Reminders gain, because people who are left in peace go on
  answering.
- In "alike" there is nothing to learn: a learned policy should do there what always call does, and
  what it loses there is the price of its mistakes.
- In "loyal" people differ half as much in minding calls and bear twice as much, so that it hangs
  less on whom we call whether a call annoys. What is saved there hangs on when learning begins: a
  learner that waits a month before it first speaks keeps half of the annoyed calls, since that
  month alone holds a fifth of them. The product learns every night, from 300 calls on.
- "learned and chosen in time" trains as the product does, with folds in time, a blend and a
  calibration. It takes hours on so many seeds and was not run for this page.
- "two unanswered for good" is this product's own count: it begins anew only when the person
  answers. It keeps many from ever being called again who would have answered at another hour.
- "shrunk rates" counts and shrinks and has no model. Where it does as well as the model, the model
  is not needed yet.
- The table of worth decides what is traded for what. Its figures were set on seeds from 1000
  upwards of the society "ordinary". The societies' own figures were fixed before any policy ran,
  but for "alike", whose purposes were made equal after a first run: there was still something to
  learn in it.
"""


def page_of(figures: Mapping[str, Any]) -> str:
    """The page, Markdown."""
    scale = figures["scale"]
    head = _INTRODUCTION.format(
        days=scale["days"],
        people=scale["people"],
        seeds=len(figures["seeds"]),
        fewer=FEWER_HARMS,
        kept=KEPT_SUCCESSES,
    )
    societies = list(dict.fromkeys(one["society"] for one in figures["results"]))
    parts = [_society(name, figures["results"]) for name in societies]
    return "\n".join([head, _policies(figures), *parts, _READING, *_assumptions(societies)])


def plots_of(figures: Mapping[str, Any]) -> dict[str, str]:
    """Each plot's file name and SVG."""
    societies = dict.fromkeys(one["society"] for one in figures["results"])
    found = {}
    for name in societies:
        found[f"{NAME}-{name}.svg"] = traded(figures["results"], name)
        found[f"{NAME}-{name}-months.svg"] = month_by_month(figures["results"], name)
    return found


def figures_of(
    results: Sequence[Mapping[str, Any]], scale: Scale, seeds: Sequence[int]
) -> dict[str, Any]:
    """All that the page is made of."""
    return {
        "made_up": True,
        "scale": asdict(scale),
        "seeds": list(seeds),
        "worth": own_worth().model_dump(mode="json"),
        "results": list(results),
    }


def _policies(figures: Mapping[str, Any]) -> str:
    shown = {one["policy"] for one in figures["results"]}
    lines = [f"- **{p.name}**: {p.about}" for p in (*POLICIES, IN_TIME) if p.name in shown]
    return "\n".join(["\n## The policies\n", *lines])


def _society(name: str, results: Sequence[Mapping[str, Any]]) -> str:
    own = [one for one in results if one["society"] == name]
    return "\n".join(
        [
            f"\n## {name.capitalize()}\n\n{SOCIETIES[name].about} {own[0]['seeds']} seeds.\n",
            _verdict(own),
            "| policy | calls | annoyed calls | successes | annoyed, of always | successes, of "
            "always | −60% | 97% | better than two unanswered on both |",
            "|---|---|---|---|---|---|---|---|---|",
            *(_row(one) for one in own),
            f"\n![what is given up for what]({NAME}-{name}.svg)",
            f"\n![month by month]({NAME}-{name}-months.svg)\n",
            *_by_purpose(own),
        ]
    )


def _verdict(own: Sequence[Mapping[str, Any]]) -> str:
    """Whether the learned policy reaches what is reached for, and what it misses."""
    learned = next((one for one in own if one["policy"] == LEARNED), None)
    if learned is None:
        return ""
    missed = [what for name, what in _REACHES.items() if not learned["reaches"][name]]
    if not missed:
        return "The learned policy reaches all three.\n"
    return f"The learned policy misses: {'; '.join(missed)}.\n"


_REACHES = {
    "fewer_harms": f"{FEWER_HARMS:.0%} fewer annoyed calls",
    "kept_successes": f"{KEPT_SUCCESSES:.0%} of the successes",
    "better_than_two_unanswered": "better than two unanswered on both",
}


def _row(one: Mapping[str, Any]) -> str:
    figures, reaches = one["figures"], one["reaches"]
    cells = [
        one["policy"],
        *(f"{figures[name]['mean']:.0f}" for name in ("calls", "harms", "successes")),
        _share(one["harms_of_always"]),
        _share(one["successes_of_always"]),
        *(
            "yes" if reaches[name] else "no"
            for name in ("fewer_harms", "kept_successes", "better_than_two_unanswered")
        ),
    ]
    return f"| {' | '.join(cells)} |"


def _share(found: Mapping[str, float]) -> str:
    return f"{found['mean']:.1%} ({found['low']:.1%} to {found['high']:.1%})"


def _by_purpose(own: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the learned policy does to each purpose."""
    learned = next((one for one in own if one["policy"] == LEARNED), None)
    if learned is None:
        return []
    rows = [
        f"| {purpose} | {shares['harms_of_always']:.0%} | {shares['successes_of_always']:.0%} |"
        for purpose, shares in learned["by_purpose"].items()
    ]
    head = ["| learned, by purpose | annoyed, of always | successes, of always |", "|---|---|---|"]
    return [*head, *rows]


def _assumptions(societies: Sequence[str]) -> list[str]:
    """Each assumption, by society; what they mean stands in society.py."""
    figures = {name: asdict(SOCIETIES[name]) for name in societies}
    names = [
        name
        for name, value in figures[societies[0]].items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    rows = [
        f"| {name} | {' | '.join(f'{figures[society][name]:g}' for society in societies)} |"
        for name in names
    ]
    return [
        "## What is assumed\n",
        "None of it was measured. What each figure means, and why it is what it is: "
        "`voicebot/simulation/population/society.py`.\n",
        f"| | {' | '.join(societies)} |",
        f"|---{'|---' * len(societies)}|",
        *rows,
        "",
    ]
