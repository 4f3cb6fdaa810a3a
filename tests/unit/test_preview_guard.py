"""The studio's safety: who may ask, what may be read, and that what stories bring stays harmless."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from digest.preview.guard import Names, cookie_name
from tests.cli.folder import Folder, feed
from tests.gates.contents import HOSTILE
from tests.studio import COOKIE, HOST, TOKEN, Studio

READ = (
    "/",
    "/state",
    "/email",
    "/text",
    "/web",
    "/source",
    "/message",
    "/message.eml",
    "/simulate/forced_dark",
    "/earlier/2026-W47",
    "/report",
    "/panel/outline",
    "/panel/details",
    "/panel/checks",
    "/panel/readers",
    "/worker.js",
    "/assets/studio.js",
    "/images/0/logo.png",
    "/events",
)
CHANGE = ("/edits", "/undo", "/redo", "/plan", "/test")


@pytest.fixture(scope="module")
def studio(sent_magazine: Folder) -> Studio:
    return Studio(sent_magazine)


@pytest.fixture
def own(lantern: Folder) -> Studio:
    """A studio whose issue may be changed."""
    assert lantern("plan").exit_code == 0
    return Studio(lantern)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "localhost", "[::1]:8000"])
def test_loopback_names(host: str, studio: Studio) -> None:
    """The names of this machine are answered."""
    assert studio.get("/", host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "0.0.0.0", "10.0.0.1:8000", "", "[::2]"],
)
@pytest.mark.parametrize("path", READ)
def test_a_rebound_name_gets_nothing(path: str, host: str, studio: Studio) -> None:
    """A page of another site that points its name at this machine gets nothing, on any path (DNS rebinding)."""
    answer = studio.get(path, host=host)
    assert answer.status_code == 400
    assert "Halyard" not in answer.text


@pytest.mark.parametrize("path", CHANGE)
def test_a_rebound_name_changes_nothing(path: str, own: Studio) -> None:
    """Nor can it change anything, whatever it knows."""
    before = own.folder.tree()
    answer = own.post(path, {"shown": own.revision()}, host="evil.example:8000")
    assert answer.status_code == 400
    assert own.folder.tree() == before


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:9999", "http://localhost.evil.example", "null"]
)
@pytest.mark.parametrize("path", READ)
def test_another_origin_reads_nothing(path: str, origin: str, studio: Studio) -> None:
    """A page of another origin gets nothing, even from another port of this machine, with the cookie or without."""
    answer = studio.get(path, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert "Halyard" not in answer.text


@pytest.mark.parametrize("origin", [f"http://{HOST}", f"HTTP://{HOST}"])
def test_our_own_origin_is_answered(origin: str, studio: Studio) -> None:
    """What a page of the studio asks says that it comes from there."""
    assert studio.get("/state", headers={"Origin": origin}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:9999", "null"])
@pytest.mark.parametrize("path", CHANGE)
def test_another_origin_changes_nothing(path: str, origin: str, own: Studio) -> None:
    """A page of another origin changes nothing, even with cookie and token."""
    before = own.folder.tree()
    answer = own.post(path, {"shown": own.revision()}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert own.folder.tree() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_the_browser_says_of_a_request(site: str, studio: Studio) -> None:
    """A request that another site, or another port, has caused is refused; only the page may be opened by a link."""
    for path in READ[1:]:
        assert studio.get(path, headers={"Sec-Fetch-Site": site}).status_code == 403
    framed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    opened = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert studio.get("/", headers=framed).status_code == 403
    assert studio.get("/", headers=opened).status_code == 200
    assert studio.get("/email", headers=opened).status_code == 403
    assert studio.get("/email", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("path", READ)
def test_nothing_without_the_token(path: str, studio: Studio) -> None:
    """Who does not know the token gets nothing but how to get in."""
    for cookie in (None, "", "another", TOKEN, COOKIE[:-1], COOKIE + "x"):
        answer = studio.get(path, cookie=cookie)
        assert answer.status_code == 403
        assert "digest preview" in answer.text
        assert "Halyard" not in answer.text
        assert TOKEN not in answer.text
        assert COOKIE not in answer.text


def test_the_token_in_the_address(studio: Studio) -> None:
    """The address with the token opens the page, which remembers it in a cookie for itself alone."""
    answer = studio.get(f"/?token={TOKEN}", cookie=None)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"digest-8000={COOKIE};")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert studio.get("/?token=another", cookie=None).status_code == 403
    assert studio.get(f"/email?token={TOKEN}", cookie=None).status_code == 403


@pytest.mark.parametrize("path", READ[:-1])
def test_no_page_has_the_token(path: str, studio: Studio) -> None:
    """Whoever learns the cookie, as a server at another port of this machine does, can read and never gets to edit."""
    answer = studio.get(path)
    assert answer.status_code == 200
    assert TOKEN not in answer.text
    assert TOKEN not in str(answer.headers)
    assert TOKEN not in studio.get(f"/?token={TOKEN}", cookie=None).text


@pytest.mark.parametrize("path", CHANGE)
def test_a_change_needs_the_token_itself(path: str, own: Studio) -> None:
    """The cookie alone changes nothing: a form of another page could bring it, and every port of a machine gets it."""
    before = own.folder.tree()
    for token in (None, "", "another", COOKIE):
        answer = own.post(path, {"shown": own.revision()}, token=token)
        assert answer.status_code == 403
        assert "digest preview" in answer.json()["hint"]
    assert own.folder.tree() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_changes_nothing(kind: str, own: Studio) -> None:
    """What a form can send is no edit."""
    before = own.folder.tree()
    answer = own.post("/edits", {"shown": own.revision()}, headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert own.folder.tree() == before


@pytest.mark.parametrize("path", [*READ, *CHANGE])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(method: str, path: str, own: Studio) -> None:
    """There is nothing else to be done, and no other origin is told that it may."""
    answer = own.ask(method, path)
    assert answer.status_code in (403, 405)
    assert "access-control-allow-origin" not in answer.headers


def test_every_answer_is_strict(studio: Studio) -> None:
    """Every answer forbids what it does not need, is never guessed at, and tells no other site where it was."""
    for path in (*READ[:-1], "/nothing-here", "/images/0/nothing.png"):
        headers = studio.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'unsafe-inline'" not in policy
    page = studio.get("/").headers["content-security-policy"]
    assert "script-src 'self'" in page
    assert "frame-ancestors 'none'" in page
    assert "unsafe-inline" not in page


FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https: data:; connect-src 'self'; "
    "frame-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
FRAME = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; sandbox allow-same-origin allow-popups allow-downloads"
)
EMAIL = (
    "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
DARK = EMAIL.replace("img-src http: https: data:", "img-src 'none'")
POLICIES = {
    "/": PAGE,
    "/state": NOTHING,
    "/panel/outline": NOTHING,
    "/panel/details": NOTHING,
    "/panel/checks": NOTHING,
    "/panel/inbox": NOTHING,
    "/panel/readers": NOTHING,
    "/panel/archive": NOTHING,
    "/panel/sponsors": NOTHING,
    "/email": EMAIL,
    "/simulate/forced_dark": EMAIL,
    "/web": EMAIL,
    "/earlier/2026-W47": EMAIL,
    "/email?images=off": DARK,
    "/simulate/forced_dark?images=off": DARK,
    "/web?images=off": DARK,
    "/earlier/2026-W47?images=off": DARK,
    "/text": FRAME,
    "/source": FRAME,
    "/source?stage=before": FRAME,
    "/message": FRAME,
    "/report": FRAME,
    "/message.eml": NOTHING,
    "/worker.js": "default-src 'none'; connect-src 'self'",
    "/assets/studio.js": NOTHING,
    "/assets/studio.css": NOTHING,
    "/assets/icon.svg": NOTHING,
    "/images/0/logo.png": NOTHING,
    "/images/0/nothing.png": NOTHING,
    "/nothing-here": NOTHING,
}


@pytest.mark.parametrize("path", POLICIES)
def test_the_headers_of_each_kind_of_page(path: str, studio: Studio) -> None:
    """What each page allows is said word for word: whatever is added to a policy is added here, too."""
    headers = studio.get(path).headers
    kept = FIXED | ({"cache-control": "no-cache"} if path == "/images/0/logo.png" else {})
    assert {name: headers[name] for name in FIXED} == kept
    assert headers["content-security-policy"] == POLICIES[path]


def test_each_route_is_known(studio: Studio) -> None:
    """No route is without a policy that is said here; streams and changes answer with data."""
    told = {path.partition("?")[0] for path in POLICIES} | {"/events"}
    for route in studio.app.routes:
        assert isinstance(route, Route)
        if "GET" in (route.methods or ()):
            assert any(route.path_regex.match(path) for path in told), route.path


@pytest.mark.parametrize("suffix", [".html", ".svg", ".js", ".txt", ".PDF", ""])
def test_only_pictures_of_a_folder(suffix: str, magazine: Folder) -> None:
    """What lies beside the pictures is nobody's business, whatever it is."""
    assert magazine("plan").exit_code == 0
    magazine.write(f"images/private{suffix}", "private")
    magazine.write("images/public.PNG", "public")
    studio = Studio(magazine)
    assert studio.get(f"/images/0/private{suffix}").status_code == 404
    assert studio.get("/images/0/public.PNG").status_code == 200


@pytest.mark.parametrize(
    "path", ["/email", "/web", "/simulate/outlook_word", "/earlier/2026-W47", "/text", "/source", "/message"]
)
def test_nothing_runs_in_the_frame(path: str, studio: Studio) -> None:
    """What comes from stories cannot run a script, send a form or be framed elsewhere, even when opened by itself."""
    policy = studio.get(path).headers["content-security-policy"]
    assert "script-src" not in policy
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    sandbox = re.search(r"sandbox ([a-z -]+)", policy)
    assert sandbox
    assert "allow-scripts" not in sandbox[1]
    assert "allow-top-navigation" not in sandbox[1]


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
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2fapp.py",
        "/assets//etc/hostname",
        "/assets/%2fetc%2fhostname",
        "/assets/",
        "/pages/studio.html",
        "/simulate/nothing",
        "/simulate/../app",
        "/simulate/..%2f..%2fapp",
        "/simulate/__init__",
        "/issues/2026-W47/issue.json",
    ],
)
def test_nothing_outside_the_folders(path: str, studio: Studio) -> None:
    """No spelling of a path leads out of the folders, or to what is no picture or asset there."""
    answer = studio.get(path)
    assert answer.status_code == 404
    assert "newsletter" not in answer.text


@pytest.mark.parametrize("name", ["%2e%2e", "..%2f..", "%2fetc", "2026-W47%2f..%2f..", "%2e", "state", "2026-W46"])
def test_no_way_out_of_the_archive(name: str, studio: Studio) -> None:
    """No spelling of an issue's name leads out of the archive."""
    answer = studio.get(f"/earlier/{name}")
    assert answer.status_code == 404
    assert "Halyard" not in answer.text


def test_links_out_of_a_folder(magazine: Folder) -> None:
    """A symbolic link in a picture folder does not lead out of it; one inside of it does what it says."""
    assert magazine("plan").exit_code == 0
    images = magazine.root / "images"
    (images / "secret.png").symlink_to(magazine.root / "subscribers.csv")
    (images / "out").symlink_to(magazine.root)
    (images / "same.png").symlink_to(images / "logo.png")
    (images / "loop.png").symlink_to(images / "loop.png")
    studio = Studio(magazine)
    assert studio.get("/images/0/secret.png").status_code == 404
    assert studio.get("/images/0/out/subscribers.csv").status_code == 404
    assert studio.get("/images/0/loop.png").status_code == 404
    assert studio.get("/images/0/same.png").status_code == 200
    for path, file in (("/images/0/logo.png", "logo.png"), ("/images/1/harbour-seals.jpg", "desk/harbour-seals.jpg")):
        assert studio.get(path).content == (images / file).read_bytes()


def test_links_out_of_the_archive(magazine: Folder) -> None:
    """A web version that is a link to somewhere else is not read: the issue is shown as it would look now."""
    assert magazine("plan").exit_code == 0
    (magazine.root / "issues" / "2026-W47" / "index.html").symlink_to(magazine.root / "subscribers.csv")
    answer = Studio(magazine).get("/earlier/2026-W47")
    assert answer.status_code == 200
    assert "<html" in answer.text
    assert "the.bench@" not in answer.text


def test_hostile_stories_stay_words(lantern: Folder) -> None:
    """Whatever stands in a story, the studio's own pages show it as words: no tag, no handler, no link to a script."""
    told = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
    lantern.write("feed.xml", feed(f"Bad {told}", f"Worse {told}", f"Worst {told}", f"Left out {told}"))
    lantern.edit('title = "More"', 'title = "More"\ncount = 2')
    assert lantern("plan").exit_code == 0
    studio = Studio(lantern)
    stories = [decision.story for decision in studio.issue().decisions]
    assert len(stories) == 4
    pages = ["/", "/panel/inbox", "/panel/checks", "/panel/archive", "/text", "/message", "/source"]
    for path in (*pages, *(f"/panel/details?story={story}" for story in stories)):
        page = studio.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert "{{ 7*7 }}" in studio.get("/").text


def test_a_link_to_a_script_is_no_link(lantern: Folder) -> None:
    """A story whose address is a script has no link to it in the studio."""
    assert lantern("plan").exit_code == 0
    path = lantern.root / "issues" / "2026-W47" / "issue.json"
    path.write_text(path.read_text().replace("https://lantern.example/2", "javascript:alert(1)"))
    studio = Studio(lantern)
    for decision in studio.issue().decisions:
        assert 'href="javascript' not in studio.get(f"/panel/details?story={decision.story}").text
    assert 'href="javascript' not in studio.get("/email").text


def test_another_network(lantern: Folder) -> None:
    """With --host the studio answers to that address, or to any by numbers, and to no name that can be rebound."""
    assert lantern("plan").exit_code == 0
    one, every = Studio(lantern, served="10.1.2.3"), Studio(lantern, served="0.0.0.0")
    assert one.get("/", host="10.1.2.3:8000").status_code == 200
    assert one.get("/", host="10.1.2.4:8000").status_code == 400
    for host in ("10.1.2.3:8000", "[fe80::1]:8000", "127.0.0.1:8000"):
        assert every.get("/", host=host).status_code == 200
    for studio in (one, every):
        assert studio.get("/", host="evil.example:8000").status_code == 400


def test_names() -> None:
    """Host names are taken without their port, whatever it is; the cookie is that of one port."""
    assert "localhost" in Names()
    assert "[::1]:80" in Names()
    assert "::1:80" not in Names()
    assert "localhost:x" not in Names()
    assert (cookie_name(HOST), cookie_name("localhost")) == ("digest-8000", "digest-80")
