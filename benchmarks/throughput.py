"""How many messages a second, against the same `smtp-sink`: digest with its ledger, smtp-source, nodemailer, smtplib.

python benchmarks/throughput.py [--messages N] [--connections N] [--rounds N] [--tools FOLDER]

A newsletter of 60 kB in two parts. digest, nodemailer and smtplib write each reader's name, link, subject and headers;
smtp-source (C, from Postfix) sends one fixed body to show what the sink can take. digest keeps its ledger on disk, each
claim synced before the message's final dot. The programs run by turns, so that all meet the same load, and the median
of the rounds counts. smtp-sink and smtp-source are taken from Debian's package `postfix`, which is unpacked and not
installed; nodemailer comes from npm; both into FOLDER. What cannot be had is left out and says so.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.letter import ISSUE, LIST, PARAGRAPH, SENDER, letter, now, readers  # noqa: E402 - the path is set above

NODE = """
const nodemailer = require('nodemailer'), [port, number, connections, folder] = process.argv.slice(2)
const read = name => require('fs').readFileSync(folder + '/' + name, 'utf8'), text = read('text'), html = read('html')
const pool = nodemailer.createTransport({pool: true, host: '127.0.0.1', port: +port, ignoreTLS: true,
  maxConnections: +connections, maxMessages: Infinity})
const mails = Array.from({length: +number}, (_, n) => {
  const name = 'Reader ' + n, to = `reader${n}@readers.example`, link = 'https://lantern.example/leave?who=' + to
  return pool.sendMail({from: 'The Lantern <letter@lantern.example>', to: {name, address: to},
    subject: 'The boats, ' + name, headers: {'List-Unsubscribe': `<${link}>`},
    text: text.replace('NAME', name).replace('LINK', link), html: html.replace('NAME', name).replace('LINK', link)})})
Promise.all(mails).then(() => pool.close())
"""
HTML = (
    "<!doctype html><html><body><table><tr><td>Dear NAME,</td></tr>"
    + f'<tr><td style="padding:0 24px;font:16px/1.5 Georgia,serif"><p>{PARAGRAPH}</p></td></tr>\n' * 230
    + '<tr><td><a href="LINK">Unsubscribe</a></td></tr></table></body></html>\n'
)
TEXT = "Dear NAME,\n\n" + f"{PARAGRAPH}\n\n" * 120 + "Unsubscribe: LINK\n"


def digest(port: int, number: int, connections: int, _tools: Path) -> None:
    """Our send, with the ledger in a file on disk."""
    subprocess.run([sys.executable, __file__, "--send", str(port), str(number), str(connections)], check=True)


def send(port: int, number: int, connections: int) -> None:
    """What `digest` runs in a process of its own, after the audience was taken down."""
    from digest.config.schema import SendingConfig, Server
    from digest.sender import Ledger, send_issue
    from digest.sender.transports.smtp import SMTPTransport

    server = Server(host="127.0.0.1", port=port, security="none")
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "ledger.db", newsletter=LIST) as ledger,
    ):
        counts = send_issue(
            letter(),
            ledger=ledger,
            transport_factory=lambda: SMTPTransport(server, hello="localhost"),
            recipients=readers(number),
            sending=SendingConfig(connections=connections, max_messages_per_connection=number),
            issue_id=ISSUE,
            now=now,
        )
    assert counts.accepted == number


def smtp_source(port: int, number: int, connections: int, tools: Path) -> None:
    """Postfix's source of test mail: C, one body, nothing personal, nothing recorded."""
    options = ["-d", "-l", "60000", "-m", str(number), "-s", str(connections), "-f", SENDER, "-t", "a@readers.example"]
    postfix(tools, "smtp-source", *options, f"127.0.0.1:{port}").wait()


def nodemailer(port: int, number: int, connections: int, tools: Path) -> None:
    """Node's common mailer with its pool."""
    (tools / "send.js").write_text(NODE)
    (tools / "html").write_text(HTML)
    (tools / "text").write_text(TEXT)
    subprocess.run(["node", tools / "send.js", str(port), str(number), str(connections), tools], check=True)


def usual(port: int, number: int, connections: int, _tools: Path) -> None:
    """The usual Python way: an EmailMessage for each recipient, smtplib on four threads."""
    subprocess.run([sys.executable, __file__, "--usual", str(port), str(number), str(connections)], check=True)


def send_as_usual(port: int, number: int, _connections: int) -> None:
    """What `usual` runs in a process of its own."""
    import smtplib
    from email.message import EmailMessage

    def work(part: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as client:
            for reader in list(readers(number))[part::4]:
                name, link = reader.fields["name"], f"https://lantern.example/leave?who={reader.address}"
                message = EmailMessage()
                message["From"], message["To"] = f"The Lantern <{SENDER}>", f"{name} <{reader.address}>"
                message["Subject"], message["List-Unsubscribe"] = f"The boats, {name}", f"<{link}>"
                message.set_content(TEXT.replace("NAME", name).replace("LINK", link))
                message.add_alternative(HTML.replace("NAME", name).replace("LINK", link), subtype="html")
                client.send_message(message)

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


CONTENDERS: dict[str, Callable[[int, int, int, Path], None]] = {
    "digest": digest,
    "smtp-source": smtp_source,
    "nodemailer": nodemailer,
    "EmailMessage + smtplib": usual,
}


def fetch(tools: Path) -> list[str]:
    """Get the other programs into `tools`; the names of the contenders that can run."""
    tools.mkdir(parents=True, exist_ok=True)
    if not (tools / "postfix").is_dir():
        subprocess.run(["apt-get", "download", "-qq", "postfix"], cwd=tools, check=True)
        subprocess.run(["dpkg", "-x", *tools.glob("postfix_*.deb"), tools / "postfix"], check=True)
    names = list(CONTENDERS)
    if not (tools / "node_modules" / "nodemailer").is_dir() and (
        shutil.which("npm") is None
        or subprocess.run(["npm", "install", "--silent", "--prefix", tools, "nodemailer"], check=False).returncode
    ):
        print("nodemailer cannot be had here: left out")
        names.remove("nodemailer")
    return names


def postfix(tools: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """One of Postfix's programs, started from where its package was unpacked."""
    libraries = {"LD_LIBRARY_PATH": str(tools / "postfix" / "usr" / "lib" / "postfix")}
    return subprocess.Popen([tools / "postfix" / "usr" / "sbin" / name, *arguments], env=os.environ | libraries)


@contextlib.contextmanager
def sink(tools: Path) -> Iterator[int]:
    """A running smtp-sink; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = postfix(tools, "smtp-sink", *user, f"127.0.0.1:{port}", "500")
    try:
        time.sleep(1)
        yield port
    finally:
        process.terminate()
        process.wait()


def measure(
    run: Callable[[int, int, int, Path], None], messages: int, connections: int, tools: Path
) -> tuple[float, float]:
    """Messages a second, and CPU seconds for each: without what it takes to start, which a tenth of them shows."""
    seconds, work = [], []
    with sink(tools) as port:
        for number in (messages // 10, messages):
            start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            run(port, number, connections, tools)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds.append(time.perf_counter() - start)
            work.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    counted = messages - messages // 10
    return counted / (seconds[1] - seconds[0]), (work[1] - work[0]) / counted


def main() -> None:
    """Print the median of each contender, and how digest compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", type=Path, default=Path(tempfile.gettempdir()) / "digest-throughput")
    wanted = parser.parse_args()
    names = fetch(wanted.tools)
    size = len(letter().message(next(readers(1)), date=now())) // 1000
    print(f"{wanted.messages} messages of {size} kB, {wanted.connections} connections, {os.cpu_count()} cores")
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(wanted.rounds):
        for name in names:
            # The slow ones need fewer messages for as good a number.
            messages = wanted.messages if name in ("digest", "smtp-source") else wanted.messages // 4
            found[name].append(measure(CONTENDERS[name], messages, wanted.connections, wanted.tools))
    ours = statistics.median(rate for rate, _ in found["digest"])
    for name, pairs in found.items():
        rate, work = statistics.median(rate for rate, _ in pairs), statistics.median(work for _, work in pairs)
        ratio = "" if name == "digest" else f"   digest: {ours / rate:4.1f} times that"
        print(f"{name:<24}{rate:7.0f} messages/s{work * 1e6:7.0f} µs CPU each{ratio}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--send"]:
        send(*map(int, sys.argv[2:5]))
    elif sys.argv[1:2] == ["--usual"]:
        send_as_usual(*map(int, sys.argv[2:5]))
    else:
        main()
