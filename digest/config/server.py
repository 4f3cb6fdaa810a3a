"""Which SMTP server the environment names: `SMTP_URL`, or `SMTP_HOST`…, or Django's `EMAIL_*`."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from digest.config.schema import Server
from digest.errors import ConfigError

Security = Literal["starttls", "tls", "none"]

_SCHEMES: dict[str, tuple[Security | None, int]] = {
    "smtps": ("tls", 465),
    "smtp+starttls": ("starttls", 587),
    "smtp+insecure": ("none", 25),
    "smtp": (None, 25),
}
TLS_PORT = 465
"""TLS at once by assignment (RFC 8314): with STARTTLS, both sides would wait for the other to speak."""
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def server_from(*settings: Mapping[str, str]) -> Server | None:
    """The configured server, or None when none of `settings` names one: the environment, then `.env` files.

    What comes first goes before what follows, also where they name a server in different ways: whoever points a run at
    a test server must not reach the real one. `smtp://` means STARTTLS when there are credentials and plain SMTP when
    there are none, so that a password never leaves in clear unless `smtp+insecure://` asks for it; on port 465, TLS at
    once. A certificate must be valid unless `SMTP_VERIFY` is "no". Raises ConfigError on a malformed setting.
    """
    server = _named(settings)
    verify = ChainMap(*map(dict, settings)).get("SMTP_VERIFY", "").strip().lower() not in _FALSE
    return server and server.model_copy(update={"verify": verify})


def _named(layers: Sequence[Mapping[str, str]]) -> Server | None:
    settings = ChainMap(*map(dict, layers))
    for naming in layers:
        if naming.get("SMTP_URL"):
            return _from_url(naming["SMTP_URL"])
        if naming.get("SMTP_HOST"):
            return _from_parts(settings, "SMTP_", user="SMTP_USER", password="SMTP_PASSWORD")  # noqa: S106 - the variable's name
        if naming.get("EMAIL_HOST"):
            return _from_parts(settings, "EMAIL_", user="EMAIL_HOST_USER", password="EMAIL_HOST_PASSWORD")  # noqa: S106 - the variable's name
    return None


def _from_url(url: str) -> Server:
    hint = "write it as smtp+starttls://user:password@host:587, with special characters as %40 and the like"
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        # The cause may quote the URL, and with it the password.
        raise ConfigError("not an SMTP address", where="SMTP_URL", hint=hint) from None
    # A "/", "?" or "#" that was not percent-encoded in the password cuts the address short.
    if parts.scheme not in _SCHEMES or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigError("not an SMTP address", where="SMTP_URL", hint=hint)
    security, default_port = _SCHEMES[parts.scheme]
    user = unquote(parts.username or "")
    if security is None:
        security, default_port = ("starttls", 587) if user else ("none", 25)
        security = "tls" if port == TLS_PORT else security
    return Server(
        host=host,
        port=port or default_port,
        security=security,
        user=user,
        password=SecretStr(unquote(parts.password or "")),
    )


def _from_parts(environment: Mapping[str, str], prefix: str, *, user: str, password: str) -> Server:
    login = environment.get(user, "")
    written = environment.get(f"{prefix}PORT", "")
    if environment.get(f"{prefix}USE_SSL", "").lower() in _TRUE:
        security: Security = "tls"
    elif environment.get(f"{prefix}USE_TLS", "").lower() in _TRUE:
        security = "starttls"
    elif written == str(TLS_PORT):
        security = "tls"
    else:
        security = "starttls" if login else "none"
    written = written or str({"tls": 465, "starttls": 587, "none": 25}[security])
    if not written.isdecimal() or not 0 < int(written) <= 65535:
        raise ConfigError(f'"{written}" is not a port', where=f"{prefix}PORT", hint="write a number, like 587")
    return Server(
        host=environment[f"{prefix}HOST"],
        port=int(written),
        security=security,
        user=login,
        password=SecretStr(environment.get(password, "")),
    )
