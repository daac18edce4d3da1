"""How well scores put the yes before the no."""

import numpy as np

from voicebot.learning.arrays import Flags, Numbers


def auc(target: Flags, scores: Numbers) -> float:
    """Area under the ROC curve: the chance that a yes scores above a no, ties counting half.

    By the rank sum of Mann and Whitney, 1947. NaN where there is no yes or no no.
    """
    yes = int(target.sum())
    no = len(target) - yes
    if not (yes and no):
        return float("nan")
    from scipy.stats import rankdata

    ranks = rankdata(scores)
    return float((ranks[target].sum() - yes * (yes + 1) / 2) / (yes * no))


def average_precision(target: Flags, scores: Numbers) -> float:
    """Mean of the precision at each yes, from the highest score down; NaN where there is none."""
    if not target.any():
        return float("nan")
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(target, scores))


def lift(target: Flags, scores: Numbers, share: float = 0.1) -> float:
    """How many times more yes the top share of the scores holds than a random choice would.

    Rows that tie at the border count in proportion. NaN where there is no yes.
    """
    if not target.any():
        return float("nan")
    wanted = max(1.0, share * len(target))
    border = np.sort(scores)[::-1][int(np.ceil(wanted)) - 1]
    above, at = scores > border, scores == border
    part = (wanted - above.sum()) / at.sum()
    yes = target[above].sum() + part * target[at].sum()
    return float(yes / wanted / target.mean())
