"""Connections that keep a time, and lead to the public internet only where they must: httpx over httpcore's pool."""

from __future__ import annotations

import ipaddress
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddress(Exception):
    """A host that only the config may name lies at an address that is not of the public internet."""


class Clock(threading.local):
    """When each thread's time is up."""

    until = math.inf

    def shortened(self, timeout: float | None) -> float:
        """`timeout`, or what is left if that is less; 0 when nothing is."""
        return max(0.0, min(math.inf if timeout is None else timeout, self.until - time.monotonic()))


class Backend(httpcore.NetworkBackend):
    """Connects to addresses of the public internet only, if so told, and makes streams that keep the time."""

    def __init__(self, clock: Clock, *, public: bool) -> None:
        self._clock, self._public = clock, public
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers. It is the checked address that is connected to."""
        failure: Exception = httpcore.ConnectTimeout("no time left")
        for address in self._addresses(host, port):
            seconds = self._clock.shortened(timeout)
            if not seconds:
                break
            try:
                stream = self._tcp.connect_tcp(address, port, seconds, local_address, socket_options)
                return _Stream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # UnicodeError: no name that the DNS could have
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(place[4][0]) for place in found))
        allowed = [address for address in addresses if is_public(address)] if self._public else addresses
        if not allowed:
            raise PrivateAddress(f"{host} is at {addresses[0]}" if host != addresses[0] else host)
        return allowed


class _Stream(httpcore.NetworkStream):
    """A connection each of whose steps ends when the time is up."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to `max_bytes`. Raises ReadTimeout."""
        return self._stream.read(max_bytes, self._seconds(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send `buffer`. Raises WriteTimeout."""
        self._stream.write(buffer, self._seconds(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection with TLS. Raises ConnectTimeout."""
        seconds = self._seconds(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._clock)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """What the connection itself tells."""
        return self._stream.get_extra_info(info)

    def _seconds(self, timeout: float | None, late: type[Exception]) -> float:
        seconds = self._clock.shortened(timeout)
        if not seconds:
            raise late("no time left")
        return seconds


class Transport(httpx.BaseTransport):
    """httpx over a connection pool with a backend of our own, which httpx's own transport does not take."""

    def __init__(self, backend: httpcore.NetworkBackend, context: ssl.SSLContext) -> None:
        # The numbers are httpx's.
        self._pool = httpcore.ConnectionPool(
            context, max_connections=100, max_keepalive_connections=20, keepalive_expiry=5.0, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`. Raises httpcore's errors."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Pieces(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Pieces(httpx.SyncByteStream):
    """The body of an answer as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        """Leave the rest."""
        self._answer.close()


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet, by IANA's registries; so is what it stands for, if IPv6.

    Private, loopback, link-local, shared, unspecified and multicast addresses are not, nor such ones behind IPv6
    (mapped, 6to4, NAT64).
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        ip = inner or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip)
    return ip.is_global and not ip.is_multicast
