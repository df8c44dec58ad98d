"""What all tests share: Hypothesis neither watches the clock of a busy machine nor remembers between runs."""

from hypothesis import settings

settings.register_profile("tests", deadline=None, database=None, derandomize=True)
settings.load_profile("tests")
