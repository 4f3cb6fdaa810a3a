"""Pictures that are not online yet, from the folders under [preview.images]; the studio's own scripts and styles."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from digest.archive import inside
from digest.preview.studio import HERE, Studio

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"}


@dataclass(frozen=True)
class Pictures:
    """Files that are served as they are."""

    studio: Studio

    def image(self, request: Request) -> Response:
        """A picture of a folder under [preview.images], and nothing outside of it."""
        folders = tuple(self.studio.read_config().preview.images.values())
        index = request.path_params["index"]
        if index >= len(folders):
            return PlainTextResponse("no such folder", status_code=404)
        file = inside(folders[index], request.path_params["path"])
        # Only pictures: the folder may hold what is nobody's business, and a page of it would run in this origin.
        if file is None or file.suffix.lower() not in _PICTURES:
            return PlainTextResponse("no such picture", status_code=404)
        return FileResponse(file, headers={"Cache-Control": "no-cache"})

    def worker(self, request: Request) -> Response:
        """The service worker, told which addresses are answered from here."""
        starts = tuple(self.studio.read_config().preview.images)
        source = self.studio.templates.get_template("worker.js").render(starts=starts)
        headers = {"Content-Security-Policy": "default-src 'none'; connect-src 'self'"}
        return Response(source, media_type="text/javascript", headers=headers)

    def asset(self, request: Request) -> Response:
        """A script or style of the studio."""
        name = request.path_params["name"]
        file = inside(HERE / "assets", name)
        if file is None or file.suffix not in _TYPES:
            return PlainTextResponse("no such file", status_code=404)
        return FileResponse(file, media_type=_TYPES[file.suffix])
