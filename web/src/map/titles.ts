import type { Frustum } from './mercator';
import type { Box } from './painter';
import { mix, type Palette } from './palette';

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Heights at which room for a title is looked for. */
const ROWS = 14;

/** Titles of the same holder keep this far apart, in pixels. */
const APART = 900;

/** Titles keep this far from the upper and lower edge of the window. */
const RIM = 26;

const LEAST = 10;
const MOST = 21;

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
}

/**
 * The names of those who hold land, lettered across what they hold. Room is
 * measured along a few rows of the canvas: who can be seen there, from where to
 * where. A title stays where it is for as long as it fits, so that it does not
 * dance while a front moves.
 */
export class Titles {
  private rows: Stretch[][] = [];
  private spots: Spot[] = [];
  private widths = new Map<string, number>();
  private pictures = new Map<string, OffscreenCanvas>();
  private ys: number[] = [];
  private frustum: Frustum | undefined;
  private left = 0;
  private right = 0;

  /** Begins a day: the heights at which the territories are to be cut, in CSS pixels. */
  begin(f: Frustum, margin: { x: number; y: number; left: number }): readonly number[] {
    if (this.frustum !== f) {
      this.frustum = f;
      this.spots = [];
      const height = f.height - 2 * margin.y - 2 * RIM;
      this.ys = Array.from(
        { length: ROWS },
        (_, i) => margin.y + RIM + ((i + 0.5) / ROWS) * height,
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

  /** Letters the titles that fit. */
  paint(
    ctx: CanvasRenderingContext2D,
    p: Palette,
    name: (holder: string) => string,
    colour: (holder: string) => string,
    lettered: readonly Box[],
    ratio: number,
  ): void {
    const merged = this.rows.map(merge);
    const wide = (holder: string) => this.width(ctx, lines(name(holder)), p);
    const kept = this.spots.filter((s) => {
      const half = (wide(s.holder) * s.size) / 2;
      return merged[s.row]!.some(
        (r) => r.holder === s.holder && r.from <= s.x - half && r.to >= s.x + half,
      );
    });
    const candidates: Spot[] = [];
    merged.forEach((row, i) => {
      for (const r of row) {
        const room = (r.to - r.from) * 0.86;
        // Whole sizes: a font is looked up by its text at each setting.
        const size = Math.floor(Math.min(MOST, room / wide(r.holder)));
        const x = (r.from + r.to) / 2;
        // A road held across another's land is not a country to write on.
        const deep = [merged[i - 1], merged[i + 1]].some((near) =>
          near?.some((n) => n.holder === r.holder && n.from < x && n.to > x),
        );
        if (size >= LEAST && deep) candidates.push({ holder: r.holder, row: i, x, size });
      }
    });
    // The most room first; among much room the middle of the view, and where no town is named.
    const middle = (ROWS - 1) / 2;
    const score = (s: Spot) => {
      const half = (wide(s.holder) * s.size) / 2;
      const y = this.ys[s.row]!;
      const high = s.size * (lines(name(s.holder)).length > 1 ? 1.3 : 0.7);
      const towns = lettered.filter(
        (b) => b.x1 > s.x - half && b.x0 < s.x + half && b.y1 > y - high && b.y0 < y + high,
      ).length;
      return s.size - Math.abs(s.row - middle) * 0.35 - towns * 1.5;
    };
    const ranked = candidates
      .map((c) => ({ c, score: score(c) }))
      .sort((a, b) => b.score - a.score);
    for (const { c } of ranked) {
      const clear = kept.every((k) => {
        const dx = Math.abs(k.x - c.x);
        const dy = Math.abs(this.ys[k.row]! - this.ys[c.row]!);
        if (k.holder === c.holder) return Math.hypot(dx, dy * 1.3) > APART;
        return dy > 30 || dx > (wide(k.holder) * k.size + wide(c.holder) * c.size) / 2 + 12;
      });
      if (clear) kept.push(c);
    }
    this.spots = kept;

    for (const s of kept) {
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
