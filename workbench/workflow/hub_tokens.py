"""The person's access token for the hub, in the keyring of the system and nowhere else.

These functions may wait for the system: call them outside of the window's thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "ner-workbench"
ACCOUNT = "huggingface-hub"


def stored_token() -> str:
    """The token that was kept; empty without one, or without a keyring."""
    from keyring.errors import KeyringError

    backend = _backend()
    if backend is None:
        return ""
    try:
        return backend.get_password(SERVICE, ACCOUNT) or ""
    except (KeyringError, OSError, RuntimeError):
        return ""


def keep_token(token: str) -> bool:
    """Keep the token; False where the system has no keyring, or does not open it."""
    from keyring.errors import KeyringError

    backend = _backend()
    if backend is None:
        return False
    try:
        backend.set_password(SERVICE, ACCOUNT, token)
    except (KeyringError, OSError, RuntimeError):
        return False
    return True


def forget_token() -> bool:
    """Remove the kept token; False where there was none."""
    from keyring.errors import KeyringError

    backend = _backend()
    if backend is None:
        return False
    try:
        backend.delete_password(SERVICE, ACCOUNT)
    except (KeyringError, OSError, RuntimeError):
        return False
    return True


def has_keyring() -> bool:
    """Whether the system has a keyring that can be used."""
    return _backend() is not None


def _backend() -> KeyringBackend | None:
    """The system's keyring; None where keyring finds nothing but its stand-in that fails."""
    import keyring
    from keyring.backends import fail

    backend = keyring.get_keyring()
    return None if isinstance(backend, fail.Keyring) else backend
