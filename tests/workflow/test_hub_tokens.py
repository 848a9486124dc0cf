"""The token lies in the system's keyring, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError

from workbench.workflow.hub_tokens import forget_token, has_keyring, keep_token, stored_token


class Memory(KeyringBackend):
    """A keyring for a test; a locked one refuses everything."""

    # Never chosen by itself.
    priority = -1

    def __init__(self, locked: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = locked

    def _look(self) -> None:
        if self.locked:
            raise KeyringLocked

    def get_password(self, service: str, username: str) -> str | None:
        self._look()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._look()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._look()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_token_is_kept_and_forgotten() -> None:
    """In the keyring, under the name of this program."""
    backend = Memory()
    keyring.set_keyring(backend)
    assert has_keyring() and stored_token() == ""
    assert keep_token("hf_x")
    assert stored_token() == "hf_x"
    assert [service for service, _ in backend.kept] == ["ner-workbench"]
    assert forget_token()
    assert stored_token() == "" and not forget_token()


@pytest.mark.parametrize("backend", [Memory(locked=True), fail.Keyring()])  # type: ignore[no-untyped-call]
def test_without_a_keyring_nothing_is_kept(backend: KeyringBackend) -> None:
    """None is there, or the person does not open it: no error, and no token anywhere."""
    keyring.set_keyring(backend)
    assert not keep_token("hf_x")
    assert stored_token() == "" and not forget_token()
