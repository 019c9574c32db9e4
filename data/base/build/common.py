"""What the base-map builders share: extent, sources, areas, readers."""

import json
import math
import os

from shapely.geometry import MultiPolygon, Polygon, box

# The base map's extent, lon/lat: all of China, South-East Asia in outline,
# Japan with the Kuriles, Siberia as far as 56 N.
WEST, SOUTH, EAST, NORTH = 73.0, -12.0, 158.0, 56.0
EXTENT = box(WEST, SOUTH, EAST, NORTH)

KM_PER_DEGREE = 111.195

# build.sh sets both: SOURCES holds node_modules, SCRATCH intermediate files.
SOURCES = os.environ.get("SOURCES", ".")
SCRATCH = os.environ.get("SCRATCH", ".")


def source(*parts):
    return os.path.join(SOURCES, "node_modules", *parts)


def scratch(*parts):
    return os.path.join(SCRATCH, *parts)


def area_km2(shape):
    """Area of a small lon/lat shape, by the scale at its middle latitude."""
    if shape.is_empty:
        return 0.0
    _, south, _, north = shape.bounds
    scale = math.cos(math.radians((south + north) / 2))
    return shape.area * KM_PER_DEGREE**2 * scale


def polygons(shape):
    """The polygons of any geometry; its points and lines are dropped."""
    if shape.is_empty:
        return []
    if isinstance(shape, Polygon):
        return [shape]
    if hasattr(shape, "geoms"):
        return [p for g in shape.geoms for p in polygons(g)]
    return []


def multi(parts):
    return MultiPolygon([p for part in parts for p in polygons(part)])


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, separators=(",", ":"))


def osm_polygons():
    """OSM land by country, {A3: [[ring, hole, ...], ...]}, what touches the extent.

    Holes are lakes and wide rivers. The rings come as lists of [lon, lat].
    """
    world = read_json(source("@geo-maps", "countries-land-10m", "map.geo.json"))
    found = {}
    for feature in world["features"]:
        shape = feature["geometry"]
        parts = shape["coordinates"]
        if shape["type"] == "Polygon":
            parts = [parts]
        near = [part for part in parts if _touches_extent(part[0])]
        if near:
            found[feature["properties"]["A3"]] = near
    return found


def _touches_extent(ring):
    lons = [p[0] for p in ring]
    lats = [p[1] for p in ring]
    return (
        max(lons) > WEST and min(lons) < EAST
        and max(lats) > SOUTH and min(lats) < NORTH
        # A ring that wraps the date line spans the world without being near.
        and any(WEST - 20 < lon < EAST + 20 and lat < NORTH + 20 for lon, lat in ring)
    )
