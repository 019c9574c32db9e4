"""Writes the natural lakes of the extent, from GSHHG, as GeoJSON.

OSM's land polygons know lakes only as fragments; GSHHG has them whole, cut in
bins whose seams are joined again here. Reservoirs that GSHHG shows are left
out where they are younger than the story's wars.
"""

import subprocess
import sys

from shapely.geometry import LineString, Point, box, mapping
from shapely.ops import polygonize, unary_union

from common import EAST, NORTH, SOUTH, WEST, area_km2, multi, polygons, scratch, write_json

SMALLEST_KM2 = 60

# name, lon, lat of a point on the water.
NAMES = [
    ("Lake Khanka", 132.4, 45.0), ("Lake Tai", 120.2, 31.2), ("Poyang Lake", 116.3, 29.1),
    ("Dongting Lake", 112.95, 29.3), ("Hulun Lake", 117.4, 48.95), ("Buir Lake", 117.7, 47.8),
    ("Hongze Lake", 118.6, 33.3), ("Qinghai Lake", 100.2, 36.9), ("Lake Biwa", 136.1, 35.3),
    ("Lake Baikal", 108.0, 53.3), ("Lake Chao", 117.55, 31.55), ("Gaoyou Lake", 119.3, 32.85),
    ("Khövsgöl", 100.5, 51.0), ("Uvs", 92.8, 50.3), ("Nam", 90.6, 30.7),
    ("Tonle Sap", 104.1, 12.9), ("Lake Kasumigaura", 140.4, 36.03),
    ("Lake Inawashiro", 140.1, 37.48), ("Lake Toya", 140.85, 42.6),
    ("Lake Xingkai (Small)", 132.4, 45.35), ("Weishan Lake", 117.1, 34.7),
]

# Dams of the twentieth century: lon, lat, within this many degrees.
RESERVOIRS = [
    (128.0, 38.0, 1.6),     # Soyang, Hwacheon, Chungju, Andong, Imha
    (127.6, 36.0, 1.6), (125.0, 40.5, 0.6), (127.3, 40.5, 0.7), (126.4, 41.5, 0.6),
    (127.0, 43.5, 1.0),     # Songhua (Fengman)
    (124.1, 42.0, 0.4),     # Dahuofang
    (116.9, 40.5, 0.3), (111.2, 32.8, 0.7), (119.0, 29.6, 0.6), (114.5, 23.8, 0.6),
]


# GSHHG has Poyang as a part of the Yangtze; the lake is what lies in this box.
POYANG = box(115.7, 28.4, 117.0, 29.72)

LAKES, WIDE_RIVERS = "+l", "+r"


def gshhg(level, kind=LAKES):
    """GSHHG polygons of one level (2 lakes, 3 islands in lakes), seams joined."""
    text = subprocess.run(
        ["gmt", "coast", f"-R{WEST}/{EAST}/{SOUTH}/{NORTH}", "-Dh", f"-W{level}",
         "-M", f"-A0/{level}/{level}{kind}"],
        check=True, capture_output=True, text=True, cwd=scratch()).stdout
    lines = []
    for block in text.split(">")[1:]:
        points = [tuple(round(float(v), 4) for v in line.split()[:2])
                  for line in block.splitlines()[1:] if line and not line.startswith("#")]
        if len(set(points)) > 1:
            lines.append(LineString(points))
    return [p for p in polygonize(unary_union(lines)) if area_km2(p) >= SMALLEST_KM2]


def is_reservoir(lake):
    return any(lake.centroid.distance(Point(lon, lat)) < radius
               for lon, lat, radius in RESERVOIRS)


def main():
    islands = multi(gshhg(3))
    features = []
    poyang = [p for river in gshhg(2, WIDE_RIVERS)
              for p in polygons(river.buffer(0).intersection(POYANG))]
    for lake in gshhg(2) + [max(poyang, key=area_km2)]:
        if is_reservoir(lake):
            continue
        name = next((n for n, lon, lat in NAMES if lake.distance(Point(lon, lat)) < 0.1), "")
        features.append({"type": "Feature", "properties": {"name": name},
                         "geometry": mapping(lake.difference(islands))})
    found = {f["properties"]["name"] for f in features}
    print(len(features), "lakes; not found:", [n for n, *_ in NAMES if n not in found],
          file=sys.stderr)
    write_json(scratch("lakes.geojson"), {"type": "FeatureCollection", "features": features})


main()
