"""The calibration of a classifier as a picture, SVG."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_SIDE = 300.0
_EDGE = 45.0


def calibration_picture(bins: Sequence[Mapping[str, Any]]) -> str:
    """Chance against share of yes, one dot a bin; on the diagonal, chances come true."""
    most = max((max(b["chance"], b["share"]) for b in bins), default=0.0)
    top = next((step for step in (0.1, 0.2, 0.4, 0.6, 0.8) if most <= step), 1.0)
    dots = [
        {"x": _EDGE + _SIDE * b["chance"] / top, "y": _EDGE / 2 + _SIDE * (1 - b["share"] / top)}
        for b in bins
    ]
    ticks = [{"at": _SIDE * k / 4, "label": f"{100 * top * k / 4:g}%"} for k in range(5)]
    environment = Environment(
        loader=PackageLoader("voicebot.learning.training", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("calibration.svg.jinja").render(
        side=_SIDE, edge=_EDGE, dots=dots, ticks=ticks
    )
