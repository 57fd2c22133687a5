"""How well labels are predicted: macro precision, recall and F1, and accuracy.

Macro figures are means over all classes that occur, among the true labels or the predicted ones, as scikit-learn has
them. UniMIND's published code divides by the classes whose F1 is not zero, which leaves out every class that a model
never gets right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def macro(true: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """`P`, `R`, `F1` and `accuracy` in [0, 1] of one predicted label a case; all 0 where there is no case.

    A class that is never predicted has precision 0, one that never occurs recall 0.
    """
    right = Counter(label for label, said in zip(true, predicted, strict=True) if label == said)
    occurs, said = Counter(true), Counter(predicted)
    classes = sorted(occurs | said)
    precisions = [right[label] / said[label] if said[label] else 0.0 for label in classes]
    recalls = [right[label] / occurs[label] if occurs[label] else 0.0 for label in classes]
    f1s = [2 * right[label] / (occurs[label] + said[label]) for label in classes]
    count = max(len(classes), 1)
    return {
        "P": sum(precisions) / count, "R": sum(recalls) / count, "F1": sum(f1s) / count,
        "accuracy": right.total() / max(len(true), 1),
    }
