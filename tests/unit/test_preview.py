"""The preview's pages: the bytes that will be sent, on this machine only, and nothing outside its folders."""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import Callable

import httpx
import pytest

from digest.config import load
from digest.fields import fill
from digest.pipeline import find_issue, rendered
from digest.preview.app import Changes, create_app
from tests.cli.folder import Folder

Get = Callable[..., httpx.Response]


def getter(folder: Folder) -> Get:
    """Ask the preview of the folder's newest issue, as a browser would."""
    app = create_app(lambda: load(folder.root / "digest.toml", environment={}), None, changes=Changes())

    def get(path: str, *, host: str = "127.0.0.1:8000") -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
                # `raw_path` keeps dots and escapes as they are written, as a hostile client would send them.
                url = httpx.URL("http://127.0.0.1:8000").copy_with(raw_path=path.encode("ascii"))
                return await client.send(client.build_request("GET", url, headers={"Host": host}))

        return asyncio.run(ask())

    return get


@pytest.fixture(scope="module")
def shown(sent_magazine: Folder) -> Get:
    return getter(sent_magazine)


def test_the_bytes_that_will_be_sent(shown: Get, sent_magazine: Folder) -> None:
    """/email, /text and /web are the rendered issue, with the values of a reader without a name."""
    config = load(sent_magazine.root / "digest.toml", environment={})
    issue = find_issue(config, None)
    email = rendered(config, issue)
    values = {"name": "reader", "unsubscribe_url": "#unsubscribe"}
    assert shown("/email").content == fill(email.html, issue.mark, values, encode=html.escape).encode()
    assert shown("/text").content == fill(email.text, issue.mark, values).encode()
    assert shown("/web").content == email.web.encode()
    assert shown("/email").headers["content-type"] == "text/html; charset=utf-8"
    assert shown("/text").headers["content-type"] == "text/plain; charset=utf-8"
    assert issue.mark.encode() not in shown("/email").content


def test_values_are_escaped(lantern: Folder) -> None:
    """A value is text in the email and in the plain text, as it is in a mail that is sent."""
    lantern.edit(
        '[[blocks]]\nkind = "lead"', '[[blocks]]\nkind = "note"\ntext = "Dear {{ name }}"\n[[blocks]]\nkind = "lead"'
    )
    lantern.edit("[schedule]", '[audience.fallbacks]\nname = "Tom & <i>Jerry</i>"\n\n[schedule]')
    assert lantern("plan").exit_code == 0
    get = getter(lantern)
    assert "Dear Tom &amp; &lt;i&gt;Jerry&lt;/i&gt;" in get("/email").text
    assert "Dear Tom & <i>Jerry</i>" in get("/text").text


def test_nothing_in_the_email_runs(shown: Get) -> None:
    """A story cannot run a script, post a form or be framed with more than pictures and styles."""
    for path in ("/email", "/web"):
        policy = shown(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'none'" in policy
        assert "script-src" not in policy
    assert "default-src 'self'" in shown("/").headers["content-security-policy"]


def test_the_page(shown: Get, sent_magazine: Folder) -> None:
    """The page shows subject, preheader, sender, status and size, all escaped."""
    page = shown("/")
    issue = sent_magazine.issue()
    assert page.status_code == 200
    for text in (issue.subject, issue.preheader, issue.newsletter.sender, "2026-W47 · tried", "kB of 102"):
        assert html.escape(text) in page.text or text in page.text
    assert "Halyard &lt;letter@halyard.example&gt;" in page.text


def test_assets(shown: Get) -> None:
    """Script, style and service worker are served with their types; the worker knows which pictures are local."""
    for path, kind in (("/preview.js", "javascript"), ("/preview.css", "css"), ("/worker.js", "javascript")):
        answer = shown(path)
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
    starts = shown("/worker.js").text.split("const starts = ")[1].split(";")[0]
    assert json.loads(starts) == ["https://halyard.example/images/", "https://desk.harbour.example/img/"]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost"])
def test_loopback_names(host: str, shown: Get) -> None:
    """The names of this machine are answered."""
    assert shown("/", host=host).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "0.0.0.0", ""]
)
def test_other_names_are_refused(host: str, shown: Get) -> None:
    """A page of another site that points its name at this machine gets nothing, on any path (DNS rebinding)."""
    for path in ("/", "/email", "/images/0/logo.png", "/events"):
        answer = shown(path, host=host)
        assert answer.status_code == 400
        assert "Halyard" not in answer.text


def test_pictures(shown: Get, sent_magazine: Folder) -> None:
    """A picture of each configured folder is served as it is."""
    for path, file in (("/images/0/logo.png", "logo.png"), ("/images/1/harbour-seals.jpg", "desk/harbour-seals.jpg")):
        assert shown(path).content == (sent_magazine.root / "images" / file).read_bytes()
    assert shown("/images/0/desk/harbour-seals.jpg").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/images/0/../digest.toml",
        "/images/0/../../digest.toml",
        "/images/0/%2e%2e/digest.toml",
        "/images/0/..%2fdigest.toml",
        "/images/0/%2e%2e%2fdigest.toml",
        "/images/0/..%5cdigest.toml",
        "/images/0/%252e%252e/digest.toml",
        "/images/0//etc/hostname",
        "/images/0/%2fetc%2fhostname",
        "/images/0/desk/../../subscribers.csv",
        "/images/0/logo.png%00",
        "/images/0/",
        "/images/0/desk",
        "/images/1/../logo.png",
        "/images/2/logo.png",
        "/images/-1/logo.png",
        "/images/x/logo.png",
        "/images/99999999999999999999/logo.png",
        "/images/0/" + "a" * 5000,
        "/digest.toml",
        "/page.html",
        "/app.py",
    ],
)
def test_nothing_outside_the_folders(path: str, shown: Get) -> None:
    """No spelling of a path leads out of the picture folders, or to what is no picture there."""
    answer = shown(path)
    assert answer.status_code == 404
    assert "newsletter" not in answer.text


def test_links_out_of_a_folder(magazine: Folder) -> None:
    """A symbolic link in a picture folder does not lead out of it; one inside of it does what it says."""
    assert magazine("plan").exit_code == 0
    images = magazine.root / "images"
    (images / "secret.png").symlink_to(magazine.root / "subscribers.csv")
    (images / "out").symlink_to(magazine.root)
    (images / "same.png").symlink_to(images / "logo.png")
    (images / "loop.png").symlink_to(images / "loop.png")
    get = getter(magazine)
    assert get("/images/0/secret.png").status_code == 404
    assert get("/images/0/out/subscribers.csv").status_code == 404
    assert get("/images/0/loop.png").status_code == 404
    assert get("/images/0/same.png").status_code == 200


def test_template_error_is_shown(lantern: Folder) -> None:
    """A template error is shown where the editor looks, with template and line; it goes when the file is mended."""
    assert lantern("plan").exit_code == 0
    template = lantern.write("templates/classic/blocks/lead.html", "<p>\n{{ '<b>' | nonsense }}</p>")
    get = getter(lantern)
    for path in ("/", "/email", "/text", "/web"):
        answer = get(path)
        assert answer.status_code == 500
        assert "templates/classic/blocks/lead.html:2" in answer.text
        assert "nonsense" in answer.text
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    template.write_text("<p>mended</p>")
    assert get("/email").status_code == 200
    assert "mended" in get("/email").text


def test_issue_that_is_gone(lantern: Folder) -> None:
    """When the issue file is gone the page says so instead of showing an old one."""
    assert lantern("plan").exit_code == 0
    get = getter(lantern)
    (lantern.root / "issues" / "2026-W47" / "issue.json").unlink()
    assert get("/").status_code == 500
    assert "there is no issue yet" in get("/").text


def test_looking_writes_nothing(lantern: Folder) -> None:
    """Showing every part leaves every file as it was."""
    assert lantern("plan").exit_code == 0
    before = lantern.tree()
    get = getter(lantern)
    for path in ("/", "/email", "/text", "/web", "/worker.js"):
        assert get(path).status_code == 200
    assert lantern.tree() == before


def test_every_open_page_hears_of_a_change() -> None:
    """Each open page gets a `change` for each announcement; closing ends every stream."""

    async def listen() -> list[list[str]]:
        changes = Changes()

        async def page() -> list[str]:
            return [message async for message in changes.stream()]

        pages = [asyncio.create_task(page()) for _ in range(2)]
        for _ in range(2):
            await asyncio.sleep(0)
            changes.announce()
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        changes.close()
        return list(await asyncio.gather(*pages))

    heard = asyncio.run(listen())
    assert heard == [[": open\n\n", *["event: change\ndata: \n\n"] * 2]] * 2


def test_events_are_a_stream(shown: Get, sent_magazine: Folder) -> None:
    """/events is a stream of server-sent events that ends when the preview closes."""
    changes = Changes()
    app = create_app(lambda: load(sent_magazine.root / "digest.toml", environment={}), None, changes=changes)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
            asked = asyncio.create_task(client.get("/events"))
            while not changes.waiting:  # noqa: ASYNC110 - the page itself is what is waited for
                await asyncio.sleep(0.01)
            changes.announce()
            while any(event.is_set() for event in changes.waiting):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
            changes.close()
            return await asked

    answer = asyncio.run(asyncio.wait_for(ask(), timeout=60))
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == ": open\n\nevent: change\ndata: \n\n"
