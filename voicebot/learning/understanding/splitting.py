"""Which families are learned from and which are measured on: told by the name alone.

A family is never in both, and stays on its side when others are added.
"""

from hashlib import sha256

TEST_SHARE = 0.1
FOLDS = 5
LEFT_OUT = 0
"""The fold that a sentence reader does not learn from: how much it counts is chosen on it."""


def is_test(family: str) -> bool:
    """True if this family is measured on and never learned from."""
    return _place(family, "part") < TEST_SHARE


def fold_of(family: str) -> int:
    """The fold (0 to FOLDS - 1) in which a family of the training part is left out."""
    return int(_place(family, "fold") * FOLDS)


def _place(family: str, what: str) -> float:
    """Between 0 and 1, the same for a name everywhere and for ever."""
    return int.from_bytes(sha256(f"{what} {family}".encode()).digest()[:8]) / 2**64
