"""Which SMTP server the environment names, and that no message gives its password away."""

from __future__ import annotations

import pytest

from digest.config.server import server_from
from digest.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "host", "port", "security", "user", "password"),
    [
        ("smtp://mx.example", "mx.example", 25, "none", "", ""),
        ("smtp://mx.example:2525", "mx.example", 2525, "none", "", ""),
        ("smtp://me:pw@mx.example", "mx.example", 587, "starttls", "me", "pw"),
        ("smtp://me:pw@mx.example:25/", "mx.example", 25, "starttls", "me", "pw"),
        ("smtps://me:pw@mx.example", "mx.example", 465, "tls", "me", "pw"),
        ("smtp://me:pw@mx.example:465", "mx.example", 465, "tls", "me", "pw"),
        ("smtp+starttls://mx.example", "mx.example", 587, "starttls", "", ""),
        ("smtp+insecure://me:pw@mx.example", "mx.example", 25, "none", "me", "pw"),
        (" smtps://me%40x.example:p%40%2F%23%3A%3F@mx.example ", "mx.example", 465, "tls", "me@x.example", "p@/#:?"),
        ("smtp://me:a@b@mx.example", "mx.example", 587, "starttls", "me", "a@b"),
        ("smtp://[::1]:2525", "::1", 2525, "none", "", ""),
        ("SMTP://MX.example", "mx.example", 25, "none", "", ""),
    ],
)
def test_url_forms(url: str, host: str, port: int, security: str, user: str, password: str) -> None:
    """Each scheme has its port and its security; user and password are percent-decoded."""
    server = server_from({"SMTP_URL": url})
    assert server
    assert (server.host, server.port, server.security, server.user) == (host, port, security, user)
    assert server.password.get_secret_value() == password


@pytest.mark.parametrize(
    "url",
    [
        "mx.example:25",
        "http://me:hunter2@mx.example",
        "smtp://",
        "smtp://me:hunter2@mx.example:port",
        "smtp://me:hunter2@mx.example:99999",
        "smtp://me:hunter2@[::1",
        "smtp://me:12/hunter2@mx.example",
        "smtp://me:12#hunter2@mx.example",
        "smtp://me:12?hunter2@mx.example",
        "smtp://me:hunter2#x@mx.example",
    ],
)
def test_bad_url(url: str) -> None:
    """A malformed SMTP_URL, or a password that was not percent-encoded, is refused without showing it."""
    with pytest.raises(ConfigError, match="not an SMTP address") as caught:
        server_from({"SMTP_URL": url})
    assert caught.value.where == "SMTP_URL"
    assert "smtp+starttls://" in caught.value.hint
    assert caught.value.__cause__ is None
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "port", "security"),
    [
        ({"SMTP_HOST": "mx.example"}, 25, "none"),
        ({"SMTP_HOST": "mx.example", "SMTP_USER": "me", "SMTP_PASSWORD": "pw"}, 587, "starttls"),
        ({"SMTP_HOST": "mx.example", "SMTP_USE_SSL": "yes"}, 465, "tls"),
        ({"SMTP_HOST": "mx.example", "SMTP_USE_TLS": "1", "SMTP_PORT": "2525"}, 2525, "starttls"),
        ({"SMTP_HOST": "mx.example", "SMTP_PORT": "465"}, 465, "tls"),
        ({"EMAIL_HOST": "mx.example"}, 25, "none"),
        ({"EMAIL_HOST": "mx.example", "EMAIL_USE_TLS": "True", "EMAIL_PORT": "587"}, 587, "starttls"),
        ({"EMAIL_HOST": "mx.example", "EMAIL_USE_SSL": "true", "EMAIL_USE_TLS": "False"}, 465, "tls"),
        ({"EMAIL_HOST": "mx.example", "EMAIL_HOST_USER": "me", "EMAIL_HOST_PASSWORD": "pw"}, 587, "starttls"),
    ],
)
def test_parts(settings: dict[str, str], port: int, security: str) -> None:
    """SMTP_HOST… and Django's EMAIL_* name a server; a password never goes out in clear."""
    server = server_from(settings)
    assert server
    assert (server.host, server.port, server.security) == ("mx.example", port, security)
    assert server.password.get_secret_value() == ("pw" if server.user else "")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "smtp", "2.5", "²"])
def test_bad_port(port: str) -> None:
    """A port is a number from 1 to 65535."""
    with pytest.raises(ConfigError, match="is not a port") as caught:
        server_from({"EMAIL_HOST": "mx.example", "EMAIL_PORT": port})
    assert caught.value.where == "EMAIL_PORT"


def test_order_of_forms() -> None:
    """SMTP_URL goes before SMTP_HOST, which goes before Django's settings; none means none."""
    settings = {"SMTP_URL": "smtp://url.example", "SMTP_HOST": "smtp.example", "EMAIL_HOST": "django.example"}
    named = []
    while server := server_from(settings):
        named.append(server.host)
        settings.pop(next(iter(settings)))
    assert named == ["url.example", "smtp.example", "django.example"]


def test_password_is_not_shown() -> None:
    """repr and str of a server have no password."""
    server = server_from({"SMTP_URL": "smtps://me:hunter2@mx.example"})
    assert "hunter2" not in f"{server!r} {server}"
