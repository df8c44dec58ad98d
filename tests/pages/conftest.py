"""PyTorch for the tests of pages, once it has loaded."""

from tests.mathcore.conftest import torch_ready

__all__ = ["torch_ready"]
