"""One student of the load bench: a browser's side of Streamlit's WebSocket protocol, with one request in flight."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 30.0
"""Seconds after which an answer counts as lost."""


class Lost(Exception):
    """An answer did not come, or the connection broke."""


class Student:
    """A browser tab without a screen: it opens a page, sends what a hand would send, and keeps the scene it gets."""

    def __init__(self, address: str, topic: str, query: str = "") -> None:
        """Sit down before a page of the app at an address."""
        self.address, self.topic, self.query = address.rstrip("/"), topic, query
        self.session, self.page_hash, self.fragment, self.component = "", "", "", ""
        self.seq = self.version = self.answered = 0
        self.state: dict[str, str] = {}
        self.nodes: dict[str, Any] = {}
        self.notices: list[str] = []
        self.cookie = ""
        self.received, self.heard, self.address_bar = 0, Counter[str](), ""
        self.socket: ClientConnection | None = None

    async def __aenter__(self) -> "Student":
        """Open the page."""
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Shut the laptop."""
        await self.close()

    async def open(self) -> None:
        """Connect and load the page; a session that is still known is taken up again."""
        await self.connect()
        await self.load()

    async def connect(self, origin: str | None = "") -> None:
        """Open the socket as the page at the address would; an empty origin means the address itself."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self.socket = await connect(
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=[Subprotocol(name) for name in ("streamlit", "none", self.session) if name],
            origin=Origin(self.address) if origin == "" else Origin(origin) if origin else None,
            additional_headers=headers,
            compression=None,
            max_size=None,
            proxy=None,
            open_timeout=PATIENCE,
        )
        sticky = self.socket.response.headers.get_all("Set-Cookie") if self.socket.response else []
        self.cookie = "; ".join(line.partition(";")[0] for line in sticky) or self.cookie

    async def load(self) -> float:
        """Ask for the whole page, as a browser does after connecting; return the seconds it took."""
        began = time.perf_counter()
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = "" if self.topic == "home" else self.topic
        message.rerun_script.widget_states.SetInParent()
        self._describe(message)
        self.component = ""
        await self._send(message)
        while True:
            answer = await self._receive()
            done = answer.WhichOneof("type") == "script_finished"
            if done and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return time.perf_counter() - began

    async def move(self, fields: Mapping[str, str], final: bool = False) -> float:
        """Send one movement of the hand, wait for its picture, and return the seconds between the two."""
        began = time.perf_counter()
        await self.post(fields, final)
        while self.answered < self.seq:
            await self.listen()
        return time.perf_counter() - began

    async def post(self, fields: Mapping[str, str], final: bool = False) -> None:
        """Send one movement of the hand, and wait for nothing."""
        self.state.update(fields)
        self.seq += 1
        event = {"seq": self.seq, "base": self.version, "state": self.state, "final": final}
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.fragment_id = self.fragment
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = self.component
        widget.json_value = json.dumps({"event": event}, separators=(",", ":"))
        self._describe(message)
        await self._send(message)

    async def listen(self) -> None:
        """Take the next message."""
        await self._receive()

    def link(self) -> str:
        """Return the query of the address that shows this state; a browser's address bar leaves the defaults out."""
        return urlencode(self.state)

    async def close(self) -> None:
        """Shut the laptop."""
        if self.socket:
            await self.socket.close()

    def _describe(self, message: BackMsg) -> None:
        context = message.rerun_script.context_info
        context.timezone, context.timezone_offset, context.locale = "UTC", 0, "en-US"
        context.url, context.is_embedded, context.color_scheme = f"{self.address}/{self.topic}", False, "light"

    async def _send(self, message: BackMsg) -> None:
        assert self.socket
        await self.socket.send(message.SerializeToString())

    async def _receive(self) -> ForwardMsg:
        assert self.socket
        async with asyncio.timeout(PATIENCE):
            raw = await self.socket.recv(decode=False)
        self.received += len(raw)
        message = ForwardMsg.FromString(raw)
        self._take(message)
        return message

    def _take(self, message: ForwardMsg) -> None:
        """Keep what a browser keeps: the session, the page, the fragment, and the component with its scene."""
        kind = message.WhichOneof("type") or ""
        self.heard[kind] += 1
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
            self.page_hash = message.new_session.page_script_hash or self.page_hash
        elif kind == "page_info_changed":
            self.address_bar = message.page_info_changed.query_string
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.HasField("add_block") and message.delta.fragment_id:
            self.fragment = message.delta.fragment_id
        elif kind == "delta" and message.delta.new_element.HasField("bidi_component"):
            self._scene(message)

    def _scene(self, message: ForwardMsg) -> None:
        component = message.delta.new_element.bidi_component
        self.component = component.id
        data = orjson.loads(component.json)
        if not data["base"]:
            self.nodes = {}
        elif data["base"] != self.version:
            raise Lost(f"a change to scene {data['base']} came while scene {self.version} was held")
        self.nodes.update(data["nodes"])
        self.version, self.state, self.notices = data["version"], dict(data["state"]), data["notices"]
        self.answered = data["seq"]
