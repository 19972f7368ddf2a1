"""Make the map of Europe that the pictures draw on: ``borders.py countries-50m.json kb/pictures/borders.json``.

The source is ``countries-50m.json`` of the npm package world-atlas 2.0.2 (ISC licence), the countries of Natural Earth 4.1 (public
domain) at 1:50 million. They are projected to ETRS89-LAEA (EPSG:3035), the equal-area projection of European statistics, cut to a
frame around Europe, thinned out, and written as one path a country with the place where its number stands.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

Point = tuple[float, float]
Ring = list[Point]
# The frame in kilometres of EPSG:3035: west, south, east, north; and how many kilometres one unit of the paths is.
FRAME = (2530.0, 900.0, 7330.0, 5450.0)
UNIT = 2.5
# What is cut off stands a little outside the frame, so that the cut is no border.
BEYOND = 40.0
# A line may be off by so many kilometres; islands below so many square kilometres are left out, but for the largest of a country, and rings of
# fewer points than the third number.
OFF, SMALLEST, LEAST = 3.5, 260.0, 3
# Territories without a number in the standard: the one with a code in use, the others belong to no country of the list.
UNNUMBERED = {"Kosovo": "XK"}
# Of these next to nothing lies in the frame, so their number stands beside the map; what is seen of them is drawn.
BESIDE = {"GL"}
# The source draws who governs on the ground. The Union does not recognise that Crimea was annexed, so it is drawn with Ukraine.
GIVEN = (("Russia", "Ukraine", (34.2, 45.2)),)
SOURCE = "Natural Earth 4.1, public domain, from world-atlas 2.0.2"
# The ellipsoid GRS 1980 and the middle of the projection.
A, F = 6378.137, 1 / 298.257222101
LATITUDE, LONGITUDE, EASTING, NORTHING = math.radians(52), math.radians(10), 4321.0, 3210.0
E = math.sqrt(2 * F - F * F)
# What is farther from the middle than this, in degrees of longitude, or south of this latitude is moved to this edge, because the far
# side of the Earth has no place on the map; a ring that lies there as a whole is left out.
FAR, SOUTH = 100.0, 0.0


def authalic(latitude: float) -> float:
    """Give the quantity q of Snyder's formula 3-12 for a latitude."""
    sine = math.sin(latitude)
    return (1 - E * E) * (sine / (1 - E * E * sine * sine) - math.log((1 - E * sine) / (1 + E * sine)) / (2 * E))


def project(longitude: float, latitude: float) -> Point:
    """Project degrees to kilometres of EPSG:3035, after Snyder, Map Projections (1987), formulas 24-17 to 24-20."""
    pole = authalic(math.pi / 2)
    beta, middle = (math.asin(max(-1.0, min(1.0, authalic(angle) / pole))) for angle in (math.radians(latitude), LATITUDE))
    radius = A * math.sqrt(pole / 2)
    stretch = A * math.cos(LATITUDE) / math.sqrt(1 - (E * math.sin(LATITUDE)) ** 2) / (radius * math.cos(middle))
    turn = math.radians(longitude) - LONGITUDE
    below = 1 + math.sin(middle) * math.sin(beta) + math.cos(middle) * math.cos(beta) * math.cos(turn)
    scale = radius * math.sqrt(2 / below)
    x = scale * stretch * math.cos(beta) * math.sin(turn)
    y = scale / stretch * (math.cos(middle) * math.sin(beta) - math.sin(middle) * math.cos(beta) * math.cos(turn))
    return EASTING + x, NORTHING + y


def arcs(topology: dict[str, Any]) -> list[Ring]:
    """Give the arcs of a TopoJSON file in degrees."""
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * wide + west, y * high + south))
        found.append(points)
    return found


def moved(longitude: float, latitude: float) -> Point:
    """Give a point on this side of the Earth as it is, and one on the far side at the edge of it."""
    return max(10 - FAR, min(10 + FAR, longitude)), max(SOUTH, latitude)


def thinned(points: Ring, off: float) -> Ring:
    """Leave out what is nearer than ``off`` to the line through the rest, after Douglas and Peucker."""
    kept, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far = max(range(first + 1, last), key=lambda place: distance(points[place], points[first], points[last]), default=None)
        if far is not None and distance(points[far], points[first], points[last]) > off:
            kept.add(far)
            waiting += [(first, far), (far, last)]
    return [points[place] for place in sorted(kept)]


def distance(point: Point, start: Point, end: Point) -> float:
    """Give how far a point is from a stretch of line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length)) if length else 0.0
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def cut(ring: Ring) -> Ring:
    """Cut a ring to the frame, after Sutherland and Hodgman."""
    west, south, east, north = FRAME[0] - BEYOND, FRAME[1] - BEYOND, FRAME[2] + BEYOND, FRAME[3] + BEYOND
    for axis, limit, sign in ((0, west, 1), (1, south, 1), (0, east, -1), (1, north, -1)):
        ring = list(_cut(ring, axis, limit, sign))
    return ring


def _cut(ring: Ring, axis: int, limit: float, sign: int) -> Iterator[Point]:
    for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        inside, was = ((one[axis] - limit) * sign >= 0 for one in (point, before))
        if inside != was:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            yield (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
        if inside:
            yield point


def area(ring: Ring) -> float:
    """Give the area of a ring in square kilometres."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))) / 2


def inside(point: Point, rings: Sequence[Ring]) -> bool:
    """Tell whether a point lies in a polygon with holes."""
    crossed = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            crossed += (ay > point[1]) != (by > point[1]) and point[0] < (bx - ax) * (point[1] - ay) / (by - ay) + ax
    return crossed % 2 == 1


def middle(rings: Sequence[Ring]) -> Point:
    """Give the point of a polygon that is farthest from its border, on a grid that gets finer."""
    xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
    best, reach = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), max(max(xs) - min(xs), max(ys) - min(ys)) / 2
    for _round in range(4):
        steps = [(best[0] + reach * i / 8, best[1] + reach * j / 8) for i in range(-8, 9) for j in range(-8, 9)]
        best = max([best, *(point for point in steps if inside(point, rings))], key=lambda point: depth(point, rings))
        reach /= 6
    return best


def depth(point: Point, rings: Sequence[Ring]) -> float:
    """Give how far inside its polygon, and inside the frame, a point is."""
    border = min(distance(point, a, b) for ring in rings for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))
    edges = min(point[0] - FRAME[0], point[1] - FRAME[1], FRAME[2] - point[0], FRAME[3] - point[1])
    return min(border, edges) if inside(point, rings) else -border


def path(rings: Sequence[Ring]) -> str:
    """Write rings as an SVG path in whole units, y downwards."""
    made = []
    for ring in rings:
        units = [(round((x - FRAME[0]) / UNIT), round((FRAME[3] - y) / UNIT)) for x, y in ring]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(units)]
        numbers = [number for step in steps if step != (0, 0) for number in step]
        made.append(f"M{units[0][0]} {units[0][1]}l" + "".join(f"{' ' if n >= 0 and i else ''}{n}" for i, n in enumerate(numbers)) + "z")
    return "".join(made)


def polygons(shape: dict[str, Any], ring_of: Callable[[list[int]], Ring]) -> list[list[Ring]]:
    """Give the polygons of a country within the frame, each as its outline and its holes, the largest first."""
    parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    made = [[ring for line in part if (ring := cut(ring_of(line)))] for part in parts]
    return sorted((part for part in made if part), key=lambda part: -area(part[0]))


def given_back(shapes: dict[str, dict[str, Any]], read: Sequence[Ring]) -> None:
    """Put land of one country to its neighbour, see :data:`GIVEN`: one outline, without the line that was between them."""
    for holder, owner, place in GIVEN:
        parts = shapes[holder]["arcs"]
        part = next(one for one in parts if inside(place, [[point for n in one[0] for point in along(read, n)]]))
        parts.remove(part)
        between = next(n for n in part[0] if any(~n in ring for one in shapes[owner]["arcs"] for ring in one))
        start = part[0].index(between)
        for ring in (ring for one in shapes[owner]["arcs"] for ring in one if ~between in ring):
            ring[ring.index(~between) : ring.index(~between) + 1] = part[0][start + 1 :] + part[0][:start]


def along(read: Sequence[Ring], number: int) -> Ring:
    """Give an arc without its last point; a number below nought is an arc the other way round."""
    return (read[number] if number >= 0 else read[~number][::-1])[:-1]


def countries(topology: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give path and place of each country in the frame by its two letters; land of no listed country under an empty key."""
    read = arcs(topology)
    shapes = topology["objects"]["countries"]["geometries"]
    given_back({shape["properties"]["name"]: shape for shape in shapes}, read)
    near = [any(point == moved(*point) for point in arc) for arc in read]
    lines = [thinned([project(*moved(*point)) for point in arc], OFF) for arc in read]

    def ring_of(numbers: list[int]) -> Ring:
        """Join arcs to a ring."""
        return [point for n in numbers for point in along(lines, n)] if any(near[n if n >= 0 else ~n] for n in numbers) else []

    codes = get_global("territory_aliases")
    found: dict[str, dict[str, Any]] = {}
    for shape in shapes:
        name = shape["properties"]["name"]
        code = codes[shape["id"]][0] if shape.get("id") in codes else UNNUMBERED.get(name, "")
        code = "" if code in BESIDE else code
        parts = polygons(shape, ring_of)
        if parts:
            x, y = middle(parts[0])
            shown = [part for place, part in enumerate(parts) if place == 0 or area(part[0]) >= SMALLEST]
            drawn = path([ring for part in shown for ring in part if len(ring) >= LEAST and (ring is part[0] or area(ring) >= SMALLEST)])
            at = [round((x - FRAME[0]) / UNIT), round((FRAME[3] - y) / UNIT)]
            found[code] = {"path": found.get(code, {}).get("path", "") + drawn, "at": at}
    return dict(sorted(found.items()))


def main() -> None:
    """Read the one file and write the other."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    width, height = ((FRAME[2] - FRAME[0]) / UNIT, (FRAME[3] - FRAME[1]) / UNIT)
    made = {"source": SOURCE, "width": round(width), "height": round(height), "countries": countries(topology)}
    Path(sys.argv[2]).write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
