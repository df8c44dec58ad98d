import gzip
import re

import pytest

from deploy import assets
from deploy.assets import FRONTEND, NAMED, PLAIN, Assets
from tests.deploy.asgi import get, plain

OURS = Assets(plain)


def test_a_plain_name_leads_to_one_that_is_kept_for_a_year():
    answer = get(OURS, PLAIN + "stage.js")
    assert answer.status == 307
    assert answer.headers["cache-control"] == "no-cache"
    kept = get(OURS, answer.headers["location"])
    assert kept.status == 200
    assert "immutable" in kept.headers["cache-control"]
    assert kept.body == (FRONTEND / "stage.js").read_bytes()


def test_what_a_module_imports_has_the_same_fingerprint():
    there = get(OURS, PLAIN + "stage.js").headers["location"].rpartition("/")[0]
    for name in re.findall(r'from "\./(.+?)"', (FRONTEND / "stage.js").read_text()):
        assert get(OURS, f"{there}/{name}").status == 200


def test_an_old_fingerprint_leads_to_the_present_one():
    answer = get(OURS, NAMED + "0123456789ab/loop.js")
    assert answer.status == 307
    assert get(OURS, answer.headers["location"]).status == 200


@pytest.mark.parametrize("name", ["", "nothing.js", "../live.py", "stage.js/x", "..%2flive.py"])
def test_nothing_else_is_handed_out(name):
    assert get(OURS, NAMED + OURS.mark + "/" + name).status == 404


def test_files_are_sent_small_and_once():
    path = NAMED + OURS.mark + "/stage.css"
    small = get(OURS, path, Accept_Encoding="gzip, br")
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == (FRONTEND / "stage.css").read_bytes()
    assert len(small.body) < len(get(OURS, path).body) / 2
    again = get(OURS, path, If_None_Match=small.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    head = get(OURS, path, method="HEAD")
    assert head.body == b""
    assert int(head.headers["content-length"]) > 0


@pytest.mark.parametrize("path", ["/", "/softmax", "/home"])
def test_every_address_shows_the_one_page(path):
    answer = get(OURS, path)
    assert b"<title>" in answer.body
    assert answer.headers["cache-control"] == "no-cache"


def test_an_address_is_not_the_root_of_another_app():
    assert get(OURS, "/softmax/_stcore/health").status == 404
    assert get(OURS, "/_stcore/health").body == b"inside"


def test_streamlits_files_are_packed_once_and_sent_packed(tmp_path, monkeypatch):
    source = tmp_path / "static"
    (source / "static" / "js").mkdir(parents=True)
    (source / "static" / "js" / "index.AbC.js").write_text("let x = 1;\n" * 500)
    (source / "favicon.png").write_bytes(b"png")
    monkeypatch.setattr(assets, "STREAMLIT", source)
    monkeypatch.setattr(assets, "BUILD", tmp_path / "build")
    folder = assets.pack()
    assert assets.pack() == folder
    answer = get(OURS, "/static/js/index.AbC.js", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 200
    assert (folder / "favicon.png").read_bytes() == b"png"
    assert get(OURS, "/static/../favicon.png").body == b"inside"
    assert get(OURS, "/static/js/nothing.js").body == b"inside"
