import asyncio
import time

import pytest

from deploy import guard
from deploy.guard import Bucket, Guard
from tests.deploy.asgi import get, plain, talk

OURS = Guard(plain, hosts=["class.example.org", "192.168.1.20"])
STUDENT = {
    "type": "websocket",
    "path": guard.STREAM,
    "client": ("10.0.0.1", 1),
    "headers": [(b"host", b"class.example.org"), (b"origin", b"http://class.example.org")],
}


def test_an_ordinary_visit_comes_through_with_the_headers():
    answer = get(OURS)
    assert answer.status == 200
    assert answer.body == b"inside"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "class.example.org.evil.example", "", "[::1", "class.example.org@evil"]
)
def test_an_unknown_name_is_refused(host):
    assert get(OURS, Host=host).status == 421
    assert talk(OURS, b"x", Host=host)[0]["type"] == "websocket.close"


@pytest.mark.parametrize("host", ["class.example.org", "CLASS.example.org:8501", "192.168.1.20:8501"])
def test_its_own_names_are_known_with_and_without_port(host):
    assert get(OURS, Host=host).status == 200
    assert talk(OURS, b"x", origin=f"http://{host}", Host=host)[0]["type"] == "websocket.accept"


@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "http://class.example.org.evil.example", "http://class.example.org:81", ""],
)
def test_a_page_from_elsewhere_or_from_nowhere_does_not_connect(origin):
    assert [message["type"] for message in talk(OURS, b"x", origin=origin)] == ["websocket.close"]


def test_a_foreign_origin_is_refused_for_files_too():
    assert get(OURS, Origin="https://evil.example").status == 403
    assert get(OURS, Origin="http://class.example.org").status == 200


def test_behind_https_the_origin_is_https():
    assert talk(OURS, b"x", origin="https://class.example.org")[0]["type"] == "websocket.accept"


@pytest.mark.parametrize("path", [*guard.HIDDEN, "/_stcore/agent/openapi.json", "/_stcore/metrics?x"])
def test_doors_that_are_not_used_are_shut(path):
    assert get(OURS, path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_sent(method):
    assert get(OURS, method=method).status == 405


def test_health_is_answered_under_any_name():
    assert get(OURS, guard.HEALTH, Host="10.1.2.3:8501").status == 200


def test_a_frame_may_be_allowed():
    policy = get(Guard(plain, embed_in=["https://moodle.example.org"])).headers["content-security-policy"]
    assert "frame-ancestors 'self' https://moodle.example.org" in policy


def test_a_conversation_comes_through_and_is_accepted_once():
    heard = talk(OURS, b"one", b"two")
    assert [message["type"] for message in heard] == ["websocket.accept", "websocket.send", "websocket.send"]
    assert heard[0]["subprotocol"] == "streamlit"
    assert [message["bytes"] for message in heard[1:]] == [b"one", b"two"]


def test_a_message_that_no_page_would_send_ends_the_conversation():
    heard = talk(OURS, b"x" * (guard.LARGEST + 1))
    assert heard[-1] == {"type": "websocket.close", "code": 1009}


def test_who_says_nothing_costs_nothing_and_is_let_go(monkeypatch):
    monkeypatch.setattr(guard, "SILENCE", 0.01)
    inside, heard = [], []

    async def app(scope, receive, send):
        inside.append(scope)

    async def send(message):
        heard.append(message["type"])

    opening = [{"type": "websocket.connect"}]

    async def receive():
        if opening:
            return opening.pop()
        return await asyncio.Event().wait()

    ours = Guard(app)
    asyncio.run(ours(STUDENT, receive, send))
    assert heard == ["websocket.accept", "websocket.close"]
    assert not inside
    assert not ours.sockets


def test_a_storm_of_messages_is_slowed_down(monkeypatch):
    monkeypatch.setattr(guard, "MESSAGES", (200.0, 10.0))
    began = time.monotonic()
    heard = talk(OURS, *[b"x"] * 30)
    assert len(heard) == 31
    assert time.monotonic() - began >= 0.09


def test_many_who_come_at_once_are_let_in_one_by_one_and_nobody_waits_for_long(monkeypatch):
    monkeypatch.setattr(guard, "ARRIVALS", (50.0, 1.0))
    monkeypatch.setattr(guard, "AT_THE_DOOR", 0.2)
    came, house = [], Guard(None)

    async def arrive():
        began = time.monotonic()

        async def send(message):
            came.append(time.monotonic() - began)
            raise ConnectionError  # and goes away

        async def receive():
            return {"type": "websocket.connect"}

        await asyncio.gather(*(house(STUDENT, receive, send) for _ in range(40)), return_exceptions=True)

    asyncio.run(arrive())
    assert len(came) == 40
    assert came[:11] == pytest.approx([0.02 * i for i in range(11)], abs=0.015)
    assert came[-1] < 0.25


def test_a_storm_of_visits_is_refused_and_a_class_is_not(monkeypatch):
    monkeypatch.setattr(guard, "REQUESTS", (1.0, 50.0))
    ours = Guard(plain)
    statuses = [get(ours, client="10.0.0.9").status for _ in range(60)]
    assert statuses[:50] == [200] * 50
    assert statuses[-1] == 429
    assert get(ours, client="10.0.0.10").status == 200


def test_a_class_that_arrives_together_is_let_in():
    rate, at_once = guard.REQUESTS
    assert at_once + rate * 5 >= 100 * 40  # a hundred students, forty requests each


def test_connections_of_one_address_are_counted(monkeypatch):
    monkeypatch.setattr(guard, "SOCKETS", 0)
    assert talk(Guard(plain), b"x")[0]["type"] == "websocket.close"


def test_a_bucket_gives_what_it_has_and_fills_again():
    bucket = Bucket(1000.0, 2.0)
    assert [bucket.take(), bucket.take(), bucket.take()] == [True, True, False]
    time.sleep(0.01)
    assert bucket.take()
    assert Bucket(10.0, 1.0).borrow() == 0
    assert bucket.borrow() >= 0
