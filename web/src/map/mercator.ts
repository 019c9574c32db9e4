/** Web Mercator as a square of side 1, measured from a point in Korea so that 32-bit floats stay exact. */
export const ORIGIN = { lon: 128, lat: 37 };

const X0 = ORIGIN.lon / 360 + 0.5;
const Y0 = squareY(ORIGIN.lat);

function squareY(lat: number): number {
  const s = Math.sin((Math.max(-85.06, Math.min(85.06, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

/** East of the origin, in parts of the world's width. */
export function unitX(lon: number): number {
  return lon / 360 + 0.5 - X0;
}

/** South of the origin, in parts of the world's width. */
export function unitY(lat: number): number {
  return squareY(lat) - Y0;
}

/** Pixels round the world at a zoom. */
export function worldSize(zoom: number): number {
  return 256 * 2 ** zoom;
}

/** A part of the world on a canvas: where the origin lies on it, and at what zoom, in CSS pixels. */
export interface Frustum {
  zoom: number;
  /** Canvas position of the origin. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Device pixels to a CSS pixel. */
  ratio: number;
}

/** The frustum whose upper left corner is at a pixel of Leaflet's world. */
export function frustumAt(
  zoom: number,
  left: number,
  top: number,
  width: number,
  height: number,
  ratio: number,
): Frustum {
  const size = worldSize(zoom);
  return { zoom, x: X0 * size - left, y: Y0 * size - top, width, height, ratio };
}

/** Where a place lies on the canvas. */
export function screenPoint(f: Frustum, lon: number, lat: number): { x: number; y: number } {
  const size = worldSize(f.zoom);
  return { x: f.x + unitX(lon) * size, y: f.y + unitY(lat) * size };
}
