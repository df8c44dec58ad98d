"""A browser's side of ASGI, without a network: ask an app and see what comes back."""

import asyncio
from typing import Any, NamedTuple


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


async def plain(scope: Any, receive: Any, send: Any) -> None:
    """An app that answers everything with a word, and echoes what is said on a socket."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"inside"})
        return
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept", "subprotocol": "streamlit"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


def scope(kind: str, path: str, client: str, headers: dict[str, str], **more: Any) -> dict[str, Any]:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return {"type": kind, "path": path, "client": (client, 1), "headers": raw, "scheme": "http", **more}


def get(app: Any, path: str = "/", method: str = "GET", client: str = "10.0.0.1", **headers: str) -> Answer:
    """Ask once."""
    heard: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        heard.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    lines = {"Host": "class.example.org", **{name.replace("_", "-"): value for name, value in headers.items()}}
    asyncio.run(app(scope("http", path, client, lines, method=method), receive, send))
    found = {name.decode(): value.decode() for name, value in heard[0]["headers"]}
    return Answer(heard[0]["status"], found, b"".join(message.get("body", b"") for message in heard[1:]))


def talk(app: Any, *said: bytes, origin: str | None = "http://class.example.org", **more: str) -> list[dict[str, Any]]:
    """Open a socket, say something, hang up, and return what was heard."""
    waiting = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": each} for each in said)]
    waiting.append({"type": "websocket.disconnect", "code": 1005})
    heard: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        heard.append(message)

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    lines = {"Host": "class.example.org", **({"Origin": origin} if origin is not None else {}), **more}
    conversation = scope("websocket", "/_stcore/stream", "10.0.0.1", lines, subprotocols=["streamlit"])
    asyncio.run(app(conversation, receive, send))
    return heard
