"""Checks the derived files against what is known; ends with 1 if anything is wrong.

usage: verify.py FOLDER
"""

import json
import math
import sys
from itertools import combinations

from shapely.geometry import LineString, Point, box, shape
from shapely.ops import unary_union
from shapely.validation import explain_validity

from common import area_km2, polygons

TOWNS = {
    "KR/Seoul": (126.978, 37.566), "KP/Pyongyang": (125.754, 39.034),
    "KP/North Hwanghae": (126.554, 37.971),  # Kaesong
    "KP/North Pyongan": (124.398, 40.101),   # Sinuiju
    "CN/Liaoning": (124.385, 40.125),        # Dandong
    "CN/Fujian": (118.09, 24.47),            # Xiamen
    "TW/Kinmen": (118.32, 24.437), "TW/Matsu": (119.95, 26.155), "TW/Penghu": (119.58, 23.57),
    "TW/Taiwan": (121.52, 25.04), "CN/Hong Kong": (114.17, 22.32), "CN/Macau": (113.545, 22.197),
    "CN/Inner Mongolia": (119.75, 49.21),    # Hailar
    "RU/Primorsky": (131.91, 43.13),         # Vladivostok
    "RU/Khabarovsk": (135.09, 48.48), "RU/Amur": (127.53, 50.28),
    "RU/Sakhalin South": (142.74, 46.96), "RU/Sakhalin North": (142.16, 50.90),
    "RU/Kuriles": (147.88, 45.22), "CN/Jilin": (126.19, 41.13),  # Ji'an
    "JP/Nagasaki": (129.29, 34.20), "JP/Hokkaido": (141.35, 43.06), "JP/Okinawa": (127.68, 26.21),
    "KR/Jeju": (126.53, 33.50), "KR/Gangwon": (127.73, 37.88), "KP/Kangwon": (127.44, 39.15),
    "KR/Incheon": (126.49, 37.747), "KR/Busan": (129.06, 35.17), "KR/Daegu": (128.60, 35.87),
    "CN/Shandong": (121.40, 37.52), "CN/Zhejiang": (121.55, 29.87), "CN/Hainan": (110.33, 20.02),
    "CN/Xizang": (91.12, 29.65), "MN": (106.9, 47.9), "VN": (105.85, 21.03), "PH": (121.0, 14.6),
}
MORE_TOWNS = [
    ("CN/Liaoning", "Port Arthur", 121.26, 38.81), ("CN/Liaoning", "Shenyang", 123.43, 41.80),
    ("KR/Gyeonggi", "Munsan", 126.79, 37.86), ("KP/North Hamgyong", "Hoeryong", 129.746, 42.441),
    ("KP/Ryanggang", "Hyesan", 128.19, 41.39), ("KP/Chagang", "Manpo", 126.29, 41.15),
    ("KP/Rason", "Rajin", 130.29, 42.256), ("CN/Heilongjiang", "Harbin", 126.63, 45.76),
    ("KR/Gangwon", "Sokcho", 128.57, 38.20), ("KR/Gangwon", "Cheorwon", 127.31, 38.15),
    ("KR/Gyeonggi", "Panmunjom (south)", 126.69, 37.94), ("KP/South Hwanghae", "Haeju", 125.71, 38.04),
    ("KP/South Hwanghae", "Ongjin", 125.36, 37.93),
]

# Islands that stand alone: unit, name, lon, lat, and the largest they may be, km2.
ISLANDS = [
    ("CN/Zhejiang", "Yijiangshan north", 121.810, 28.608, 3), ("CN/Zhejiang", "Yijiangshan south", 121.812, 28.602, 3),
    ("CN/Zhejiang", "Upper Dachen", 121.890, 28.496, 12), ("CN/Zhejiang", "Lower Dachen", 121.8935, 28.448, 10),
    ("CN/Zhejiang", "Zhoushan", 122.10, 30.03, 700), ("CN/Fujian", "Nanri", 119.50, 25.21, 70),
    ("CN/Fujian", "Haitan", 119.77, 25.52, 400),
    ("CN/Hainan", "Hainan", 109.9, 19.2, 36000), ("TW/Kinmen", "Kinmen", 118.38, 24.45, 180),
    ("TW/Kinmen", "Lieyu", 118.24, 24.43, 25), ("TW/Kinmen", "Dadan", 118.1629, 24.392, 2),
    ("TW/Kinmen", "Erdan", 118.159, 24.381, 1), ("TW/Matsu", "Nangan", 119.94, 26.155, 20),
    ("TW/Matsu", "Beigan", 120.00, 26.22, 20), ("TW/Matsu", "Dongyin", 120.49, 26.37, 8),
    ("TW/Wuqiu", "Wuqiu", 119.452, 24.991, 3), ("TW/Pratas", "Pratas", 116.7262, 20.703, 5),
    ("KR/North Gyeongsang", "Dokdo", 131.8729, 37.2479, 1), ("KR/North Gyeongsang", "Ulleung", 130.87, 37.50, 90),
    ("KR/Incheon", "Baengnyeong", 124.68, 37.96, 60), ("KR/Incheon", "Daecheong", 124.70, 37.825, 20),
    ("KR/Incheon", "Yeonpyeong", 125.697, 37.665, 12), ("KR/Incheon", "Little Yeonpyeong", 125.713, 37.609, 4),
    ("KR/Incheon", "Ganghwa", 126.43, 37.70, 400), ("KR/Incheon", "Gyodong", 126.27, 37.78, 70),
    ("KP/South Hwanghae", "Chodo", 124.833, 38.533, 45), ("KP/South Hwanghae", "Sokto", 124.995, 38.650, 15),
    ("KP/North Pyongan", "Sinmi", 124.89, 39.56, 90), ("KP/Kangwon", "Yodo", 127.626, 39.230, 5),
    ("CN/Fujian", "Xiamen", 118.12, 24.49, 180), ("CN/Fujian", "Dongshan", 117.43, 23.70, 260),
    ("KR/South Gyeongsang", "Namhae", 127.90, 34.83, 400),
    ("KR/Jeju", "Jeju", 126.53, 33.37, 2000), ("KR/South Gyeongsang", "Geoje", 128.62, 34.87, 450),
    ("JP/Nagasaki", "Tsushima", 129.33, 34.40, 720), ("JP/Nagasaki", "Iki", 129.70, 33.79, 150),
    ("TW/Taiwan", "Taiwan", 121.0, 23.8, 36500), ("RU/Kuriles", "Kunashir", 145.85, 44.1, 1700),
]

# Land areas the statistics give, km2; ours fill in lakes and end at the extent.
AREAS = {"KR": 100_300, "KP": 122_700, "JP": 377_900, "TW": 36_200, "CN": 9_590_000,
         "MN": 1_564_000, "VN": 331_000, "PH": 298_000}

# A fifth value: kilometres, where the town itself stands back from the river.
ON_RIVER = [
    ("nakdong", "Waegwan", 128.402, 35.991), ("nakdong", "Namji", 128.477, 35.394),
    ("nakdong", "Samnangjin", 128.84, 35.39), ("nam", "Jinju", 128.085, 35.19),
    ("bukhan", "Chuncheon", 127.73, 37.88, 2.2), ("bukhan", "Hwacheon", 127.706, 38.106),
    ("hantan", "Jeongok", 127.06, 38.02),
    ("imjin", "Munsan", 126.79, 37.85, 3), ("imjin", "Imjingak", 126.74, 37.89),
    ("cheongcheon", "Anju", 125.66, 39.62), ("cheongcheon", "Kujang", 126.03, 39.867),
    ("yalu", "Sinuiju", 124.40, 40.10, 2), ("yalu", "Manpo", 126.29, 41.15),
    ("yalu", "Chosan", 125.80, 40.83, 4), ("yalu", "Hyesan", 128.18, 41.40),
    ("tumen", "Hoeryong", 129.75, 42.44, 2.5), ("daedong", "Pyongyang", 125.75, 39.02),
    ("daedong", "Sunchon", 125.93, 39.43), ("geum", "Gongju", 127.12, 36.46),
    ("geum", "Daepyeong-ri", 127.28, 36.475), ("han", "Seoul", 126.98, 37.53, 2),
    ("han", "Chungju", 127.93, 36.99, 2.5), ("han", "Yeoju", 127.64, 37.30),
    ("soyang", "Inje", 128.17, 38.07), ("geumho", "Daegu", 128.63, 35.885),
    ("seomjin", "Hadong", 127.745, 35.065), ("yeongsan", "Naju", 126.72, 35.02),
]
RIVER_KM = 1.5
MUST_HAVE = {
    "nakdong", "nam", "geum", "han", "bukhan", "imjin", "hantan", "soyang", "seomjin", "yeongsan",
    "yeseong", "daedong", "cheongcheon", "daeryeong", "yalu", "tumen", "jangjin", "hongcheon",
    "geumho", "hyeongsan", "yellow", "yangtze", "liao", "hun", "taizi", "songhua", "nen", "amur",
    "ussuri", "argun", "mudan", "huai", "hai", "luan", "fen", "wei", "han-shui", "xiang", "gan",
    "pearl", "min", "yongding", "mekong",
}

problems = []


def expect(holds, *words):
    if not holds:
        problems.append(" ".join(map(str, words)))


def features(path, name):
    """The geometries of one object of a quantized TopoJSON file: [(id, properties, shape)]."""
    with open(path, encoding="utf-8") as file:
        topology = json.load(file)
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)

    def coordinates(indices):
        if isinstance(indices[0], list):
            return [coordinates(part) for part in indices]
        line = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            line += arc[1:] if line else arc
        return line

    return [(g.get("id"), g.get("properties", {}),
             shape({"type": g["type"], "coordinates": coordinates(g["arcs"])}))
            for g in topology["objects"][name]["geometries"]]


def check_units(folder):
    units = {}
    for unit, properties, area in features(f"{folder}/land.topo.json", "units"):
        expect(unit not in units, unit, "occurs twice")
        expect(properties.keys() == {"country", "name"}, unit, "has properties", list(properties))
        expect(area.is_valid, unit, "is not valid:", explain_validity(area))
        units[unit] = area if area.is_valid else area.buffer(0)

    for (one, a), (two, b) in combinations(units.items(), 2):
        if a.bounds[0] < b.bounds[2] and b.bounds[0] < a.bounds[2] \
                and a.bounds[1] < b.bounds[3] and b.bounds[1] < a.bounds[3] and a.intersects(b):
            shared = area_km2(a.intersection(b))
            expect(shared < 0.01, one, "and", two, f"overlap by {shared:.3f} km2")

    for unit, name, lon, lat in [(u, u, *at) for u, at in TOWNS.items()] + MORE_TOWNS:
        holders = [u for u, area in units.items() if area.contains(Point(lon, lat))]
        expect(holders == [unit], name, "lies in", holders, "not in", unit)

    for unit, name, lon, lat, largest in ISLANDS:
        at = [p for p in polygons(units.get(unit, Point())) if p.contains(Point(lon, lat))]
        expect(at, name, "is missing from", unit)
        expect(not at or area_km2(at[0]) <= largest, name, "is joined to something larger",
               at and round(area_km2(at[0])))

    for country, known in AREAS.items():
        found = sum(area_km2(p) for u, area in units.items() if u.split("/")[0] == country
                    for p in strips(area))
        expect(abs(found / known - 1) < 0.025, country, f"has {found:.0f} km2, not about {known}")

    # Between units there may be no gap, however small.
    for part in polygons(unary_union(list(units.values()))):
        for hole in part.interiors:
            gap = area_km2(shape({"type": "Polygon", "coordinates": [list(hole.coords)]}))
            expect(False, f"a gap of {gap:.3f} km2 at", hole.coords[0])
    return units


def strips(area):
    """An area's polygons, cut at each degree so that area_km2's one scale stays true."""
    west, south, east, north = area.bounds
    for i in range(int(south), math.ceil(north)):
        yield from polygons(area.intersection(box(west, i, east, i + 1)))


def check_rivers(folder):
    rivers = {}
    for id, properties, line in features(f"{folder}/rivers.topo.json", "rivers"):
        rivers[id] = line
        expect(isinstance(line, LineString), id, "is not one line")
        expect(line.is_simple, id, "crosses itself")
        expect(set(properties["names"]) == {"en", "ko", "zh", "ja"}, id, "lacks a name")
        expect(properties["rank"] in (1, 2, 3, 4), id, "has rank", properties["rank"])
    expect(MUST_HAVE <= set(rivers), "missing rivers:", MUST_HAVE - set(rivers))
    for id, name, lon, lat, *further in ON_RIVER:
        line = rivers[id]
        near = line.interpolate(line.project(Point(lon, lat)))
        km = math.hypot((near.x - lon) * math.cos(math.radians(lat)), near.y - lat) * 111.195
        expect(km <= (further or [RIVER_KM])[0], id, f"passes {km:.1f} km from", name)
    return rivers


def main(folder):
    units = check_units(folder)
    rivers = check_rivers(folder)
    for _, _, area in features(f"{folder}/land-low.topo.json", "land"):
        expect(area.is_valid, "land-low is not valid:", explain_validity(area))
    for problem in problems:
        print(problem)
    print(f"{len(units)} units, {len(rivers)} rivers, {len(problems)} problems")
    sys.exit(1 if problems else 0)


main(sys.argv[1])
