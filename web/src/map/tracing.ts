import type { Film, Runs } from '../reel/reel';
import { lowerBound } from '../time/track';
import { unitX, unitY, worldSize } from './mercator';

/** Vertices nearer than this (pixels) to the last one drawn are left out. */
const FINE = 0.7;

/** Parts of a line shorter than this (pixels) are not drawn where another is long. */
const CRUMB = 8;

interface Projected {
  xy: Float32Array;
  /** Ascending indices of the vertices worth drawing at this level. */
  kept: Int32Array;
}

/**
 * A film's shapes as paths, projected once for each whole zoom level. Paths are
 * in pixels of that level from the origin; the canvas's transform does the rest.
 */
export class Tracing {
  private level = NaN;
  private arcs: (Projected | undefined)[] = [];
  private areas = new Map<number, Path2D>();
  private strokes = new Map<number, Path2D>();

  constructor(private readonly film: Film) {}

  /** The shape's rings, to be filled even-odd. */
  area(shape: number, level: number): Path2D {
    this.at(level);
    return cached(this.areas, shape, () => {
      const { rings, own, parts } = this.film.geometry(shape);
      const path = this.path(rings.slice(0, own), true);
      for (const part of parts) path.addPath(this.area(part, level));
      return path;
    });
  }

  /** The shape's lines, or where it has none its rings. */
  stroke(shape: number, level: number): Path2D {
    this.at(level);
    return cached(this.strokes, shape, () => {
      const { lines, rings } = this.film.geometry(shape);
      return lines.length > 0 ? this.path(this.whole(lines), false) : this.path(rings, true);
    });
  }

  /** The lines without crumbs: parts too short to say anything beside a long one, as at a cape. */
  private whole(lines: readonly Runs[]): readonly Runs[] {
    if (lines.length < 2) return lines;
    const lengths = lines.map((line) => {
      let length = 0;
      let px = NaN;
      let py = NaN;
      this.walk(line, (x, y) => {
        if (!Number.isNaN(px)) length += Math.hypot(x - px, y - py);
        px = x;
        py = y;
      });
      return length;
    });
    const long = Math.max(...lengths) > 8 * CRUMB;
    return long ? lines.filter((_, i) => lengths[i]! >= CRUMB) : lines;
  }

  /** The shape's lines as pixel lists `x,y,x,y,...` at the level. */
  polylines(shape: number, level: number): number[][] {
    this.at(level);
    return this.film.geometry(shape).lines.map((line) => {
      const out: number[] = [];
      this.walk(line, (x, y) => out.push(x, y));
      return out;
    });
  }

  /** The places at which the shape's rings cross each of some heights, in pixels of the level; in no order. */
  crossings(shape: number, level: number, rows: readonly number[]): number[][] {
    this.at(level);
    const out: number[][] = rows.map(() => []);
    const least = rows[0] ?? 0;
    const gap = (rows[1] ?? least + 1) - least;
    const edge = (px: number, py: number, x: number, y: number) => {
      const low = Math.min(py, y);
      const high = Math.max(py, y);
      const last = Math.min(rows.length - 1, Math.ceil((high - least) / gap) - 1);
      for (let i = Math.max(0, Math.ceil((low - least) / gap)); i <= last; i++)
        out[i]!.push(px + ((x - px) * (rows[i]! - py)) / (y - py));
    };
    const { rings, own } = this.film.geometry(shape);
    for (const ring of rings.slice(0, own)) {
      let fx = NaN;
      let fy = NaN;
      let px = 0;
      let py = 0;
      this.walk(ring, (x, y) => {
        if (Number.isNaN(fx)) {
          fx = x;
          fy = y;
        } else edge(px, py, x, y);
        px = x;
        py = y;
      });
      if (!Number.isNaN(fx)) edge(px, py, fx, fy);
    }
    return out;
  }

  private at(level: number): void {
    if (level === this.level) return;
    this.level = level;
    this.arcs = [];
    this.areas.clear();
    this.strokes.clear();
  }

  private path(lines: readonly Runs[], close: boolean): Path2D {
    const path = new Path2D();
    for (const line of lines) {
      let fx = NaN;
      let fy = NaN;
      this.walk(line, (x, y) => {
        if (Number.isNaN(fx)) {
          path.moveTo(x, y);
          fx = x;
          fy = y;
        } else path.lineTo(x, y);
      });
      // Not `closePath`: Chromium measures the whole path at each one.
      if (close) path.lineTo(fx, fy);
    }
    return path;
  }

  private walk(line: Runs, visit: (x: number, y: number) => void): void {
    for (let i = 0; i < line.length; i += 3) {
      const { xy, kept } = this.arc(line[i]!);
      const from = line[i + 1]!;
      const to = line[i + 2]!;
      visit(xy[from * 2]!, xy[from * 2 + 1]!);
      if (from < to) {
        for (let k = lowerBound(kept, from + 1); k < kept.length && kept[k]! < to; k++) {
          const v = kept[k]! * 2;
          visit(xy[v]!, xy[v + 1]!);
        }
      } else {
        for (let k = lowerBound(kept, from) - 1; k >= 0 && kept[k]! > to; k--) {
          const v = kept[k]! * 2;
          visit(xy[v]!, xy[v + 1]!);
        }
      }
      if (from !== to) visit(xy[to * 2]!, xy[to * 2 + 1]!);
    }
  }

  private arc(index: number): Projected {
    const known = this.arcs[index];
    if (known) return known;
    const degrees = this.film.arcs[index]!;
    const size = worldSize(this.level);
    const xy = new Float32Array(degrees.length);
    const kept: number[] = [];
    let lx = Infinity;
    let ly = Infinity;
    for (let i = 0; i < degrees.length; i += 2) {
      const x = unitX(degrees[i]!) * size;
      const y = unitY(degrees[i + 1]!) * size;
      xy[i] = x;
      xy[i + 1] = y;
      if (Math.abs(x - lx) + Math.abs(y - ly) >= FINE || i === degrees.length - 2) {
        kept.push(i / 2);
        lx = x;
        ly = y;
      }
    }
    const arc = { xy, kept: Int32Array.from(kept) };
    this.arcs[index] = arc;
    return arc;
  }
}

/** A point in pixels. */
export interface Pixel {
  x: number;
  y: number;
}

/** Paths kept at most; a daily front of three years and its two sides fit. */
const KEEP = 3000;

function cached(paths: Map<number, Path2D>, shape: number, make: () => Path2D): Path2D {
  let path = paths.get(shape);
  if (!path) {
    if (paths.size >= KEEP) paths.delete(paths.keys().next().value!);
    path = make();
    paths.set(shape, path);
  }
  return path;
}
