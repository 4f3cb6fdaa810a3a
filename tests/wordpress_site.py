"""A WordPress site on loopback: posts with embedded data, pages of them, popular posts, and ways to misbehave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

NEWEST = datetime(2026, 11, 20, 6, tzinfo=UTC)
POSTS = 60
PER_PAGE = 10


class Site:
    """What the site does, to be changed by a test, and what it was asked."""

    def __init__(self) -> None:
        self.base = ""
        self.asked: list[str] = []
        self.broken: dict[int, int] = {}
        """The status that a page of posts answers with instead."""
        self.slow: set[int] = set()
        """Pages of posts that do not end."""
        self.pretty = True
        """Whether addresses have /wp-json, or only ?rest_route=."""
        self.api = True
        self.popular = True
        self.released = threading.Event()

    def post(self, number: int) -> dict[str, Any]:
        """Post `number`, of which 1 is the newest; each is eight hours older than the last, and every tenth sticky."""
        when = NEWEST - timedelta(hours=8 * (number - 1))
        upload = f"{self.base}/up/{number}"
        return {
            "id": 1000 - number,
            "date": (when + timedelta(hours=1)).isoformat()[:19],
            "date_gmt": when.isoformat()[:19],
            "modified_gmt": (when + timedelta(minutes=30)).isoformat()[:19],
            "guid": {"rendered": f"{self.base}/?p={1000 - number}"},
            "link": f"{self.base}/2026/11/post-{number}/",
            "status": "publish",
            "sticky": number % 10 == 0,
            "title": {"rendered": f"Post &#8220;{number}&#8221;"},
            "content": {"rendered": f"<p>Post {number} says this. And it says that.</p>", "protected": False},
            "excerpt": {"rendered": f"<p>Post {number} says this. And [&hellip;]</p>"},
            "_embedded": {
                "author": [{"name": "Ida Brook"}],
                "wp:featuredmedia": [
                    {
                        "source_url": f"{upload}.jpg",
                        "alt_text": "A mill",
                        "media_details": {
                            "width": 3000,
                            "height": 2000,
                            "sizes": {"large": {"source_url": f"{upload}-1024.jpg", "width": 1024, "height": 683}},
                        },
                    }
                ],
                "wp:term": [[{"name": "News &amp; Views", "taxonomy": "category"}], []],
            },
        }

    async def posts(self, request: Request) -> Response:
        """`/wp/v2/posts`."""
        query = request.query_params
        self.asked.append(f"{request.url.path}?{request.url.query}")
        page, size = int(query.get("page", 1)), int(query.get("per_page", PER_PAGE))
        if not self.api:
            return JSONResponse({"code": "rest_no_route", "message": "No route was found"}, status_code=404)
        if page in self.broken:
            return JSONResponse({"code": "broken", "message": "Broken"}, status_code=self.broken[page])
        if page in self.slow:
            await asyncio.to_thread(self.released.wait)
        numbers = range((page - 1) * size + 1, min(page * size, POSTS) + 1)
        if not numbers:
            content = {"code": "rest_post_invalid_page_number", "message": "The page number is too large."}
            return JSONResponse(content, status_code=400)
        posts = [self.post(number) for number in numbers]
        if "_embed" not in query:
            posts = [{key: value for key, value in post.items() if key != "_embedded"} for post in posts]
        total = -(-POSTS // size)
        return JSONResponse(posts, headers={"X-WP-Total": str(POSTS), "X-WP-TotalPages": str(total)})

    async def popular_posts(self, request: Request) -> Response:
        """`/wordpress-popular-posts/v1/popular-posts`."""
        self.asked.append(f"{request.url.path}?{request.url.query}")
        if not self.popular:
            return JSONResponse({"code": "rest_no_route", "message": "No route was found"}, status_code=404)
        return JSONResponse([self.post(number) | {"pageviews": f"{number},500"} for number in (3, 1)])

    async def home(self, request: Request) -> Response:
        """The front page, which also answers `?rest_route=`."""
        route = request.query_params.get("rest_route", "")
        if route == "/wp/v2/posts":
            return await self.posts(request)
        if route.startswith("/wordpress-popular-posts"):
            return await self.popular_posts(request)
        return HTMLResponse("<!doctype html><html><body><h1>Welcome</h1></body></html>")

    def app(self) -> Starlette:
        """The site as an application."""

        async def pretty(request: Request) -> Response:
            if not self.pretty:
                return HTMLResponse("<html>Not found</html>", status_code=404)
            answers = self.posts if request.url.path.endswith("/posts") else self.popular_posts
            return await answers(request)

        async def loop(request: Request) -> Response:
            return RedirectResponse(str(request.url), status_code=302)

        return Starlette(
            routes=[
                Route("/", self.home),
                Route("/wp-json/wp/v2/posts", pretty),
                Route("/wp-json/wordpress-popular-posts/v1/popular-posts", pretty),
                Route("/loop/wp-json/wp/v2/posts", loop),
            ]
        )


@contextmanager
def wordpress_site() -> Iterator[Site]:
    """A running site; `Site.base` is its address."""
    site = Site()
    config = uvicorn.Config(site.app(), host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        site.base = f"http://127.0.0.1:{port}"
        yield site
    finally:
        site.released.set()
        server.should_exit = True
        thread.join()
