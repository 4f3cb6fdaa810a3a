"""One message over an open SMTP connection: what is said, what the replies mean, and what is known when it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from digest.errors import ServerError
from digest.models import State, Submission
from digest.sender.conversation import Broken, Conversation, Said
from digest.sender.transports import ConnectionLost, Withdrawn

CLOSING = 421
"""The server ends the session, whatever the command was (RFC 5321, 3.8)."""
START = 354
TOO_LARGE = 552
"""RFC 1870: as an answer to MAIL or to the message itself, about its size; to RCPT, about a full mailbox."""
NO_LOGIN = 530
"""RFC 4954, 6 and RFC 3207, 4: nothing goes without a login, or without TLS."""
LOGIN = "put user and password into .env, as in smtp+starttls://user:password@host:587"
PIECE = 16 * 1024
"""Octets of a message that are written at once under TLS: in one piece, all of it would vanish in a buffer there."""


class Closing(Broken):
    """The server has said 421."""


class Exchange:
    """Hands messages over on `talk`. `offers` are the server's extensions in lower case, with their parameters.

    `scrub` makes what the server says one short line that holds no secret. `secure` says whether TLS is spoken.
    """

    def __init__(
        self, talk: Conversation, *, offers: Mapping[str, str], secure: bool, scrub: Callable[[str], str]
    ) -> None:
        self.talk = talk
        self._offers = offers
        self._secure = secure
        self._scrub = scrub
        self._reset = False

    async def submit(self, sender: str, recipient: str, message: bytes, *, cleared: Awaitable[bool]) -> Submission:
        """Hand over one message; see `Transport.submit`."""
        talk = self.talk
        if talk.over:
            raise ConnectionLost(self._scrub(talk.over), idle=True)
        try:
            refusal = await self._envelope(talk, sender, recipient, message)
            if refusal is not None:
                return refusal
            await self._body(talk, message)
            if not await cleared:
                raise Withdrawn
            if talk.over:  # it may have gone while the claim was written
                raise Broken(talk.over)
            talk.write(b".\r\n")
        except Broken as error:
            talk.abort()  # what is still in the buffer must not follow later
            raise ConnectionLost(self._scrub(str(error)), busy=isinstance(error, Closing)) from error
        except BaseException:
            talk.abort()
            raise
        return await self._answer(talk, recipient)

    async def _envelope(self, talk: Conversation, sender: str, recipient: str, message: bytes) -> Submission | None:
        """Announce the message up to the server's "go ahead"; the verdict when it will not take it."""
        parameters = self._size(len(message))
        if not recipient.isascii() or not sender.isascii():
            if "smtputf8" not in self._offers:
                if not sender.isascii():
                    hint = "set [sending] bounces to an address of ASCII letters, or use a server that offers SMTPUTF8"
                    raise ServerError(f"the mail server takes no mail from {sender}", hint=hint)
                reply = "the server takes no addresses with letters outside ASCII (it does not offer SMTPUTF8)"
                return Submission(recipient, State.refused, 0, reply)
            parameters += (" BODY=8BITMIME" if "8bitmime" in self._offers else "") + " SMTPUTF8"
        commands = [f"MAIL FROM:<{sender}>{parameters}\r\n", f"RCPT TO:<{recipient}>\r\n", "DATA\r\n"]
        if self._reset:
            commands.insert(0, "RSET\r\n")
            self._reset = False
        *_, mail, rcpt, data = await self._say(talk, commands)
        return await self._judge(talk, recipient, mail, rcpt, data)

    async def _say(self, talk: Conversation, commands: list[str]) -> list[Said]:
        """Each command's reply: all are written at once where the server offers PIPELINING, else one by one.

        One by one, what follows a refusal is not said any more and counts as refused in the same words.
        """
        if "pipelining" in self._offers:
            talk.write("".join(commands).encode())
            return [_heard(await talk.reply()) for _ in commands]
        said: list[Said] = []
        for command in commands:
            if not said or said[-1].code < 400:
                talk.write(command.encode())
                said.append(_heard(await talk.reply()))
            else:
                said.append(said[-1])
        return said

    async def _judge(self, talk: Conversation, recipient: str, mail: Said, rcpt: Said, data: Said) -> Submission | None:
        """What the replies to MAIL, RCPT and DATA mean for `recipient`: None is "go ahead".

        A sender that is refused is refused for everyone: nobody must be struck off for it.
        """
        if mail.code == TOO_LARGE or (data is not rcpt and data.code == TOO_LARGE and rcpt.code < 400):
            raise self._too_large(mail if mail.code == TOO_LARGE else data)
        if mail.code == NO_LOGIN:
            raise ServerError(f"the mail server wants a login first: {self._scrub(mail.text)}", hint=LOGIN)
        if mail.code >= 500:
            raise Broken(f"{mail.code} {mail.text}")
        verdict = next((said for said in (mail, rcpt, data) if said.code >= 400), None)
        if verdict is None:
            if data.code != START:
                raise Broken(f"{data.code} {data.text}")
            return None
        if data.code == START:  # RFC 2920, 3.1: a message to nobody is ended at once
            talk.write(b".\r\n")
            _heard(await talk.reply())
        self._reset = True
        return Submission(recipient, _state(verdict.code), verdict.code, self._scrub(verdict.text))

    async def _body(self, talk: Conversation, message: bytes) -> None:
        """Send the message without its final dot, and wait until it has left us.

        Only so can a connection that is lost here be told from one that is lost after the dot. What the buffers hold
        (the kernel's; under TLS also up to 80 kB of asyncio's, which nobody can ask for) is out of our hands: a message
        that fits into them is lost after its dot, and unknown.
        """
        # To look from the end takes half the time of a look from the start, and mostly there is nothing to find.
        stuffed = message if message.rfind(b"\r\n.") < 0 else message.replace(b"\r\n.", b"\r\n..")
        if not stuffed.endswith(b"\r\n"):
            stuffed += b"\r\n"
        if stuffed.startswith(b"."):
            stuffed = b"." + stuffed
        step = PIECE if self._secure else len(stuffed)
        for start in range(0, len(stuffed), step):
            talk.write(stuffed[start : start + step])
            if self._secure:
                await asyncio.sleep(0)  # only so does a connection that is lost show
            await talk.drained()

    async def _answer(self, talk: Conversation, recipient: str) -> Submission:
        """What the server says to the final dot. Whatever goes wrong from here on, it may have taken the message."""
        try:
            said = await talk.reply()
        except Broken as error:
            talk.abort()
            return Submission(recipient, State.unknown, 0, f"no answer to the message: {self._scrub(str(error))}")
        state = _state(said.code)
        if state is State.unknown or said.code == CLOSING:
            talk.abort()
        if said.code == TOO_LARGE and not said.text.startswith("5.2."):
            raise self._too_large(said)
        return Submission(recipient, state, said.code, self._scrub(said.text))

    def _size(self, length: int) -> str:
        """RFC 1870's parameter. Raises ServerError when the server has said that it takes no message so large."""
        if "size" not in self._offers:
            return ""
        limit = self._offers["size"].strip()
        if limit.isdecimal() and 0 < int(limit) < length:
            raise self._too_large(Said(0, f"it takes {limit} octets, the message has {length}"))
        return f" SIZE={length}"

    def _too_large(self, said: Said) -> ServerError:
        reply = self._scrub(f"{said.code or ''} {said.text}")
        hint = "make the issue smaller, or ask the server's owner to raise its limit: everyone's message is as large"
        return ServerError(f"the mail server finds the message too large: {reply}", hint=hint)


def _heard(said: Said) -> Said:
    """`said` before the dot, where 421 ends everything. Raises Broken."""
    if said.code == CLOSING:
        raise Closing(f"{said.code} {said.text}")
    if said.code // 100 not in (2, 3, 4, 5):
        raise Broken(f"{said.code} {said.text}")
    return said


def _state(code: int) -> State:
    """RFC 5321, 4.2.1: what the first digit of a reply to a message means."""
    return {2: State.accepted, 4: State.deferred, 5: State.refused}.get(code // 100, State.unknown)
