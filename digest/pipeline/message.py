"""A rendered issue → the message that is spliced for each recipient, and what it leaves through."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from email.utils import parseaddr

from digest.config import Config
from digest.errors import ConfigError
from digest.models import Email, Issue
from digest.pipeline.record import transport
from digest.sender import KEY_HINT, OUTBOX, Compiled, Supply, compile_message, open_signer, open_transport, signing_key


def compile_issue(
    config: Config, issue: Issue, email: Email, *, is_test: bool = False, shown_as: str = "Test"
) -> Compiled:
    """The message of `issue` with its cut points. A test is marked as one, `shown_as` in its subject, and makes no
    key."""
    # A test must write no state, so it uses the key only if there is one: its links need not work.
    keyless = is_test and not (config.secret or (config.paths.records / "secret.key").exists())
    return compile_message(
        email,
        mark=issue.mark,
        newsletter=issue.newsletter,
        issue_id=issue.id,
        secret=b"test" if keyless else _key(config),
        audience=config.audience,
        sender=config.sending.sender,
        bounces=config.sending.bounces,
        sign=signer_of(config, issue.newsletter.sender),
        test=is_test,
        shown_as=shown_as,
    )


def signer_of(config: Config, author: str) -> Callable[[bytes], bytes] | None:
    """What signs the messages from the mailbox `author`, where DKIM is configured."""
    sending = config.sending
    if sending.dkim_key is None:
        return None
    domain = sending.dkim_domain or parseaddr(author)[1].rpartition("@")[2]
    return open_signer(sending.dkim_key, selector=sending.dkim_selector, domain=domain)


def _key(config: Config) -> bytes:
    if config.database_url and not config.secret:
        # Who keeps the ledger elsewhere throws this folder away, and a key in it with all the links it signed.
        message = "is needed where DIGEST_DATABASE_URL is set: a key made here would be lost with this folder"
        raise ConfigError(message, where="DIGEST_SECRET", hint=KEY_HINT)
    return signing_key(config.secret, config.paths.records)


def server_name(config: Config) -> str:
    """What mails leave through, for people: host and port, or the transport's name."""
    name = transport(config)
    if name == "smtp" and config.server:
        return f"{config.server.host}:{config.server.port}"
    return f"the {name} on this machine" if name == OUTBOX else name


def open_supply(config: Config, label: str) -> AbstractContextManager[Supply]:
    """Connections of the configured transport, as long as the context lives; `label` names a folder of the outbox."""
    return open_transport(config.sending, server=config.server, outbox=config.paths.outbox, label=label)
