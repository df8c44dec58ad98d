import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.adam import adam
from mathcore.errors import MathInputError
from mathcore.verify import check

from .ranges import matrices, vectors

runs = st.integers(1, 12).flatmap(lambda n: matrices(n, 3))
betas = st.floats(0, 0.999)


@given(vectors(3), runs, betas, betas, st.sampled_from([1e-8, 1e-3]), st.sampled_from([0.0, 0.1]), st.booleans())
def test_every_step_agrees_with_pytorch(torch_ready, w, g, b1, b2, eps, decay, corrected):
    args, options = (w, g, 0.1, b1, b2, eps, decay), {"corrected": corrected}
    verdict = check("adam", *args, **options, got=adam(*args, **options))
    assert verdict.agrees, verdict


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_the_run_is_that_of_torch_optim(decay, torch_ready):
    import torch

    rng = np.random.default_rng(0)
    start, gradients = rng.normal(size=3), rng.normal(size=(300, 3)) * 1e-3
    w = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.AdamW([w], lr=0.01, weight_decay=decay, foreach=False)
    path = [start]
    for g in gradients:
        w.grad = torch.tensor(g)
        optimizer.step()
        path.append(w.detach().numpy().copy())
    bound = 16 * 300 * 2.0**-53 * (np.abs(start).max() + 300 * 0.01)
    np.testing.assert_allclose(adam(start, gradients, 0.01, weight_decay=decay).w, path, rtol=0, atol=bound)


@given(runs.filter(lambda g: bool((np.abs(g) > 1e-3).all())), st.floats(1e-2, 1e3))
def test_the_size_of_the_gradients_does_not_matter(g, factor):
    np.testing.assert_allclose(adam(np.zeros(3), g, eps=0).step, adam(np.zeros(3), factor * g, eps=0).step, rtol=1e-9)


@given(vectors(3).filter(lambda g: bool((np.abs(g) > 1e-3).all())))
def test_the_first_step_is_the_rate(g):
    np.testing.assert_allclose(np.abs(adam(np.zeros(3), g[None], 0.1, eps=0).step), 0.1, rtol=1e-12)


def test_without_correction_the_first_step_is_too_long():
    """Checklist E20: 3.16 times, 1 to 0.684 instead of 0.9."""
    assert round(float(adam([1.0], [[5.0]], 0.1).w[1, 0]), 6) == 0.9
    assert round(float(adam([1.0], [[5.0]], 0.1, corrected=False).w[1, 0]), 3) == 0.684


def test_no_gradient_no_step():
    run = adam([1.0, 2.0], np.zeros((3, 2)))
    np.testing.assert_array_equal(run.w, [[1.0, 2.0]] * 4)
    assert run.stopped_at is None
    assert adam([1.0], np.zeros((0, 1))).w.shape == (1, 1)


@pytest.mark.parametrize(
    "settings", [{"rate": -1.0}, {"beta1": 1.0}, {"beta2": -0.1}, {"eps": np.nan}, {"rate": np.inf}]
)
def test_nonsense_is_refused(settings):
    with pytest.raises(MathInputError):
        adam([1.0], [[1.0]], **settings)
    with pytest.raises(MathInputError, match="one for each weight"):
        adam([1.0], [[1.0, 2.0]])
