"""Wrong versions of the routines, to see a check fail: each a mistake people really make.

Every fault has the signature and the result of the routine it stands in for, so a page can switch to
it and the badge beside the numbers turns red.
"""

from mathcore.faults_curves import CURVES
from mathcore.faults_scores import SCORES
from mathcore.faults_vectors import VECTORS

FAULTS = {**VECTORS, **CURVES, **SCORES}
"""For each routine its faults by name. "drop the max-subtraction" of `softmax`, and "mask after softmax", show
only with large scores or a mask; every other fault shows on ordinary inputs."""
