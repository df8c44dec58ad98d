"""The landscape in three dimensions, under the live part of the gradient descent page."""

from types import SimpleNamespace

from explorable import figures
from mathcore.contours import follow
from mathcore.frames import zoom
from mathcore.relief import relief
from mathcore.rolling import roll
from pages.parts.descent_walks import legs_of, surface_of

FARTHEST = 64.0


def solid(s: SimpleNamespace) -> None:
    """Draw the surface and the walk on it; a ball that has left is followed a little way only."""
    surface = surface_of(s.surface, s.lx, s.ly)
    r = roll(surface, s.start, legs_of(s), s.batch, s.seed)
    home = surface.window
    seen = follow(home, r.points)
    window = seen if zoom(home, seen) <= FARTHEST else home
    figures.relief(
        relief(surface, window, r.points),
        "The same surface with its height, and the path on it. It is drawn again when a movement has ended; turn it by hand.",
    )
