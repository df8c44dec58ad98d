"""Files that never change under their name: the component's, with a fingerprint, and Streamlit's, compressed.

Streamlit serves the component's files under plain names, compressed anew for each reader and never kept. Here such a
name leads to one that contains the files' fingerprint. That one is kept for a year, and so is everything it imports,
because modules import by relative names. Streamlit's own files have fingerprints, but are sent uncompressed: 5 MB for a
first visit. The one HTML page, the same for every address of the app, is kept in memory too.
"""

import gzip
import hashlib
import mimetypes
import os
import shutil
import sys
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import streamlit

from explorable.contents import TOPICS

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

FRONTEND = Path(__file__).parents[1] / "explorable" / "frontend"
PLAIN = "/_stcore/bidi-components/explorable.stage/"
NAMED = "/assets/"
STATIC = "/static/"
PROBE = "/_stcore/"
STREAMLIT = Path(streamlit.__file__).parent / "static"
BUILD = Path(__file__).parents[1] / "build"
PACKED = {".js", ".css", ".html", ".json", ".svg", ".mjs", ".txt", ".map"}

FOREVER = "public, max-age=31536000, immutable"
"""How long a browser keeps what never changes under its name."""

CHECKED = "no-cache"
"""A browser keeps it, and asks each time whether it is still the same."""

PAGES = {"/", *(f"/{topic.word}" for topic in TOPICS)}
"""The addresses of the one HTML page."""


def packed_folder() -> Path:
    """Return where Streamlit's files lie compressed, once `pack` has been there."""
    return BUILD / f"streamlit-{streamlit.__version__}"


def pack() -> Path:
    """Compress Streamlit's files once, beside links to the originals, for a proxy or for `Assets` to send."""
    folder = packed_folder()
    if (folder / "done").exists():
        return folder
    for path in sorted(STREAMLIT.rglob("*")):
        target = folder / path.relative_to(STREAMLIT)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            try:
                target.symlink_to(path)
            except OSError:  # Windows asks for a privilege
                shutil.copy(path, target)
            if path.suffix in PACKED:
                target.with_name(target.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9))
    (folder / "done").touch()
    return folder


class Asset(NamedTuple):
    """A file as it is sent."""

    body: bytes
    packed: bytes
    kind: str


@lru_cache(maxsize=2000)
def _read(path: Path) -> Asset | None:
    """Read a file, and its compressed form if there is one."""
    if not path.is_file():
        return None
    packed = path.with_name(path.name + ".gz")
    kind = (
        "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
    return Asset(path.read_bytes(), packed.read_bytes() if packed.is_file() else b"", kind)


class Assets:
    """ASGI middleware that answers for these files."""

    def __init__(self, app: Any) -> None:
        """Read the component's files; there are few, and they are small."""
        self.app = app
        self.files: dict[str, Asset] = {}
        for path in sorted(FRONTEND.rglob("*")):
            if path.is_file() and (asset := _read(path)):
                name = path.relative_to(FRONTEND).as_posix()
                self.files[name] = asset._replace(packed=gzip.compress(asset.body, 9))
        everything = b"".join(name.encode() + asset.body for name, asset in self.files.items())
        self.mark = hashlib.sha256(everything).hexdigest()[:12]
        page = (STREAMLIT / "index.html").read_bytes()
        self.page = Asset(page, gzip.compress(page, 9), "text/html; charset=utf-8")

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        """Answer, or pass on."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path in PAGES:
            await self._send(scope, send, self.page, CHECKED)
        elif PROBE in path and path.partition(PROBE)[0] in PAGES:  # is this address the root of an app?
            await self._answer(send, 404, {"cache-control": CHECKED})
        elif path.startswith(PLAIN) and path.removeprefix(PLAIN) in self.files:
            await self._lead(send, path.removeprefix(PLAIN))
        elif path.startswith(NAMED):
            mark, _, name = path.removeprefix(NAMED).partition("/")
            if mark == self.mark and name in self.files:
                await self._send(scope, send, self.files[name])
            else:  # a page from before an update
                await self._lead(send, name)
        elif path.startswith(STATIC) and ".." not in path and (asset := _read(packed_folder() / path[1:])):
            await self._send(scope, send, asset)
        else:
            await self.app(scope, receive, send)

    async def _lead(self, send: Send, name: str) -> None:
        """Send a reader on to the present name of a file."""
        if name in self.files:
            await self._answer(send, 307, {"cache-control": CHECKED, "location": f"{NAMED}{self.mark}/{name}"})
        else:
            await self._answer(send, 404, {"cache-control": CHECKED})

    async def _send(self, scope: Message, send: Send, asset: Asset, cache: str = FOREVER) -> None:
        asked = dict(scope["headers"])
        tag = f'"{zlib.crc32(asset.body):08x}"'
        lines = {"content-type": asset.kind, "cache-control": cache, "vary": "accept-encoding", "etag": tag}
        if asked.get(b"if-none-match") == tag.encode():
            await self._answer(send, 304, lines)
            return
        body = asset.body
        if asset.packed and b"gzip" in asked.get(b"accept-encoding", b""):
            body, lines["content-encoding"] = asset.packed, "gzip"
        await self._answer(send, 200, lines, body, head=scope["method"] == "HEAD")

    async def _answer(
        self, send: Send, status: int, lines: dict[str, str], body: bytes = b"", head: bool = False
    ) -> None:
        if status != 304:
            lines["content-length"] = str(len(body))
        headers = [(name.encode(), value.encode()) for name, value in lines.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if head else body})


if __name__ == "__main__":
    print(pack() if os.access(BUILD.parent, os.W_OK) else sys.exit("This folder cannot be written to."))
