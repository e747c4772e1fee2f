"""The store of the store's own tests: 沙北派出所 with its officers and a checkpoint."""

from tests.store.conftest import cheap_passwords, clock, shift, store  # noqa: F401
