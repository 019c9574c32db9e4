"""Finds the courses of the base map's rivers and writes them as GeoJSON.

A course is the cheapest path over a grid from place to place (river_data.py):
cheapest on water that OSM shows (holes in the land, gaps on a border), dearer
on the lines of GSHHG, dearest over dry land. OSM's water comes in fragments, so
this joins the fragments of one river in order and leaves ponds alone.
"""

import subprocess
import sys

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import uniform_filter1d
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString, Point

from common import osm_polygons, scratch, write_json
from river_data import RIVERS

# West, south, east, north, degrees a cell, margin of the search and reach of
# the snap in degrees, width of the smoothing in cells, simplification.
GRIDS = {
    "korea": (123.5, 33.5, 131.5, 43.5, 0.001, 0.12, 0.012, 7, 0.0007),
    "asia": (96.0, 9.0, 142.5, 54.5, 0.004, 0.60, 0.10, 5, 0.004),
}
WATER, BORDER, TRACE, LAND = 1.0, 1.2, 1.8, 8.0
# Steps of a chess queen and knight, each line once: straight courses stay straight.
STEPS = [(0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (1, -2), (2, 1), (2, -1)]
DRY, WET, TRACED, BOUNDARY = 0, 1, 2, 3


class Grid:
    """What is known of the water, in cells."""

    def __init__(self, countries, west, south, east, north, step, margin, reach, width, tolerance):
        self.west, self.north, self.step = west, north, step
        self.margin, self.reach = int(margin / step), int(reach / step)
        self.width, self.tolerance = width, tolerance
        size = round((east - west) / step), round((north - south) / step)
        image = Image.new("L", size, WET)
        draw = ImageDraw.Draw(image)
        rings = [[self.pixels(ring) for ring in part]
                 for parts in countries.values() for part in parts
                 if self.meets(part[0], west, south, east, north)]
        for shell, *_ in rings:
            draw.polygon(shell, fill=DRY)
        traces = Image.new("L", size, 0)
        pen = ImageDraw.Draw(traces)
        for line in gshhg_rivers(west, south, east, north):
            pen.line(self.pixels(line), fill=TRACED)
        borders = Image.new("L", size, 0)
        pen = ImageDraw.Draw(borders)
        for shell, *_ in rings:
            pen.line(shell + shell[:1], fill=BOUNDARY)
        for _, *holes in rings:
            for hole in holes:
                draw.polygon(hole, fill=WET)
                draw.line(hole + hole[:1], fill=WET, width=2)
        self.water = np.asarray(image)
        self.traces = np.asarray(traces)
        self.borders = np.asarray(borders)

    def meets(self, ring, west, south, east, north):
        lons, lats = zip(*ring)
        return max(lons) > west and min(lons) < east and max(lats) > south and min(lats) < north

    def pixels(self, points):
        return [((x - self.west) / self.step, (self.north - y) / self.step) for x, y in points]

    def cell(self, lon, lat):
        return int((self.north - lat) / self.step), int((lon - self.west) / self.step)

    def snap(self, place, border):
        """The cell of known water nearest to a place, or the place's own."""
        row, col = self.cell(*place[:2])
        if "pinned" in place:
            return row, col
        r = self.reach
        part = np.s_[row - r:row + r + 1, col - r:col + r + 1]
        known = (self.water[part] == WET) | (self.traces[part] == TRACED)
        if border:
            known |= self.borders[part] == BOUNDARY
        rows, cols = np.nonzero(known)
        if not len(rows):
            return row, col
        away = (rows - r) ** 2 + (0.8 * (cols - r)) ** 2
        near = away.argmin()
        return row - r + rows[near], col - r + cols[near]

    def path(self, a, b, border):
        """The cells of the cheapest path between two cells."""
        top, bottom = min(a[0], b[0]) - self.margin, max(a[0], b[0]) + self.margin
        left, right = min(a[1], b[1]) - self.margin, max(a[1], b[1]) + self.margin
        top, left = max(top, 0), max(left, 0)
        part = np.s_[top:bottom + 1, left:right + 1]
        cost = np.full(self.water[part].shape, LAND)
        cost[self.traces[part] == TRACED] = TRACE
        cost[self.water[part] == WET] = WATER
        if border:
            cost[self.borders[part] == BOUNDARY] = BORDER
        height, width = cost.shape
        latitude = self.north - (top + height / 2) * self.step
        squeeze = np.cos(np.radians(latitude))
        number = np.arange(height * width).reshape(height, width)
        starts, ends, weights = [], [], []
        for rows, cols in STEPS:
            length = np.hypot(rows, cols * squeeze)
            here = np.s_[:height - rows, max(0, -cols):width - max(0, cols)]
            there = np.s_[rows:, max(0, cols):width + min(0, cols)]
            starts.append(number[here].ravel())
            ends.append(number[there].ravel())
            weights.append(((cost[here] + cost[there]) / 2 * length).ravel())
        graph = coo_matrix((np.concatenate(weights), (np.concatenate(starts), np.concatenate(ends))),
                           shape=(height * width,) * 2).tocsr()
        source, target = number[a[0] - top, a[1] - left], number[b[0] - top, b[1] - left]
        _, before = dijkstra(graph, directed=False, indices=source, return_predecessors=True)
        cells = [target]
        while cells[-1] != source:
            cells.append(before[cells[-1]])
        return [(top + c // width, left + c % width) for c in reversed(cells)]

    def course(self, places, border):
        """A river's line: the paths between its places, smoothed and simplified."""
        stops = [self.snap(place, border) for place in places]
        cells = [stops[0]]
        for a, b in zip(stops, stops[1:]):
            if a != b:
                cells += self.path(a, b, border)[1:]
        cells = without_spurs(cells)
        line = np.array([((c + 0.5) * self.step + self.west, self.north - (r + 0.5) * self.step)
                         for r, c in cells])
        smooth = uniform_filter1d(line, self.width, axis=0, mode="nearest")
        smooth[0], smooth[-1] = line[0], line[-1]
        return LineString(smooth).simplify(self.tolerance)


def without_spurs(cells):
    """Drops what a path walks out and back again when a place lies off the course."""
    seen, kept = {}, []
    for cell in cells:
        if cell in seen:
            for gone in kept[seen[cell] + 1:]:
                del seen[gone]
            del kept[seen[cell] + 1:]
        else:
            seen[cell] = len(kept)
            kept.append(cell)
    return kept


def joined(courses):
    """Ends each tributary on the river it flows into, no sooner and no later."""
    rank = {spec["id"]: spec["rank"] for spec in RIVERS}
    for id, line in courses.items():
        for other, main in courses.items():
            if other == id or rank[other] > rank[id] or main.distance(Point(line.coords[-1])) > 0.03:
                continue
            points = list(line.coords)
            # Only the last stretch may meet the main stem.
            for i in range(max(1, len(points) - 12), len(points)):
                meeting = LineString(points[i - 1:i + 1]).intersection(main)
                if not meeting.is_empty:
                    points = points[:i] + [meeting.representative_point().coords[0]]
                    break
            else:
                points.append(main.interpolate(main.project(Point(points[-1]))).coords[0])
            courses[id] = line = LineString(points)
    return courses


def gshhg_rivers(west, south, east, north):
    """The nameless river lines of GSHHG in a window."""
    text = subprocess.run(
        ["gmt", "coast", f"-R{west}/{east}/{south}/{north}", "-Df", "-Ir", "-M"],
        check=True, capture_output=True, text=True, cwd=scratch()).stdout
    for block in text.split(">")[1:]:
        points = [tuple(map(float, line.split()[:2]))
                  for line in block.splitlines()[1:] if line and not line.startswith("#")]
        if len(points) > 1:
            yield points


def main():
    countries = osm_polygons()
    grids = {name: Grid(countries, *spec) for name, spec in GRIDS.items()}
    courses = joined({spec["id"]: grids[spec["detail"]].course(spec["via"], spec["border"])
                      for spec in RIVERS})
    features = []
    for spec in RIVERS:
        course = courses[spec["id"]]
        coordinates = [[round(x, 5), round(y, 5)] for x, y in course.coords]
        properties = {"names": spec["names"], "rank": spec["rank"]}
        if spec["digitised"]:
            properties["digitised"] = True
        features.append({"type": "Feature", "id": spec["id"], "properties": properties,
                         "geometry": {"type": "LineString", "coordinates": coordinates}})
        print(spec["id"], len(coordinates), "points",
              "" if course.is_simple else "CROSSES ITSELF", file=sys.stderr)
    write_json(scratch("rivers.geojson"), {"type": "FeatureCollection", "features": features})


main()
