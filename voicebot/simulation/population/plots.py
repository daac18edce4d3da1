"""The plots of a rehearsal, as SVG that is written by hand: a scatter and a line a policy."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from voicebot.simulation.population.policies import ALWAYS, LEARNED, TWO_UNANSWERED
from voicebot.simulation.population.summary import FEWER_HARMS, KEPT_SUCCESSES

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 30, 50
COLOURS = ("#666666", "#b3561d", "#8a6d00", "#5b4a9e", "#00718f", "#2e8540", "#a3327b", "#1f4fa3",
           "#b00020")  # fmt: skip


def traded(summaries: Sequence[dict[str, Any]], society: str) -> str:
    """Harms and successes of each policy as shares of always calling, with 95% intervals."""
    own = [one for one in summaries if one["society"] == society]
    most = 1.25
    marks = [_goal(most)]
    for place, one in enumerate(own):
        colour = COLOURS[place % len(COLOURS)]
        marks += _mark(one, most, colour, 9 * (place % 2))
    axes = _axes(most, most, "annoyed calls, always call = 1", "successes, always call = 1", 0.25)
    return _page(f"{society}: what is given up for what", [*axes, *marks])


def month_by_month(summaries: Sequence[dict[str, Any]], society: str) -> str:
    """Annoyed calls a month of always calling, two unanswered and the learned policy."""
    shown = (ALWAYS, TWO_UNANSWERED[0], LEARNED)
    own = [one for one in summaries if one["society"] == society and one["policy"] in shown]
    highest = max((month["harms"] for one in own for month in one["by_month"]), default=1.0)
    last = max((month["month"] for one in own for month in one["by_month"]), default=1)
    across, up = float(max(last, 1)) * 1.15, max(highest, 1.0) * 1.1
    marks = []
    for place, one in enumerate(own):
        colour = COLOURS[(0, 1, 4)[place % 3]]
        points = [(_x(m["month"], across), _y(m["harms"], up)) for m in one["by_month"]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if points:
            marks.append(_text(points[-1][0] + 4, points[-1][1] - 4, one["policy"], colour=colour))
    below = "month (0: the one in which learning begins)"
    axes = _axes(across, up, below, "annoyed calls", 1.0, up / 5)
    return _page(f"{society}: annoyed calls month by month", [*axes, *marks])


def _mark(one: Mapping[str, Any], most: float, colour: str, lift: int) -> list[str]:
    """A policy's point, with its intervals and its name."""
    x, y = one["harms_of_always"], one["successes_of_always"]
    across, up = _x(x["mean"], most), _y(y["mean"], most)
    return [
        _line(_x(x["low"], most), up, _x(x["high"], most), up, colour),
        _line(across, _y(y["low"], most), across, _y(y["high"], most), colour),
        f'<circle cx="{across:.1f}" cy="{up:.1f}" r="4" fill="{colour}"/>',
        _text(across + 7, up - 6 - lift, one["policy"], colour=colour),
    ]


def _goal(most: float) -> str:
    """The corner that is reached for."""
    x, y = _x(0, most), _y(most, most)
    wide, high = _x(1 - FEWER_HARMS, most) - x, _y(KEPT_SUCCESSES, most) - y
    return (
        f'<rect x="{x}" y="{y}" width="{wide:.1f}" height="{high:.1f}" fill="#2e8540" '
        'opacity="0.12"/>'
    )


def _axes(
    across: float, up: float, below: str, beside: str, step: float, step_up: float | None = None
) -> list[str]:
    lines = [
        _line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#333333"),
        _line(LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#333333"),
        _text(WIDTH / 2 - 80, HEIGHT - 12, below),
        f'<text x="14" y="{HEIGHT / 2 + 60}" font-size="12" fill="#333333" '
        f'transform="rotate(-90 14 {HEIGHT / 2 + 60})">{escape(beside)}</text>',
    ]
    for tick in range(int(across / step) + 1):
        lines.append(_text(_x(tick * step, across) - 8, HEIGHT - BOTTOM + 16, f"{tick * step:g}"))
    rise = step_up or step
    for tick in range(int(up / rise + 1e-9) + 1):
        label = f"{tick * rise:.0f}" if rise > 1 else f"{tick * rise:g}"
        lines.append(_text(LEFT - 36, _y(tick * rise, up) + 4, label))
    return lines


def _x(value: float, most: float) -> float:
    return LEFT + value / most * (WIDTH - LEFT - RIGHT)


def _y(value: float, most: float) -> float:
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        'stroke-width="1.5"/>'
    )


def _text(x: float, y: float, text: str, colour: str = "#333333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" fill="{colour}">{escape(text)}</text>'


def _page(title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" role="img">'
    )
    white = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    named = f"<title>{escape(title)}</title>"
    return "\n".join([head, named, white, _text(LEFT, 18, title), *parts, "</svg>"]) + "\n"
