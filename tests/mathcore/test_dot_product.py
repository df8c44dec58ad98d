import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mathcore.ranges import any_finite, moderate, vectors

from mathcore.dot_product import dot_product, norm
from mathcore.errors import MathInputError
from mathcore.verify import check

pairs = st.integers(1, 8).flatmap(lambda n: st.tuples(vectors(n), vectors(n)))
