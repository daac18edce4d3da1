"""How long and how fast a sentence reader learns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """`rate` is AdamW's greatest, reached after a `warm` share of the steps, from where it falls
    to nothing (Devlin et al., 2019); what starts from nothing learns so many `times` faster.
    """

    rounds: float = 3.0
    batch: int = 64
    rate: float = 1.5e-4
    times: float = 10.0
    warm: float = 0.06
    decay: float = 0.01
    steepest: float = 1.0
    seed: int = 1
