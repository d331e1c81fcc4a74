"""The company whose promises are heard of."""

from tests.promises.conftest import keeping as keeping
