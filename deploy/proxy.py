"""The reverse proxy before the workers: Caddy, from Debian. README.md says why it and not another."""

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from deploy.assets import CHECKED, FOREVER, PAGES, STATIC
from deploy.guard import HEALTH, HIDDEN, headers

CONFIG = """\
{{
	admin off
	{https}
	log {{
		output stderr
		level ERROR
	}}
	servers {{
		max_header_size 128KB
		timeouts {{
			read_header 10s
			idle 2m
		}}
	}}
}}

(files) {{
	root * {folder}
{headers}
	file_server {{
		precompressed gzip
	}}
}}

{site} {{
	header -Server{hsts}

	@hidden path {hidden}
	respond @hidden 404

	handle {static}* {{
		header Cache-Control "{forever}"
		import files
	}}

	# The one HTML page is the same at every address. Who asks for it under another name, or for another site, meets the
	# guard of a worker.
	@page {{
		method GET HEAD
		path {pages}
		host {hosts}
		header !Origin
	}}
	handle @page {{
		header Cache-Control "{checked}"
		rewrite * /index.html
		import files
	}}

	# Whether all is well is known without asking a worker in the middle of its work.
	handle {health} {{
		reverse_proxy 127.0.0.1:{keeper}
	}}

	handle {{
		encode gzip
		reverse_proxy {workers} {{
			# Any worker can serve any reader, because the state of a page is in its address: to the one with fewest.
			lb_policy least_conn
			lb_try_duration 8s
			lb_try_interval 100ms
			health_uri {health}
			health_interval 1s
			health_timeout 3s
			fail_duration 2s
			max_fails 2
			header_down -Server
			transport http {{
				dial_timeout 2s
			}}
		}}
	}}
}}
"""


def find() -> str | None:
    """Return the path of the proxy, or None where it is not installed."""
    return shutil.which("caddy")


def config(
    site: str,
    ports: Sequence[int],
    keeper: int,
    folder: Path,
    hosts: Collection[str],
    embed_in: Collection[str] = (),
) -> str:
    """Write the proxy's configuration.

    Args:
        site: A port such as ":8501" for plain HTTP, or a name such as "class.example.org": Caddy then gets itself a
            certificate and serves HTTPS.
        ports: The workers' ports on this machine.
        keeper: The port where it is said whether all is well.
        folder: Where Streamlit's own files lie compressed.
        hosts: The names this server answers to.
        embed_in: Origins whose pages may show this app in a frame.
    """
    plain = site.startswith(":")
    return CONFIG.format(
        https="auto_https off" if plain else "",
        site=f"http://{site}" if plain else site,
        hsts="" if plain else '\n\theader Strict-Transport-Security "max-age=31536000"',
        hidden=" ".join(f"{path}*" for path in HIDDEN),
        static=STATIC,
        folder=folder,
        forever=FOREVER,
        checked=CHECKED,
        pages=" ".join(sorted(PAGES)),
        hosts=" ".join(hosts),
        headers="\n".join(f'\theader {name} "{value}"' for name, value in headers(embed_in).items()),
        workers=" ".join(f"127.0.0.1:{port}" for port in ports),
        health=HEALTH,
        keeper=keeper,
    )
