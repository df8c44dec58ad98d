"""One worker, met over the network by a client that speaks Streamlit's protocol."""

import asyncio
import subprocess
import sys
from urllib.parse import parse_qsl

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bench.load_class import wrong
from bench.load_moves import MOVES, hand
from bench.load_student import Student
from deploy import guard
from explorable import shortcut
from explorable.shortcut import Shortcut, Tab
from mathcore import verify
from tests.pages_under_test import PAGES


@pytest.fixture(scope="module", autouse=True)
def checked():
    verify.warm_up(120)


HEAPS = """
import ctypes, threading
from deploy.worker import one_heap
{first}
meet = threading.Barrier(5)
kept = []
def work():
    kept.append([bytes(5000) for _ in range(100)])
    meet.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
meet.wait()
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc")
def test_all_threads_of_a_worker_share_one_heap():
    heaps = {}
    for first in ("one_heap()", "pass"):
        command = [sys.executable, "-c", HEAPS.format(first=first)]
        heaps[first] = subprocess.run(command, capture_output=True, text=True, check=True).stderr.count("Arena")
    assert heaps["one_heap()"] == 1 < heaps["pass"]


HOLES = """
import time
from pathlib import Path
from deploy.worker import give_back
def megabytes():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Anonymous:"))
before = megabytes()
pieces = [bytes(5000) for _ in range(20_000)]
full, kept = megabytes(), pieces[::200]
del pieces
left = megabytes()
give_back(0.05)
until = time.monotonic() + 10
while megabytes() > before + 20 and time.monotonic() < until:
    time.sleep(0.05)
print(full - before, left - before, megabytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc")
def test_what_is_free_between_pieces_in_use_is_given_back():
    told = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True).stdout
    full, left, given_back = map(float, told.split())
    assert full > 90
    assert left > 80, "nothing was held between the pieces: this test shows nothing"
    assert given_back < 20


@pytest.mark.parametrize("topic", MOVES)
def test_a_moving_hand_is_answered_without_a_rerun_and_rightly(worker, topic):
    if topic not in PAGES:
        pytest.fail(f"the page {topic} is missing")

    async def life():
        async with Student(worker, topic) as student:
            reruns = student.heard["new_session"]
            moves = hand(topic)
            for _ in range(20):
                await student.move(*next(moves))
            assert student.heard["new_session"] == reruns
            assert wrong(student) == []
            assert not student.notices

    asyncio.run(life())


def test_letting_go_writes_the_address(worker):
    async def life():
        async with Student(worker, "softmax") as student:
            await student.move({"T": "0.25"}, final=True)
            while not student.address_bar:
                await student.listen()
            assert dict(parse_qsl(student.address_bar))["T"] == "0.25"

    asyncio.run(life())


def test_what_it_does_not_know_goes_to_streamlit_and_back_again(worker):
    async def life():
        async with Student(worker, "softmax") as student:
            await student.move({"T": "0.5"})
            reruns, fragment = student.heard["new_session"], student.fragment
            message = BackMsg()
            message.rerun_script.page_script_hash = student.page_hash
            message.rerun_script.fragment_id = fragment
            for name in (student.component, "$$ID-00-another"):
                message.rerun_script.widget_states.widgets.add(id=name, json_value="{}")
            await student._send(message)
            while student.heard["new_session"] == reruns:
                await student.listen()
            while student.heard["script_finished"] < student.heard["new_session"]:
                await student.listen()
            reruns = student.heard["new_session"]
            await student.move({"T": "0.75"})
            assert student.heard["new_session"] == reruns
            assert student.state["T"] == "0.75"
            assert wrong(student) == []

    asyncio.run(life())


@pytest.mark.parametrize("event", ["", "{", "[]", "null", '{"event": 7}', '{"event": {"state": [1], "seq": "x"}}'])
def test_a_forged_event_harms_nobody(worker, event):
    async def life():
        async with Student(worker, "softmax") as student:
            message = BackMsg()
            message.rerun_script.page_script_hash = student.page_hash
            message.rerun_script.fragment_id = student.fragment
            message.rerun_script.widget_states.widgets.add(id=student.component, json_value=event)
            await student._send(message)
            await student.move({"T": "2"})
            assert student.state["T"] == "2"

    asyncio.run(life())


def test_a_reader_who_comes_back_finds_the_same_state(worker):
    async def life():
        async with Student(worker, "gradient_descent") as student:
            await student.move({"eta": "0.77", "steps": "9"}, final=True)
            before = {name: node for name, node in student.nodes.items() if name.startswith("stage")}
            async with Student(worker, "gradient_descent", student.link()) as again:
                assert again.state == student.state
                assert {name: node for name, node in again.nodes.items() if name.startswith("stage")} == before

    asyncio.run(life())


@pytest.mark.parametrize("version", [1, 2**41])
def test_a_page_from_before_a_restart_is_drawn_anew_with_what_its_hand_set(worker, version):
    async def life():
        async with Student(worker, "softmax") as before:
            await before.move({"T": "2"}, final=True)
            after = Student(worker, "softmax")
            await after.connect()
        try:
            for name in ("page_hash", "fragment", "component", "seq"):
                setattr(after, name, getattr(before, name))
            after.state, after.version = dict(before.state), version
            await after.move({"T": "3"})
            assert after.state["T"] == "3"
            assert wrong(after) == []
            reruns = after.heard["new_session"]
            while after.heard["script_finished"] < reruns:
                await after.listen()
            await after.move({"T": "4"})
            assert after.heard["new_session"] == reruns
        finally:
            await after.close()

    asyncio.run(life())


def test_a_hand_alone_never_waits_and_one_among_many_takes_a_tenth_of_the_time(monkeypatch):
    naps, waiting = [], asyncio.sleep

    async def nap(seconds):
        naps.append(seconds)

    async def lesson(house):
        mine, *others = (Tab(None, None, house) for _ in range(31))
        mine.took = 0.02
        for moving in (0, 1, 2, 9, 30):
            for other in others[:moving]:
                await other._rest()
            for _ in range(3):  # a storm of one hand takes no more than its share
                await mine._rest()
        await waiting(0.06)  # the others have stopped
        await mine._rest()

    monkeypatch.setattr(asyncio, "sleep", nap)
    monkeypatch.setattr(shortcut, "MOVING", 0.05)
    asyncio.run(lesson(Shortcut(None)))
    mine = [seconds for seconds in naps if seconds]
    assert mine == pytest.approx([*[0.02] * 3, *[0.04] * 3, *[0.18] * 6])
    assert naps[:3] == [0, 0, 0]
    assert naps[-1] == 0


def test_a_class_link_holds_what_it_fixes(worker):
    async def life():
        async with Student(worker, "softmax", "T=0.5&lock=T&hide=z") as student:
            await student.move({"T": "3", "z": "9,9,9", "c": "1", "lock": "", "hide": ""})
            assert (student.state["T"], student.state["c"], student.state["lock"]) == ("0.5", "1", "T")
            assert student.state["z"] != "9,9,9"

    asyncio.run(life())


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_foreign_page_does_not_connect(worker, origin):
    with pytest.raises(InvalidStatus):
        asyncio.run(Student(worker, "home").connect(origin))


def test_a_message_that_no_page_would_send_ends_the_conversation(worker):
    async def life():
        async with Student(worker, "softmax") as student:
            with pytest.raises(ConnectionClosed):
                await student.move({"T": "1" * (guard.LARGEST + 1)})

    asyncio.run(life())


def test_a_stranger_to_the_protocol_is_shown_out(worker):
    async def life():
        async with Student(worker, "softmax") as student:
            assert student.socket
            await student.socket.send(b"\xff\xff\xff\xff")
            with pytest.raises(ConnectionClosed):
                await student.move({"T": "1"})

    asyncio.run(life())
