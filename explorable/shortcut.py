"""The short way round: a moving hand is answered beside Streamlit, without a rerun of the script.

Streamlit answers an event by running the fragment on a new thread, between four messages that announce the run and its
end. None of that is needed to draw the next picture: a view is a pure function of the event. This middleware stands on
the page's WebSocket. While no script runs it answers the component's events itself, with the one message that carries
the component's data; everything else, and every event it does not know, goes on to Streamlit. Whole pages take turns:
when a class arrives at once, a few scripts run at a time instead of a hundred threads against each other.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explorable.live import answer_beside

COMPONENT = "explorable.stage"
STREAM = "/_stcore/stream"
EMBEDDED = ("embed", "embed_options")
"""What Streamlit keeps in the address of a page that stands in another one."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_log = logging.getLogger(__name__)

_aside = ThreadPoolExecutor(1, thread_name_prefix="shortcut")
"""Where long computations go, one after the other, so that they hold nobody else up."""

LONG = 0.008
"""Seconds that make a computation long: the next one of this tab leaves the event loop free for the others."""

REST = 9
"""Times the length of a computation that its tab then waits at most, while the hands of others move."""

MOVING = 1.0
"""Seconds after its last movement for which a hand counts as moving."""

AT_ONCE = 2
"""Scripts that run at the same time; the others wait for their turn. More only take Python's lock from each other."""

LONGEST_TURN = 10.0
"""Seconds after which a script that has not ended no longer keeps others waiting."""


class Shortcut:
    """ASGI middleware for `st.App`.

    Attributes:
        turns: Whose script may run.
        hands: When, on the event loop's clock, each moving hand was answered last.
        free: When, on the event loop's clock, the next moving hand may be answered while pages wait to be opened.
    """

    def __init__(self, app: Any) -> None:
        """Stand before an app."""
        self.app, self.turns, self.free, self.hands = app, asyncio.Semaphore(AT_ONCE), 0.0, dict[Tab, float]()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Take part in the conversation of a page with Streamlit, and in nothing else."""
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM):
            await self.app(scope, receive, send)
        else:
            tab = Tab(receive, send, self)
            try:
                await self.app(scope, tab.receive, tab.send)
            finally:
                tab.end_turn()


class Tab:
    """One browser tab: what Streamlit has told it so far, and whether a script runs.

    Attributes:
        took: Seconds its last computation took.
        link: The query of the address it shows, once that is known.
        drawn: The message that drew its component; an answer is the same message with other data.
        later: Events of a hand that were sent before this process had drawn anything.
        embedded: What its address says of standing in another page.
    """

    def __init__(self, receive: Receive, send: Send, house: Shortcut) -> None:
        """Stand between a browser and Streamlit, in a house with other tabs."""
        self._receive, self._send, self._house = receive, send, house
        self._end: asyncio.TimerHandle | None = None
        self.running, self.took = True, 0.0
        self.session = self.fragment = self.topic = self.page = ""
        self.link: str | None = None
        self.drawn: ForwardMsg | None = None
        self.later: list[str] = []
        self.embedded: list[tuple[str, str]] = []

    async def send(self, message: Message) -> None:
        """Pass a message of Streamlit's on to the browser, and learn from it."""
        if raw := message.get("bytes"):
            self._learn(ForwardMsg.FromString(raw))
        await self._send(message)
        if self.later and not self.running and self.drawn is not None:
            event, self.later = _event(self.later[0]), []
            for answer in self._answer(event) if event is not None else []:
                await self._send({"type": "websocket.send", "bytes": answer})

    async def receive(self) -> Message:
        """Return the browser's next message that is for Streamlit; answer the others here."""
        while True:
            message = await self._receive()
            asked = BackMsg()
            try:
                asked.ParseFromString(message.get("bytes") or b"")
            except Exception:  # not Streamlit's language: Streamlit closes the connection
                return message
            if not asked.HasField("rerun_script"):
                return message
            request = asked.rerun_script
            if request.fragment_id and self.drawn is None:
                # A page from before: its connection broke, and this process may never have met it. First draw all of
                # it, then answer the hand.
                self.later = [widget.json_value for widget in request.widget_states.widgets]
                request.ClearField("fragment_id")
            if self._is_late(request):
                continue
            self._note_place(request)
            if self._is_ours(request):
                event = _event(request.widget_states.widgets[0].json_value)
                if event is None:  # no page says such a thing, and Streamlit's session would choke on it
                    continue
                if answers := await self._answer_in_turn(event):
                    for answer in answers:
                        await self._send({"type": "websocket.send", "bytes": answer})
                    await self._rest()
                    continue
            await self._take_turn()
            return {**message, "bytes": asked.SerializeToString()}

    async def _take_turn(self) -> None:
        """Wait until a script may run for this tab."""
        self.running = True
        if self._end is None:
            await self._house.turns.acquire()
            self._end = asyncio.get_running_loop().call_later(LONGEST_TURN, self.end_turn)

    def end_turn(self) -> None:
        """Let the next script run."""
        if self._end is not None:
            self._end.cancel()
            self._end = None
            self._house.turns.release()

    def _learn(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.running, self.session = True, message.new_session.initialize.session_id
        elif kind == "page_info_changed":
            self.link = message.page_info_changed.query_string
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "script_finished":
            self.running = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if not self.running:
                self.end_turn()
        elif kind == "delta" and message.delta.new_element.bidi_component.component_name == COMPONENT:
            self.topic = orjson.loads(message.delta.new_element.bidi_component.json)["topic"]
            self.fragment = message.delta.fragment_id
            message.metadata.cacheable = False
            self.drawn = message

    def _is_late(self, request: ClientState) -> bool:
        """Say whether this is an event of a page that has been left: its answer would be drawn into the next page."""
        return bool(request.fragment_id) and request.page_script_hash != self.page

    def _note_place(self, request: ClientState) -> None:
        """Note the page and the address that a rerun is about.

        The address of one that goes nowhere is corrected: the browser may not know yet what it is about to show.
        """
        goes = request.is_history_navigation or request.page_script_hash not in ("", self.page)
        if self.link is not None and not goes:
            request.query_string = self.link
        self.link = request.query_string
        self.page = request.page_script_hash or self.page
        self.embedded = [pair for pair in parse_qsl(self.link) if pair[0] in EMBEDDED]

    def _is_ours(self, request: ClientState) -> bool:
        """Say whether this is an event of the component on screen, while no script runs."""
        if self.running or self.drawn is None or request.fragment_id != self.fragment:
            return False
        widgets = request.widget_states.widgets
        return len(widgets) == 1 and widgets[0].id == self.drawn.delta.new_element.bidi_component.id

    async def _answer_in_turn(self, event: Any) -> list[bytes]:
        """Answer an event; while pages wait to be opened, moving hands take at most half of the time."""
        loop, house = asyncio.get_running_loop(), self._house
        if house.turns.locked():
            mine = max(loop.time(), house.free)
            house.free = mine + 2 * self.took
            await asyncio.sleep(mine - loop.time())
        if self.took < LONG:  # handing it to a thread and back would cost a third of it
            return self._answer(event)
        return await loop.run_in_executor(_aside, self._answer, event)

    async def _rest(self) -> None:
        """Let the others come in between; where many hands move, a single one takes a tenth of the time at most."""
        now = asyncio.get_running_loop().time()
        self._house.hands[self] = now
        self._house.hands = {tab: at for tab, at in self._house.hands.items() if now - at < MOVING}
        others = len(self._house.hands) - 1
        await asyncio.sleep(self.took * min(others, REST))

    def _answer(self, event: Any) -> list[bytes]:
        """Return the messages that answer an event, or none where only Streamlit can."""
        began = time.thread_time()
        try:
            answered = answer_beside(self.session, self.topic, event)
        except Exception:
            _log.exception("An event was left to Streamlit")
            return []
        if answered is None or self.drawn is None:
            return []
        data, link = answered
        self.drawn.hash = f"{self.session}-{data['version']}"
        self.drawn.delta.new_element.bidi_component.json = orjson.dumps(data, default=float).decode()
        messages = [self.drawn.SerializeToString()]
        if link is not None:
            message, self.link = ForwardMsg(), urlencode([*self.embedded, *link.items()])
            message.page_info_changed.query_string = self.link
            messages.append(message.SerializeToString())
        self.took = time.thread_time() - began  # not of the clock: a busy machine makes no computation long
        return messages


def _event(text: str) -> Any:
    """Read an event, or return None."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
