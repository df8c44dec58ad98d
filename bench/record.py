"""What every bench writes down: the machine it ran on, how busy that was with other things, and files in build/."""

import os
import platform
from pathlib import Path
from typing import Any

from tests.browser.harness import ROOT


def machine() -> dict[str, Any]:
    """Say what this runs on, and how busy it is at the moment."""
    return {"system": platform.platform(), "cores": os.cpu_count(), "load": os.getloadavg()}


def busy_before(found: dict[str, Any]) -> str:
    """Say how busy a machine was before anything was measured."""
    return f"load average before: {found['load'][0]:.1f} on {found['cores']} cores"


def write(name: str, text: str) -> Path:
    """Write a file into build/, and return where it is."""
    path = ROOT / "build" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path
