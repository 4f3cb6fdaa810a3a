"""What the DNS says of the domain that mail comes from, and what the bulk rules of the big receivers would miss."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence

from digest.errors import ConfigError
from digest.models import Finding, Level

CHECK = "dns"
LOOKUPS = 10
"""RFC 7208, 4.6.4: SPF terms that ask the DNS; more is a permanent error, and counts as no SPF."""
_ASKING = ("include:", "a", "a:", "a/", "mx", "mx:", "mx/", "exists:", "ptr", "ptr:", "redirect=")

Ask = Callable[[str, str], Sequence[str]]
"""The records of a name and a type, each as text; nothing where there are none. Raises Silent."""


class Silent(Exception):
    """The DNS gave no answer, so nothing is known."""


def resolver(nameservers: Sequence[str] = (), *, port: int = 53, timeout: float = 5.0) -> Ask:
    """Asks the machine's own name servers, or those given. Raises ConfigError where the extra `dns` is missing."""
    try:
        import dns.exception
        import dns.resolver
    except ImportError:
        hint = "pip install 'newsletter-digest[dns]'"
        raise ConfigError("asking the DNS needs the extra dns", where="--dns", hint=hint) from None
    try:
        asked = dns.resolver.Resolver(configure=not nameservers)
    except dns.exception.DNSException as error:
        raise ConfigError(f"no name server is known: {error}", where="--dns", hint="see to the network") from None
    asked.lifetime = timeout
    if nameservers:
        asked.nameservers, asked.port = list(nameservers), port

    def ask(name: str, kind: str) -> Sequence[str]:
        try:
            answer = asked.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as error:
            raise Silent(f"{name} {kind}: {error}") from error
        if kind == "TXT":
            return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)
        return tuple(str(record) for record in answer)

    return ask


def check_domain(author: str, *, envelope: str, selectors: Sequence[str], ask: Ask) -> tuple[Finding, ...]:
    """What is missing for mail from the domain `author` (From) with delivery reports to the domain `envelope`.

    `selectors` are the DKIM selectors to look for: the DNS has no list of them.
    """
    parts: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _receives(author, ask),
        lambda: _spf(envelope, ask),
        lambda: _dkim(author, selectors, ask),
        lambda: _dmarc(author, envelope, ask),
    )
    findings: list[Finding] = []
    for part in parts:
        try:
            findings += part()
        except Silent as error:
            findings.append(_finding(Level.warning, f"the DNS does not answer: {error}", "", "try again later"))
    return tuple(findings)


def _receives(domain: str, ask: Ask) -> Iterator[Finding]:
    found = ask(domain, "MX")
    if not found or any(record.split()[-1] == "." for record in found):
        remedy = "publish an MX record: answers and delivery reports must arrive"
        yield _finding(Level.error, "the domain takes no mail: it has no MX record", domain, remedy)


def _spf(domain: str, ask: Ask) -> Iterator[Finding]:
    records = [record for record in ask(domain, "TXT") if record.lower().split(" ")[0] == "v=spf1"]
    if not records:
        remedy = "publish what your mail provider names, like v=spf1 include:_spf.provider.example -all"
        yield _finding(Level.error, "there is no SPF record", domain, remedy)
        return
    if len(records) > 1:
        remedy = "join them into one: two count as none (RFC 7208)"
        yield _finding(Level.error, f"there are {len(records)} SPF records", domain, remedy)
    terms = records[0].lower().split()[1:]
    if any(term in ("all", "+all") for term in terms):
        remedy = "end it with -all or ~all"
        yield _finding(Level.error, "the SPF record lets everybody send in your name", domain, remedy)
    number = _lookups(records[0], ask, seen={domain})
    if number > LOOKUPS:
        remedy = f"take includes out: more than {LOOKUPS} count as an error (RFC 7208)"
        yield _finding(Level.error, f"the SPF record asks the DNS {number} times", domain, remedy)


def _lookups(record: str, ask: Ask, *, seen: set[str]) -> int:
    number = 0
    for term in (term.lstrip("+-~?") for term in record.lower().split()[1:]):
        if not term.startswith(_ASKING) or term.startswith("all"):
            continue
        number += 1
        name = term.partition(":")[2] if term.startswith("include:") else term.partition("redirect=")[2]
        if name and "%" not in name and name not in seen and number <= LOOKUPS:
            seen.add(name)
            for inner in ask(name, "TXT"):
                if inner.lower().startswith("v=spf1"):
                    number += _lookups(inner, ask, seen=seen)
    return number


def _dkim(domain: str, selectors: Sequence[str], ask: Ask) -> Iterator[Finding]:
    if not selectors:
        remedy = "name the one in the DKIM-Signature (s=) of a mail that you got, with --selector"
        yield _finding(Level.warning, "DKIM was not looked at: no selector is known", domain, remedy)
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        records = [_tags(record) for record in ask(name, "TXT") if "p=" in record]
        if not records:
            yield _finding(Level.error, "there is no DKIM key", name, "publish the record that your provider names")
            continue
        key = records[0].get("p", "")
        bits = _bits(key)
        if not key:
            yield _finding(Level.error, "the DKIM key is revoked: p= is empty", name, "publish a new key")
        elif records[0].get("k", "rsa") == "rsa" and bits < 2048:
            level = Level.error if bits < 1024 else Level.warning
            yield _finding(level, f"the DKIM key has {bits} bits", name, "make one of 2048 bits")


def _dmarc(author: str, envelope: str, ask: Ask) -> Iterator[Finding]:
    names = _upwards(author)
    found = (
        (name, [record for record in ask(f"_dmarc.{name}", "TXT") if record.startswith("v=DMARC1")]) for name in names
    )
    where, records = next(((name, records) for name, records in found if records), (author, []))
    if not records:
        remedy = 'publish "v=DMARC1; p=none; rua=mailto:…" at least: Gmail, Yahoo and Outlook.com ask for it'
        yield _finding(Level.error, "there is no DMARC record", f"_dmarc.{author}", remedy)
        return
    if len(records) > 1:
        yield _finding(Level.error, "there are two DMARC records", f"_dmarc.{where}", "leave one: two count as none")
    tags = _tags(records[0])
    if tags.get("p", "").lower() not in ("none", "quarantine", "reject"):
        yield _finding(Level.error, "the DMARC record has no policy", f"_dmarc.{where}", "add p=none, or stricter")
    if "rua" not in tags:
        remedy = "add rua=mailto:… to hear who sends in your name"
        yield _finding(Level.warning, "nobody is told what DMARC finds", f"_dmarc.{where}", remedy)
    if not set(_upwards(author)) & set(_upwards(envelope)):
        message = f"SPF speaks for {envelope}, not for {author}: only DKIM can pass DMARC"
        yield _finding(Level.warning, message, author, "set [sending] bounces to an address of the From domain")


def _upwards(domain: str) -> list[str]:
    """`domain` and the domains above it, without the top one: where DMARC may be said for all below."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}


def _bits(key: str) -> int:
    """How long an RSA key is, by the length of its DER form, which is 38 octets more than the modulus, or so."""
    try:
        length = len(base64.b64decode(key, validate=True))
    except binascii.Error:
        return 0
    return max(size for size in (0, 512, 768, 1024, 2048, 3072, 4096) if size // 8 <= length)


def _finding(level: Level, message: str, where: str, remedy: str) -> Finding:
    return Finding(level, CHECK, message, where, remedy)
