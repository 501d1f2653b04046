"""The calibration plot as SVG: confidence to the right, share right upwards, a panel a language.

Text templates and no library. Its colours follow the reader's light or dark scheme, on a ground of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

#: Side of a panel, and the room around it for its numbers and words, in pixels.
SIDE, LEFT, TOP, BELOW, RIGHT = 280, 58, 40, 52, 22
_WIDE = LEFT + SIDE + RIGHT
_HIGH = TOP + SIDE + BELOW
#: Radius of the dot that stands for most claims.
_LARGEST = 8.0
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" \
aria-labelledby="title about">
<title id="title">Calibration of confidence</title>
<desc id="about">{about}</desc>
<style>
  svg {{ --ground: #ffffff; --ink: #24292f; --faint: #d0d7de; --dot: #0b62c4; font: 13px sans-serif; }}
  @media (prefers-color-scheme: dark) {{
    svg {{ --ground: #0d1117; --ink: #d7dde4; --faint: #3d444d; --dot: #6cb2ff; }}
  }}
  .ground {{ fill: var(--ground); }}
  text {{ fill: var(--ink); text-anchor: middle; }}
  .name {{ font-weight: bold; }}
  .many {{ font-size: 11px; }}
  .up {{ text-anchor: end; }}
  .grid {{ stroke: var(--faint); }}
  .perfect {{ stroke: var(--ink); stroke-dasharray: 5 4; }}
  .interval {{ stroke: var(--dot); stroke-width: 1.5; }}
  .dot {{ fill: var(--dot); }}
</style>
<rect class="ground" width="{wide}" height="{high}"/>
"""
_PANEL = """\
<g transform="translate({left} {top})">
<text class="name" x="{middle}" y="-16">{name}</text>
{grid}<line class="perfect" x1="0" y1="{side}" x2="{side}" y2="0"/>
<text x="{middle}" y="{below}">confidence</text>
<text transform="translate(-42 {middle}) rotate(-90)">share right</text>
{dots}</g>
"""
_GRID = """\
<line class="grid" x1="{at:g}" y1="0" x2="{at:g}" y2="{side}"/>
<line class="grid" x1="0" y1="{up:g}" x2="{side}" y2="{up:g}"/>
<text x="{at:g}" y="{foot}">{value:.1f}</text>
<text class="up" x="-8" y="{beside:g}">{value:.1f}</text>
"""
_DOT = """\
<g><title>{claims:,} claims: said {x:.2f}, right {y:.2f}</title>
<line class="interval" x1="{at:.1f}" y1="{high:.1f}" x2="{at:.1f}" y2="{low:.1f}"/>
<circle class="dot" cx="{at:.1f}" cy="{up:.1f}" r="{radius:.1f}"/>
<text class="many" x="{at:.1f}" y="{under:.1f}">{claims:,}</text></g>
"""


class Dot(NamedTuple):
    """Claims of about one confidence: how sure they are, what share is right, its interval, how many they are."""

    confidence: float
    right: float
    interval: tuple[float, float]
    claims: int


def draw(panels: Mapping[str, Sequence[Dot]]) -> str:
    """The plot: for each name a panel with its dots, the larger the more claims; on the dashed line all is as said."""
    many = max((dot.claims for dots in panels.values() for dot in dots), default=1)
    about = "; ".join(
        f"{name}: " + ", ".join(f"said {dot.confidence:.2f}, right {dot.right:.2f}" for dot in dots)
        for name, dots in panels.items()
    )
    head = _HEAD.format(wide=_WIDE * len(panels), high=_HIGH, about=escape(about))
    drawn = [
        _PANEL.format(
            left=LEFT + _WIDE * number, top=TOP, middle=SIDE // 2, side=SIDE, below=SIDE + 40, name=escape(name),
            grid="".join(_grid()), dots="".join(_dot(dot, many) for dot in dots),
        )
        for number, (name, dots) in enumerate(panels.items())
    ]  # fmt: skip
    return f"{head}{''.join(drawn)}</svg>\n"


def _grid() -> Iterator[str]:
    for value in _TICKS:
        at, up = value * SIDE, (1 - value) * SIDE
        yield _GRID.format(at=at, up=up, side=SIDE, foot=SIDE + 18, beside=up + 4, value=value)


def _dot(dot: Dot, many: int) -> str:
    low, high = dot.interval
    radius = max(3.0, _LARGEST * (dot.claims / many) ** 0.5)
    at, up = dot.confidence * SIDE, (1 - dot.right) * SIDE
    return _DOT.format(
        claims=dot.claims, x=dot.confidence, y=dot.right, at=at, up=up, low=(1 - low) * SIDE, high=(1 - high) * SIDE,
        radius=radius, under=min(max((1 - low) * SIDE, up + radius) + 12, SIDE - 4),
    )  # fmt: skip
