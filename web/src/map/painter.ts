import { pickName, type Lang } from '../state/names';
import type { Actor } from '../server';
import { FRONT_ORDER, type Feature, type Film } from '../reel/reel';
import { paintLine } from './lines';
import { screenPoint, worldSize, type Frustum } from './mercator';
import { fade, mix, type Palette } from './palette';
import { echelonOf, isFlight, sameSheet, type Stage, type Standing } from './stage';
import type { Symbols } from './symbols';
import { Titles, type Obstacle } from './titles';
import { Type, type Word } from './type';
import { Tracing } from './tracing';

/** Something painted that can be pointed at, in CSS pixels of the canvas. */
export interface Target {
  standing: Standing;
  x: number;
  y: number;
  radius: number;
}

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Whether the claim is of a rank that seldom changes; all of these lie below all others. */
function isSlow(feature: Feature): boolean {
  return feature.order < FRONT_ORDER;
}

/** From which zoom units of a size are shown: divisions would lie heaped on a smaller map. */
const ECHELON_ZOOM: Readonly<Record<string, number>> = { I: 6.9, H: 7.4, G: 7.9, F: 7.9, E: 8.4 };

/** Distance between two stripes of a hatch. */
const STRIPE = 7;

/**
 * Paints what stands on a day. Nothing is projected or built in a step that
 * was on show before at the same zoom: a step chooses paths and fills them.
 */
export class Painter {
  private tracings = new WeakMap<Film, Tracing>();
  private tones = new Map<string, string>();
  private readonly type = new Type();
  private hatches = new Map<string, CanvasPattern>();
  private readonly titles = new Titles();
  /** The rows on which each shape was measured for titles, for the frustum of now. */
  private cuts = new Map<string, number[][]>();
  private cutsFor: Frustum | undefined;
  /** The territories on the sheet. */
  private painted: readonly Standing[] = [];
  /** The picture of what seldom changes, and what it is of. */
  private slow: {
    of: readonly Standing[];
    frustum?: Frustum;
    palette?: Palette;
    sheet?: OffscreenCanvas;
  } = {
    of: [],
  };

  constructor(
    public actors: ReadonlyMap<string, Actor>,
    private readonly symbols: Symbols,
  ) {}

  private tracing(film: Film): Tracing {
    let t = this.tracings.get(film);
    if (!t) {
      t = new Tracing(film);
      this.tracings.set(film, t);
    }
    return t;
  }

  /** The colour of whoever holds; ink-grey where nobody is named. */
  colour(holder: string | undefined): string {
    return (holder && this.actors.get(holder)?.colour) || '#8a8378';
  }

  /**
   * Territories, opaque, without the water in `mask`; the sheet itself is laid
   * on the ground half transparent. States and occupations, which seldom change,
   * are kept as a picture, and only the part of the sheet is painted in which
   * something changed since the last time (all of it, if `anew`).
   */
  territories(
    ctx: CanvasRenderingContext2D,
    f: Frustum,
    stage: Stage,
    p: Palette,
    mask: CanvasImageSource | undefined,
    anew: boolean,
  ): void {
    const { width, height } = ctx.canvas;
    const before = this.painted;
    this.painted = stage.territories;
    ctx.save();
    if (!anew) {
      const changed = [
        ...missing(stage.territories, before),
        ...missing(before, stage.territories),
      ];
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.beginPath();
      ctx.rect(...extent(changed, f));
      ctx.clip();
    }
    wipe(ctx);
    // They stand in painting order: what seldom changes comes first.
    let slow = 0;
    while (slow < stage.territories.length && isSlow(stage.territories[slow]!.feature)) slow++;
    const below = stage.territories.slice(0, slow);
    const above = stage.territories.slice(slow);
    if (below.length > 0) {
      if (!sameSheet(below, this.slow.of) || f !== this.slow.frustum || p !== this.slow.palette) {
        let { sheet } = this.slow;
        if (sheet?.width !== width || sheet.height !== height)
          sheet = new OffscreenCanvas(width, height);
        const s = sheet.getContext('2d')!;
        wipe(s);
        this.lay(s, f, below, p);
        this.slow = { of: below, frustum: f, palette: p, sheet };
      }
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.drawImage(this.slow.sheet!, 0, 0);
    }
    this.lay(ctx, f, above, p);
    if (mask && stage.territories.length > 0) {
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalCompositeOperation = 'destination-out';
      ctx.drawImage(mask, 0, 0);
    }
    ctx.restore();
  }

  private lay(ctx: Context2D, f: Frustum, territories: readonly Standing[], p: Palette): void {
    const level = enter(ctx, f);
    const scale = 2 ** (f.zoom - level);
    ctx.lineJoin = 'round';
    // Under the fills a rim of the same colour: it closes the seams between neighbours,
    // and close by the strip that the reels' coarser shores leave bare along the coast.
    const rim = Math.min(12, 0.9 * 2 ** Math.max(0, f.zoom - 7.5)) / scale;
    for (const { feature, frame } of territories) {
      if (feature.certainty === 'disputed' || feature.rank === 'place') continue;
      if (f.zoom > 8 || isSlow(feature)) {
        ctx.strokeStyle = this.tone(
          this.colour(feature.holder),
          feature.certainty === 'probable',
          p,
        );
        ctx.lineWidth = rim;
        ctx.stroke(this.tracing(feature.film).area(frame.shape, level));
      }
    }
    let last: string | CanvasPattern = '';
    for (const { feature, frame } of territories) {
      const path = this.tracing(feature.film).area(frame.shape, level);
      const tone = this.tone(this.colour(feature.holder), feature.certainty === 'probable', p);
      const style =
        (feature.certainty === 'disputed' && this.hatch(ctx, tone, f, feature.rival === true)) ||
        tone;
      // A colour is read from its text at each setting.
      if (style !== last) ctx.fillStyle = last = style;
      ctx.fill(path, 'evenodd');
    }
  }

  private tone(colour: string, probable: boolean, p: Palette): string {
    const key = `${colour}${probable}${p.dark}`;
    let tone = this.tones.get(key);
    if (!tone) {
      tone = mix(colour, p.paper, (p.dark ? 0.12 : 0.22) + (probable ? 0.32 : 0));
      this.tones.set(key, tone);
    }
    return tone;
  }

  /** Stripes of the colour; rivals over the same land lean the other way. */
  private hatch(
    ctx: Context2D,
    colour: string,
    f: Frustum,
    rival: boolean,
  ): CanvasPattern | undefined {
    const lean = !rival;
    const key = `${colour} ${lean} ${f.ratio}`;
    let pattern = this.hatches.get(key);
    if (!pattern) {
      const side = STRIPE * 2 * f.ratio;
      const tile = new OffscreenCanvas(side, side);
      const t = tile.getContext('2d');
      if (!t) return undefined;
      t.strokeStyle = colour;
      t.lineWidth = side * 0.36;
      t.lineCap = 'square';
      for (const o of [-side, 0, side]) {
        t.beginPath();
        t.moveTo(lean ? o : o + side, 0);
        t.lineTo(lean ? o + side : o, side);
        t.stroke();
      }
      const made = ctx.createPattern(tile, 'repeat');
      if (!made) return undefined;
      pattern = made;
      this.hatches.set(key, pattern);
    }
    // The pattern keeps the screen's size and stays with the land under it.
    const scale = 2 ** (f.zoom - Math.round(f.zoom)) * f.ratio;
    pattern.setTransform(new DOMMatrix().scale(1 / scale));
    return pattern;
  }

  /** The titles of the territories as they were last laid out, and over them zones, fronts, lines and routes. */
  lines(ctx: CanvasRenderingContext2D, f: Frustum, stage: Stage, p: Palette, lang: Lang): void {
    wipe(ctx);
    ctx.setTransform(f.ratio, 0, 0, f.ratio, 0, 0);
    this.titles.paint(
      ctx,
      p,
      (holder) => this.name(holder, lang),
      (holder) => this.colour(holder),
      (holder) => stage.territories.some((s) => s.feature.holder === holder),
      f.ratio,
    );
    if (stage.lines.length === 0) return;
    const level = enter(ctx, f);
    const scale = 2 ** (f.zoom - level);
    ctx.lineJoin = 'round';
    ctx.lineCap = 'round';
    const brush = { ctx, level, scale, zoom: f.zoom, palette: p };
    for (const s of stage.lines)
      paintLine(brush, s, this.tracing(s.feature.film), this.colour(s.feature.holder));
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  /** Where the titles stand. */
  get titled(): readonly Box[] {
    return this.titles.boxes;
  }

  private name(holder: string, lang: Lang): string {
    return pickName(this.actors.get(holder)?.names, lang) || holder;
  }

  /** Lays the titles out for the day; tells whether any stands elsewhere than before. */
  layTitles(
    f: Frustum,
    stage: Stage,
    p: Palette,
    lang: Lang,
    margin: { x: number; y: number; left: number },
    obstacles: readonly Obstacle[],
    quick: boolean,
  ): boolean {
    const ys = this.titles.begin(f, margin);
    const level = Math.round(f.zoom);
    const scale = 2 ** (f.zoom - level);
    const rows = ys.map((y) => (y - f.y) / scale);
    if (this.cutsFor !== f || this.cuts.size > 2000) {
      this.cutsFor = f;
      this.cuts.clear();
    }
    for (const { feature, frame } of stage.territories) {
      if (!feature.holder || feature.rank === 'place') continue;
      const key = `${feature.film.id} ${frame.shape}`;
      let cuts = this.cuts.get(key);
      if (!cuts) {
        cuts = this.cut(feature.film, frame.shape, level, rows).map((row) =>
          row.map((x) => x * scale + f.x).sort((a, b) => a - b),
        );
        this.cuts.set(key, cuts);
      }
      this.titles.lay(feature.holder, cuts);
    }
    return this.titles.place(p, (holder) => this.name(holder, lang), obstacles, f, quick);
  }

  /** Makes ready what painting the stage will need, so that a step to its day only paints. */
  prepare(f: Frustum, stage: Stage, p: Palette, lang: Lang): void {
    const level = Math.round(f.zoom);
    for (const { feature, frame } of stage.territories) {
      this.tracing(feature.film).area(frame.shape, level);
      feature.film.box(frame.shape);
    }
    for (const { feature, frame } of stage.lines) {
      feature.film.box(frame.shape);
      const tracing = this.tracing(feature.film);
      if (feature.role === 'zone') tracing.area(frame.shape, level);
      else if (feature.role !== 'route' && !isFlight(feature)) tracing.stroke(frame.shape, level);
    }
    for (const s of stage.marks) {
      const { feature, frame } = s;
      feature.film.box(frame.shape);
      if (feature.film.kind !== 'event')
        this.symbols.unit(feature.symbol, this.colour(feature.holder), p, f.ratio);
      if (named(s, f)) this.word(s, p, lang, f.ratio);
    }
  }

  /** Where a shape and its parts cross the rows; a part's crossings are kept. */
  private cut(film: Film, shape: number, level: number, rows: readonly number[]): number[][] {
    const own = this.tracing(film).crossings(shape, level, rows);
    for (const part of film.geometry(shape).parts) {
      const key = `${film.id} part ${part}`;
      let of = this.cuts.get(key);
      if (!of) {
        of = this.cut(film, part, level, rows);
        this.cuts.set(key, of);
      }
      of.forEach((row, i) => own[i]!.push(...row));
    }
    return own;
  }

  /** Units and events, with their names where there is room; returns what can be pointed at. */
  marks(
    ctx: CanvasRenderingContext2D,
    f: Frustum,
    stage: Stage,
    p: Palette,
    lang: Lang,
    lettered: readonly Box[],
    margin: { x: number; y: number; left: number },
  ): Target[] {
    wipe(ctx);
    const targets: Target[] = [];
    if (stage.marks.length === 0) return targets;
    ctx.setTransform(f.ratio, 0, 0, f.ratio, 0, 0);
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    for (const s of stage.marks) {
      if (f.zoom < (ECHELON_ZOOM[echelonOf(s.feature)] ?? 0)) continue;
      const { points } = s.feature.film.geometry(s.frame.shape);
      for (let i = 0; i + 1 < points.length; i += 2) {
        const { x, y } = screenPoint(f, points[i]!, points[i + 1]!);
        if (x < -40 || y < -40 || x > f.width + 40 || y > f.height + 40) continue;
        const radius =
          s.feature.film.kind === 'event'
            ? this.event(ctx, s, x, y, p)
            : this.unit(ctx, s, x, y, f, p);
        targets.push({ standing: s, x, y, radius });
      }
    }
    this.names(ctx, f, targets, p, lang, lettered, margin);
    return targets;
  }

  private event(
    ctx: CanvasRenderingContext2D,
    s: Standing,
    x: number,
    y: number,
    p: Palette,
  ): number {
    const r = EVENT_RADIUS[s.feature.weight ?? 2] ?? 5;
    ctx.globalAlpha = 0.25 + 0.75 * s.strength;
    if (s.strength === 1) {
      ctx.beginPath();
      ctx.arc(x, y, r + 5, 0, 7);
      ctx.fillStyle = fade(p.accent, 0.22);
      ctx.fill();
    }
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 7);
    ctx.fillStyle = p.accent;
    ctx.strokeStyle = p.halo;
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y, r * 0.36, 0, 7);
    ctx.fillStyle = p.halo;
    ctx.fill();
    ctx.globalAlpha = 1;
    return r + 4;
  }

  private unit(
    ctx: CanvasRenderingContext2D,
    s: Standing,
    x: number,
    y: number,
    f: Frustum,
    p: Palette,
  ): number {
    const sprite = this.symbols.unit(s.feature.symbol, this.colour(s.feature.holder), p, f.ratio);
    const small = f.zoom < 5.5 ? 0.75 : 1;
    ctx.globalAlpha = s.frame.attested ? 1 : 0.82;
    ctx.drawImage(
      sprite.image,
      x - sprite.ax * small,
      y - sprite.ay * small,
      sprite.width * small,
      sprite.height * small,
    );
    ctx.globalAlpha = 1;
    return 14 * small;
  }

  /** A mark's name as it is lettered. */
  private word({ feature }: Standing, p: Palette, lang: Lang, ratio: number): Word {
    const event = feature.film.kind === 'event';
    return this.type.set(
      pickName(feature.title, lang),
      event && (feature.weight ?? 2) === 1 ? `600 13px ${p.sans}` : `500 12px ${p.sans}`,
      event ? p.accent : p.ink,
      p.halo,
      ratio,
    );
  }

  /** Names beside marks, the weightiest first, none over another or over a symbol. */
  private names(
    ctx: CanvasRenderingContext2D,
    f: Frustum,
    targets: readonly Target[],
    p: Palette,
    lang: Lang,
    lettered: readonly Box[],
    margin: { x: number; y: number; left: number },
  ): void {
    const west = margin.x + margin.left;
    const east = f.width - margin.x;
    const symbols: Box[] = targets.map((t) => ({
      x0: t.x - t.radius,
      y0: t.y - t.radius,
      x1: t.x + t.radius,
      y1: t.y + t.radius,
    }));
    const taken = [...symbols, ...lettered];
    const own: Box[] = [...symbols];
    for (let i = targets.length - 1; i >= 0; i--) {
      const t = targets[i]!;
      const event = t.standing.feature.film.kind === 'event';
      const weight = t.standing.feature.weight ?? 2;
      if (!named(t.standing, f)) continue;
      const word = this.word(t.standing, p, lang, f.ratio);
      const w = word.width;
      // A turning point is named even where a town's name has to give way.
      const box =
        place(t, w, 16, taken, west, east) ??
        (event && weight === 1 && place(t, w, 16, own, west, east));
      if (!box) continue;
      taken.push(box);
      own.push(box);
      ctx.globalAlpha = event ? 0.3 + 0.7 * t.standing.strength : 1;
      this.type.draw(ctx, word, box.x0, (box.y0 + box.y1) / 2, f.ratio);
      ctx.globalAlpha = 1;
    }
  }
}

/** Whether a mark is named at this zoom while it fades so. */
function named({ feature, strength }: Standing, f: Frustum): boolean {
  const { film, weight } = feature;
  return strength >= 0.35 && f.zoom >= (film.kind === 'event' ? 3 + (weight ?? 2) : 6);
}

const EVENT_RADIUS: Record<number, number> = { 1: 8, 2: 6, 3: 4.5 };

/** A rectangle on the canvas. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Whether a box is free of all the taken ones. */
export function isFree(box: Box, taken: readonly Box[]): boolean {
  return taken.every((b) => box.x1 < b.x0 || box.x0 > b.x1 || box.y1 < b.y0 || box.y0 > b.y1);
}

function place(
  t: Target,
  w: number,
  h: number,
  taken: readonly Box[],
  west: number,
  east: number,
): Box | undefined {
  const r = t.radius + 3;
  const spots: [number, number][] = [
    [t.x + r, t.y - h / 2],
    [t.x - r - w, t.y - h / 2],
    [t.x - w / 2, t.y - r - h],
    [t.x - w / 2, t.y + r],
  ];
  for (const [x0, y0] of spots) {
    const box = { x0, y0, x1: x0 + w, y1: y0 + h };
    if (box.x0 < west || box.x1 > east) continue;
    if (isFree(box, taken)) return box;
  }
  return undefined;
}

/** Those of the first that the second has not; what stands is the same object from day to day. */
function missing(of: readonly Standing[], from: readonly Standing[]): Standing[] {
  return of.filter((s) => !from.includes(s));
}

/** The part of the canvas that shapes lie in, in whole device pixels with room for a rim. */
function extent(
  standings: readonly Standing[],
  f: Frustum,
): [x: number, y: number, width: number, height: number] {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { feature, frame } of standings) {
    const [w, s, e, n] = feature.film.box(frame.shape);
    const a = screenPoint(f, w, n);
    const b = screenPoint(f, e, s);
    x0 = Math.min(x0, a.x);
    y0 = Math.min(y0, a.y);
    x1 = Math.max(x1, b.x);
    y1 = Math.max(y1, b.y);
  }
  if (x1 < x0) return [0, 0, 0, 0];
  const rim = 14;
  const left = Math.floor((x0 - rim) * f.ratio);
  const top = Math.floor((y0 - rim) * f.ratio);
  return [left, top, Math.ceil((x1 + rim) * f.ratio) - left, Math.ceil((y1 + rim) * f.ratio) - top];
}

/** Clears the whole canvas and resets its state. */
function wipe(ctx: Context2D): void {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalCompositeOperation = 'source-over';
  ctx.globalAlpha = 1;
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
}

/** Sets the transform that draws paths of the whole level nearest to the zoom; returns the level. */
function enter(ctx: Context2D, f: Frustum): number {
  const level = Math.round(f.zoom);
  const scale = (worldSize(f.zoom) / worldSize(level)) * f.ratio;
  ctx.setTransform(scale, 0, 0, scale, f.x * f.ratio, f.y * f.ratio);
  return level;
}
