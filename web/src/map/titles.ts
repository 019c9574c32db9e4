import type { Frustum } from './mercator';
import { isFree, type Box } from './painter';
import { mix, type Palette } from './palette';

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Distance between the heights at which room for a title is looked for, in pixels. */
const ROW = 14;

/** Distance between two places tried along a row, in pixels. */
const STEP = 32;

/** A title keeps at least this far from the edge of its holder's land, in pixels. */
const CLEAR = 3;

/** Farther than this from every edge is no better, in pixels. */
const DEEP = 110;

/** What a place deep in its holder's land counts for, in pixels of size. */
const MOST_BONUS = 12;

/** How much better another place must be for a title to move there, in pixels of size. */
const LOYALTY = 6;

/** Titles of the same holder keep this far apart, in pixels. */
const APART = 900;

/** Titles of different holders keep this far apart, in pixels. */
const APART_OTHERS = 12;

/** Titles keep this far from the upper and lower edge of the window. */
const RIM = 16;

/** The sizes tried, in pixels. */
const SIZES = [21, 18, 15.5, 13, 11, 10] as const;

/** Side of a cell of the sheet on which names of places are counted, in pixels. */
const CELL = 10;

/** A stretch of one row that a holder has to itself, in CSS pixels. */
interface Stretch {
  from: number;
  to: number;
  holder: string;
}

/** One holder's title where it stands. */
interface Spot {
  holder: string;
  row: number;
  x: number;
  size: number;
  score: number;
  box: Box;
}

/** A name on the map that titles should leave room for; a great one always. */
export interface Obstacle {
  box: Box;
  great: boolean;
}

/**
 * The names of those who hold land, lettered across what they hold. Room is
 * measured along rows of the canvas: who can be seen there, from where to
 * where. A title stands deep in its holder's land, away from fronts and shores,
 * and stays where it is for as long as it is well placed, so that it does not
 * dance while a front moves. Of two that want one place the greater land has it.
 */
export class Titles {
  private rows: Stretch[][] = [];
  private spots: Spot[] = [];
  private widths = new Map<string, number>();
  private pictures = new Map<string, OffscreenCanvas>();
  private ys: number[] = [];
  private frustum: Frustum | undefined;
  private measure: Context2D | undefined;
  private left = 0;
  private right = 0;

  /** Where the titles stand, in CSS pixels of the canvas. */
  get boxes(): readonly Box[] {
    return this.spots.map((s) => s.box);
  }

  /** Begins a layout: the heights at which the territories are to be cut, in CSS pixels. */
  begin(f: Frustum, margin: { x: number; y: number; left: number }): readonly number[] {
    if (this.frustum !== f) {
      this.frustum = f;
      this.spots = [];
      const height = f.height - 2 * margin.y - 2 * RIM;
      this.ys = Array.from(
        { length: Math.max(2, Math.floor(height / ROW)) },
        (_, i) => margin.y + RIM + (i + 0.5) * ROW,
      );
      this.left = margin.x + margin.left;
      this.right = f.width - margin.x - 8;
    }
    this.rows = this.ys.map(() => []);
    return this.ys;
  }

  /** Lays a territory over those before: `cuts` are its ascending edges along each row. */
  lay(holder: string, cuts: readonly (readonly number[])[]): void {
    cuts.forEach((edges, row) => {
      for (let i = 0; i + 1 < edges.length; i += 2) {
        const from = Math.max(this.left, edges[i]!);
        const to = Math.min(this.right, edges[i + 1]!);
        if (to > from) this.rows[row] = over(this.rows[row]!, { from, to, holder });
      }
    });
  }

  /**
   * Finds the places of the titles; tells whether any is another than before.
   * `quick`: only for those whose titles can no longer stand where they do.
   */
  place(
    p: Palette,
    name: (holder: string) => string,
    obstacles: readonly Obstacle[],
    f: Frustum,
    quick: boolean,
  ): boolean {
    const merged = this.rows.map(merge);
    const land = new Map<string, number>();
    for (const row of merged)
      for (const s of row) land.set(s.holder, (land.get(s.holder) ?? 0) + s.to - s.from);
    const small = crowd(obstacles, f, false);
    const great = crowd(obstacles, f, true);
    const measure = (this.measure ??= new OffscreenCanvas(1, 1).getContext('2d')!);
    const before = this.spots;
    const kept: Spot[] = [];

    const judge = (holder: string, row: number, x: number, size: number): Spot | undefined => {
      const text = lines(name(holder));
      const half = (this.width(measure, text, p) * size) / 2;
      const high = text.length * size * 0.66;
      const y = this.ys[row]!;
      const box = { x0: x - half, y0: y - high, x1: x + half, y1: y + high };
      if (box.x0 < this.left + CLEAR || box.x1 > this.right - CLEAR) return undefined;
      // Every row that the letters touch, and the next ones, must be the holder's.
      let clear = DEEP;
      const reach = Math.ceil(DEEP / ROW);
      for (let d = 0; d <= reach; d++) {
        // Between two rows a shore may already have turned in.
        const near = Math.max(0, (d - 0.5) * ROW - high);
        if (near > clear) break;
        for (const i of d === 0 ? [row] : [row - d, row + d]) {
          const own = stretchAt(merged[i], holder, x);
          const room = own ? Math.min(x - own.from, own.to - x) - half : -half;
          const away = room >= 0 ? Math.max(room, near) : near;
          if (d === 0 ? room < CLEAR : away < CLEAR) return undefined;
          clear = Math.min(clear, d === 0 ? room : away);
        }
      }
      if (overlap(great, box) > 0) return undefined;
      const covered = overlap(small, box) / ((box.x1 - box.x0) * (box.y1 - box.y0));
      return {
        holder,
        row,
        x,
        size,
        box,
        score: size - covered * 16 + (clear / DEEP) * MOST_BONUS,
      };
    };

    const search = (holder: string): Spot[] => {
      const candidates: Spot[] = [];
      const others = kept.filter((k) => k.holder !== holder).map((k) => k.box);
      const wide = this.width(measure, lines(name(holder)), p);
      let best = -Infinity;
      for (const size of SIZES) {
        // No smaller one can do better than this.
        if (best >= size + MOST_BONUS) break;
        const half = (wide * size) / 2 + CLEAR;
        merged.forEach((row, i) => {
          // Where there is much room a coarser search will do.
          if (size > 11 && i % 2 > 0) return;
          for (const s of row) {
            if (s.holder !== holder) continue;
            const play = s.to - s.from - 2 * half;
            if (play < 0) continue;
            const tries = Math.min(20, Math.floor(play / (size > 11 ? STEP : STEP / 2)));
            for (let k = 0; k <= tries; k++) {
              const x = s.from + half + (tries === 0 ? play / 2 : (play * k) / tries);
              const spot = judge(holder, i, x, size);
              if (!spot || !isFree(grown(spot.box, APART_OTHERS), others)) continue;
              candidates.push(spot);
              best = Math.max(best, spot.score);
            }
          }
        });
      }
      return candidates;
    };

    const holders = [...land].sort((a, b) => b[1] - a[1]).map(([holder]) => holder);
    for (const holder of holders) {
      const old = before.filter((s) => s.holder === holder);
      const stay = old.map((s) => judge(holder, s.row, s.x, s.size)).filter((s) => s !== undefined);
      for (const s of stay) s.score += LOYALTY;
      const searching = !quick || stay.length < old.length;
      const candidates = searching ? [...stay, ...search(holder)] : stay;
      candidates.sort((a, b) => b.score - a.score);
      for (const c of candidates) {
        const free = kept.every((k) =>
          k.holder === holder
            ? Math.hypot(k.x - c.x, (this.ys[k.row]! - this.ys[c.row]!) * 1.3) > APART
            : isFree(grown(c.box, APART_OTHERS), [k.box]),
        );
        if (free) kept.push(c);
      }
    }
    this.spots = kept;
    return (
      kept.length !== before.length ||
      kept.some((k, i) => {
        const b = before[i]!;
        return k.holder !== b.holder || k.row !== b.row || k.x !== b.x || k.size !== b.size;
      })
    );
  }

  /** Letters the titles, where they were last placed, of those who still stand. */
  paint(
    ctx: CanvasRenderingContext2D,
    p: Palette,
    name: (holder: string) => string,
    colour: (holder: string) => string,
    stands: (holder: string) => boolean,
    ratio: number,
  ): void {
    for (const s of this.spots) {
      if (!stands(s.holder)) continue;
      const ink = mix(colour(s.holder), p.dark ? '#ffffff' : '#1a140c', p.dark ? 0.62 : 0.6);
      const picture = this.picture(lines(name(s.holder)), s.size, ink, p, ratio);
      const width = picture.width / ratio;
      const height = picture.height / ratio;
      ctx.drawImage(picture, s.x - width / 2, this.ys[s.row]! - height / 2, width, height);
    }
  }

  /** A title lettered once; setting spaced type anew at each step is slow. */
  private picture(
    text: readonly string[],
    size: number,
    ink: string,
    p: Palette,
    ratio: number,
  ): OffscreenCanvas {
    const key = `${text.join('|')} ${size} ${ink} ${p.serif} ${ratio}`;
    let picture = this.pictures.get(key);
    if (!picture) {
      const measure = new OffscreenCanvas(1, 1).getContext('2d')!;
      const width = this.width(measure, text, p) * size + 4;
      picture = new OffscreenCanvas(
        Math.ceil(width * ratio),
        Math.ceil((text.length * 1.3 + 0.5) * size * ratio),
      );
      const ctx = picture.getContext('2d')!;
      ctx.scale(ratio, ratio);
      letter(ctx, size, p);
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.globalAlpha = p.dark ? 0.75 : 0.72;
      ctx.fillStyle = ink;
      // Spacing follows the last letter too; half of it puts the middle right.
      text.forEach((line, i) =>
        ctx.fillText(line, width / 2 + size * SPACING * 0.5, (i * 1.3 + 0.9) * size),
      );
      this.pictures.set(key, picture);
    }
    return picture;
  }

  /** Width of the widest line for each pixel of its size. */
  private width(ctx: Context2D, text: readonly string[], p: Palette): number {
    const key = text.join('\n');
    let w = this.widths.get(key);
    if (w === undefined) {
      letter(ctx, 20, p);
      w = Math.max(...text.map((line) => ctx.measureText(line).width)) / 20;
      if ('letterSpacing' in ctx) ctx.letterSpacing = '0px';
      this.widths.set(key, w);
    }
    return w;
  }
}

/** Letter spacing, in parts of the size. */
const SPACING = 0.16;

function letter(ctx: Context2D, size: number, p: Palette): void {
  ctx.font = `600 ${size}px ${p.serif}`;
  if ('letterSpacing' in ctx) ctx.letterSpacing = `${(size * SPACING).toFixed(1)}px`;
}

const known = new Map<string, readonly string[]>();

/** The name as lettered: capitals, no brackets, and in two lines where it is long. */
function lines(name: string): readonly string[] {
  let out = known.get(name);
  if (!out) {
    const text = name.replace(/\s*[(（].*$/, '').toUpperCase();
    const wide = [...text].reduce((n, c) => n + (c.codePointAt(0)! > 0x2e80 ? 2 : 1), 0);
    out = wide > 17 ? halves(text) : [text];
    known.set(name, out);
  }
  return out;
}

/** Two lines as equal as the gaps between words allow; one where there is no gap. */
function halves(text: string): string[] {
  let best: string[] = [text];
  let length = text.length;
  for (const gap of text.matchAll(/[ ·・]/g)) {
    const first = text.slice(0, gap.index).trim();
    const second = text.slice(gap.index + 1).trim();
    const longest = Math.max(first.length, second.length);
    if (first && second && longest < length) {
      length = longest;
      best = [first, second];
    }
  }
  return best;
}

function stretchAt(
  row: readonly Stretch[] | undefined,
  holder: string,
  x: number,
): Stretch | undefined {
  if (row) for (const s of row) if (s.from <= x && s.to >= x && s.holder === holder) return s;
  return undefined;
}

function grown(b: Box, by: number): Box {
  return { x0: b.x0 - by, y0: b.y0 - by, x1: b.x1 + by, y1: b.y1 + by };
}

/** Cells of the canvas that names cover, summed from the upper left corner. */
interface Crowd {
  columns: number;
  rows: number;
  sums: Int32Array;
}

function crowd(obstacles: readonly Obstacle[], f: Frustum, great: boolean): Crowd {
  const columns = Math.ceil(f.width / CELL) + 1;
  const rows = Math.ceil(f.height / CELL) + 1;
  const sums = new Int32Array(columns * rows);
  for (const o of obstacles) {
    if (o.great !== great) continue;
    const x1 = Math.min(columns - 2, Math.floor(o.box.x1 / CELL));
    const y1 = Math.min(rows - 2, Math.floor(o.box.y1 / CELL));
    for (let y = Math.max(0, Math.floor(o.box.y0 / CELL)); y <= y1; y++)
      for (let x = Math.max(0, Math.floor(o.box.x0 / CELL)); x <= x1; x++)
        sums[(y + 1) * columns + x + 1] = 1;
  }
  for (let y = 1; y < rows; y++)
    for (let x = 1; x < columns; x++) {
      const i = y * columns + x;
      sums[i] = sums[i]! + sums[i - 1]! + sums[i - columns]! - sums[i - columns - 1]!;
    }
  return { columns, rows, sums };
}

/** How much of a box names cover, in square pixels. */
function overlap({ columns, rows, sums }: Crowd, b: Box): number {
  const column = (x: number) => Math.max(0, Math.min(columns - 1, x));
  const line = (y: number) => Math.max(0, Math.min(rows - 1, y));
  const x0 = column(Math.floor(b.x0 / CELL));
  const x1 = column(Math.floor(b.x1 / CELL) + 1);
  const y0 = line(Math.floor(b.y0 / CELL)) * columns;
  const y1 = line(Math.floor(b.y1 / CELL) + 1) * columns;
  return (sums[y1 + x1]! - sums[y1 + x0]! - sums[y0 + x1]! + sums[y0 + x0]!) * CELL * CELL;
}

/** The row with a stretch laid over it. */
function over(row: readonly Stretch[], top: Stretch): Stretch[] {
  const out: Stretch[] = [];
  for (const s of row) {
    if (s.to <= top.from || s.from >= top.to) out.push(s);
    else {
      if (s.from < top.from) out.push({ ...s, to: top.from });
      if (s.to > top.to) out.push({ ...s, from: top.to });
    }
  }
  out.push(top);
  return out;
}

/** Neighbouring stretches of one holder as one. */
function merge(row: Stretch[]): Stretch[] {
  const sorted = row.toSorted((a, b) => a.from - b.from);
  const out: Stretch[] = [];
  for (const s of sorted) {
    const last = out.at(-1);
    if (last && last.holder === s.holder && s.from - last.to < 2) last.to = s.to;
    else out.push({ ...s });
  }
  return out;
}
