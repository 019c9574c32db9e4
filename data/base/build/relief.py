"""Paints the relief images from ETOPO5, in Web Mercator.

relief.webp and relief-dark.webp are the land: tints by height with soft
shading, carried some way out under the coast so that a vector coast may lie
anywhere upon it. sea.webp and sea-dark.webp are the sea floor alone. The page
clips one to the land and shows the other elsewhere.
"""

import sys

import netCDF4
import numpy as np
from PIL import Image
from scipy.ndimage import (distance_transform_edt, gaussian_filter, map_coordinates)

from common import EAST, NORTH, SOUTH, WEST

COARSE = (86, 40.5, 126, 55)  # Mongolia and the west of Manchuria

WIDTH = 2400  # pixels for 85 degrees: about 3.9 km, finer than the data

# Height in metres -> colour. Restrained: old atlas greens through buff to stone.
LIGHT_LAND = [(-50, "#dfe6d2"), (0, "#e1e7d3"), (120, "#e5e9d5"), (300, "#ebebd6"), (700, "#f0ebd5"),
              (1400, "#eee2c9"), (2500, "#e6d6bd"), (4000, "#e6d9c3"), (5500, "#efe6d8"), (8000, "#f7f4ef")]
DARK_LAND = [(-50, "#28302c"), (0, "#29312d"), (120, "#2c342e"), (300, "#303730"), (700, "#373b33"),
             (1400, "#403f37"), (2500, "#48443b"), (4000, "#504c45"), (5500, "#5a5752"), (8000, "#6b6965")]
LIGHT_SEA = [(-9000, "#abc7d8"), (-6000, "#b3cddc"), (-4000, "#bbd3e0"), (-2000, "#c4dae4"), (-800, "#cddfe8"),
             (-200, "#d5e6ec"), (-60, "#dbeaee"), (0, "#e0edf0")]
DARK_SEA = [(-9000, "#0e171f"), (-6000, "#111b24"), (-4000, "#131f29"), (-2000, "#16232e"), (-800, "#192833"),
            (-200, "#1c2c38"), (-60, "#1f303b"), (0, "#21333e")]


def mercator(latitude):
    return np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2))


def heights(path):
    """ETOPO5 over the extent on a Web Mercator grid, cubic between its points."""
    data = netCDF4.Dataset(path)
    variable = next(v for v in data.variables.values() if v.ndim == 2)
    lat_name, lon_name = variable.dimensions
    lats = np.asarray(data[lat_name][:], dtype=float)
    lons = np.asarray(data[lon_name][:], dtype=float)
    rows = np.nonzero((lats > SOUTH - 2) & (lats < NORTH + 2))[0]
    cols = np.nonzero((lons > WEST - 2) & (lons < EAST + 2))[0]
    block = np.asarray(variable[rows[0]:rows[-1] + 1, cols[0]:cols[-1] + 1], dtype=float)
    lats, lons = lats[rows], lons[cols]

    height = round(WIDTH * (mercator(NORTH) - mercator(SOUTH)) / np.radians(EAST - WEST))
    x = WEST + (np.arange(WIDTH) + 0.5) / WIDTH * (EAST - WEST)
    y = mercator(NORTH) - (np.arange(height) + 0.5) / height * (mercator(NORTH) - mercator(SOUTH))
    latitude = np.degrees(2 * np.arctan(np.exp(y)) - np.pi / 2)
    row = (latitude - lats[0]) / (lats[1] - lats[0])
    col = (x - lons[0]) / (lons[1] - lons[0])
    grid = np.meshgrid(row, col, indexing="ij")
    return map_coordinates(block, grid, order=3, mode="nearest"), latitude


def carried_out(field, keep, fade, reach):
    """A field's values where `keep`, carried outwards from there softly; 0 beyond the reach."""
    away, index = distance_transform_edt(~keep, return_indices=True)
    spread = field[tuple(index)] * np.exp(-((away / reach) ** 2))
    return np.where(keep, field, gaussian_filter(spread, fade))


def softened(ground, latitude):
    """Blurs the country where ETOPO5 has steps of 150 m in cells of 10 minutes, with straight seams."""
    west, south, east, north = COARSE
    x = np.linspace(WEST, EAST, ground.shape[1])
    inside = np.outer((latitude > south) & (latitude < north), (x > west) & (x < east))
    share = gaussian_filter(inside.astype(float), 40)
    return ground * (1 - share) + gaussian_filter(ground, 7) * share


def tint(values, stops):
    at = [stop for stop, _ in stops]
    colours = np.array([[int(c[i:i + 2], 16) for i in (1, 3, 5)] for _, c in stops], dtype=float)
    return np.stack([np.interp(values, at, colours[:, i]) for i in range(3)], axis=-1)


def shading(field, latitude, exaggeration):
    """Light from the north-west and a little from all round; 0 on level ground."""
    metres = np.radians(EAST - WEST) * 6371000 / WIDTH * np.cos(np.radians(latitude))[:, None]
    south, east = np.gradient(field)
    east, south = east / metres * exaggeration, south / metres * exaggeration
    light = np.zeros_like(field)
    for azimuth, weight in ((315, 0.6), (270, 0.2), (360, 0.2)):
        a, up = np.radians(azimuth), np.radians(50)
        towards_east, towards_north = np.sin(a) * np.cos(up), np.cos(a) * np.cos(up)
        lit = (-east * towards_east + south * towards_north + np.sin(up))
        light += weight * lit / np.sqrt(1 + east**2 + south**2)
    return light - np.sin(np.radians(50))


def paint(colours, shade, strength, path, quality):
    """Shadows are tinted cool, lights warm, both held back."""
    dark = np.clip(-shade, 0, 1)[..., None] * strength
    bright = np.clip(shade, 0, 1)[..., None] * strength
    shaded = colours * (1 - dark * np.array([1.0, 0.97, 0.88]))
    shaded += (255 - shaded) * bright * np.array([0.55, 0.52, 0.45])
    # A touch of noise keeps slow gradients from banding.
    noise = np.random.default_rng(1904).normal(0, 0.35, shade.shape)[..., None]
    image = Image.fromarray(np.clip(shaded + noise, 0, 255).round().astype("uint8"))
    image.save(path, "WEBP", quality=quality, method=6)


def main(etopo, out):
    height, latitude = heights(etopo)
    land = height > 0
    ground = carried_out(np.maximum(height, 0), land, 3, 10)
    ground = softened(ground, latitude)
    # Several soft scales together show ranges rather than cells.
    relief = sum(weight * shading(gaussian_filter(ground, blur), latitude, exaggeration)
                 for blur, exaggeration, weight in ((1.7, 15, 0.55), (4, 24, 0.55), (10, 40, 0.35)))
    relief = np.tanh(relief * 1.3)

    floor = carried_out(np.minimum(height, 0), ~land, 8, 30)
    depth = gaussian_filter(floor, 2.2)
    swell = np.tanh(shading(gaussian_filter(floor, 1.6), latitude, 5))

    tinted = gaussian_filter(ground, 3)
    paint(tint(tinted, LIGHT_LAND), relief, 0.42, f"{out}/relief.webp", 78)
    paint(tint(tinted, DARK_LAND), relief, 0.50, f"{out}/relief-dark.webp", 82)
    paint(tint(depth, LIGHT_SEA), swell, 0.14, f"{out}/sea.webp", 92)
    paint(tint(depth, DARK_SEA), swell, 0.22, f"{out}/sea-dark.webp", 93)


main(sys.argv[1], sys.argv[2])
