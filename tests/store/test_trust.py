"""Who is believed is remembered as long as nothing is written, and no longer."""

from __future__ import annotations

import pytest

from checkpoint_app.store import identity, trust
from checkpoint_app.store.session import Store, Transaction


def certify(transaction: Transaction) -> str:
    """A further machine, and its id."""
    store, made = transaction.store, identity.new_device_keys()
    certificate = identity.certify(
        made,
        unit=store.unit.id,
        kind="field",
        letter="B",
        name="B",
        by=store.keys.id,
        at=transaction.at,
        signer=store.keys.signing,
    )
    transaction.append("certificate", made.id, "create", {"open": {"set": certificate}})
    return made.id


def test_who_was_certified_is_believed_at_once_and_by_every_connection(store: Store) -> None:
    with store.reader() as reader:
        assert [list(trust.load(one).devices) for one in (store, reader)] == [[store.keys.id]] * 2
        assert trust.load(store) is trust.load(store)
        with store.transaction() as transaction:
            device = certify(transaction)
            assert device in trust.load(store).devices
            assert device not in trust.load(reader).devices
        assert all(device in trust.load(one).devices for one in (store, reader))


def test_what_was_rolled_back_was_never_believed(store: Store) -> None:
    before = trust.load(store)
    with pytest.raises(RuntimeError, match="no power"):
        _certify_without_power(store)
    assert trust.load(store) == before
    with store.transaction() as transaction:
        assert trust.load(store) == before
        assert certify(transaction) in trust.load(store).devices


def _certify_without_power(store: Store) -> None:
    with store.transaction() as transaction:
        assert certify(transaction) in trust.load(store).devices
        raise RuntimeError("no power")
