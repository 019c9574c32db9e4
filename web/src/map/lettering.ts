import type { Day } from '../time/day';
import type { Place } from '../server';
import { pickName, type Lang } from '../state/names';
import { isFree, type Box } from './painter';
import { screenPoint, type Frustum } from './mercator';
import type { Palette } from './palette';

/** The zoom from which a rank's names appear. */
const FROM_ZOOM: Record<number, number> = { 1: 3, 2: 5.25, 3: 6.5, 4: 7.75, 5: 9 };

/** A name as it was lettered, for pointing at. */
export interface Lettered {
  place: Place;
  box: Box;
}

/** Names of places: by rank and zoom, by date and language, none over another. */
export class Lettering {
  private places: readonly Place[] = [];
  private widths = new Map<string, number>();
  /** The days for which what was lettered last is right. */
  private good: { from: Day; to: Day } = { from: Infinity, to: -Infinity };

  /** Takes the gazetteer; greater places come first. */
  setPlaces(places: readonly Place[]): void {
    this.places = places;
    this.invalidate();
  }

  /** The next `stale` is true. */
  invalidate(): void {
    this.good = { from: Infinity, to: -Infinity };
  }

  /** The language that was lettered last. */
  lang: Lang | undefined;

  /** Whether some name on the map is another one on this day or in this language. */
  stale(day: Day, lang: Lang): boolean {
    return lang !== this.lang || day < this.good.from || day >= this.good.to;
  }

  /** The name that the place has on the day. */
  nameOn(place: Place, day: Day, lang: Lang): string {
    if (day < (place.from ?? -Infinity) || day >= (place.to ?? Infinity)) return '';
    const period = periodOn(place, day);
    // What a name says in brackets is for the panel.
    return pickName(period?.names ?? place.names, lang).replace(/\s*[(（].*$/, '');
  }

  /** Letters the canvas; lesser names leave the `titles` free. Returns what stands where. */
  paint(
    ctx: CanvasRenderingContext2D,
    f: Frustum,
    day: Day,
    lang: Lang,
    p: Palette,
    titles: readonly Box[],
  ): Lettered[] {
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.setTransform(f.ratio, 0, 0, f.ratio, 0, 0);
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    this.lang = lang;
    this.good = { from: -Infinity, to: Infinity };
    const taken: Box[] = [];
    const out: Lettered[] = [];
    for (const place of this.ranked(day)) {
      if (f.zoom < (FROM_ZOOM[place.rank] ?? 9)) continue;
      const { x, y } = screenPoint(f, place.at[0], place.at[1]);
      if (x < -20 || y < -20 || x > f.width + 20 || y > f.height + 20) continue;
      this.narrow(place, day);
      const text = this.nameOn(place, day, lang);
      if (!text) continue;
      const water = place.kind === 'water';
      const size = SIZES[place.rank] ?? 11;
      const font = `${water ? 'italic ' : ''}${place.rank === 1 ? 600 : 500} ${size}px ${p.serif}`;
      const width = this.width(ctx, font, text);
      const whole = place.kind === 'region' || (place.kind === 'island' && place.rank <= 2);
      const dot = water || whole ? 0 : place.rank <= 2 ? 3 : 2.2;
      const great = isGreat(place);
      if (!great && !isFree({ x0: x - dot, y0: y - dot, x1: x + dot, y1: y + dot }, titles))
        continue;
      const box = spot(x, y, width, size + 2, dot, great ? taken : [...taken, ...titles], f);
      if (!box) continue;
      taken.push(box, { x0: x - dot - 2, y0: y - dot - 2, x1: x + dot + 2, y1: y + dot + 2 });
      out.push({ place, box });
      if (dot > 0) drawDot(ctx, place, x, y, dot, p);
      ctx.font = font;
      ctx.strokeStyle = p.halo;
      ctx.lineWidth = 3.2;
      const mid = (box.y0 + box.y1) / 2 + 0.5;
      ctx.strokeText(text, box.x0, mid);
      ctx.fillStyle = water ? p.river : p.ink;
      ctx.fillText(text, box.x0, mid);
    }
    return out;
  }

  /** The places with the rank that each has on the day, the greatest first. */
  private ranked(day: Day): Place[] {
    const of = (place: Place): Place => {
      if (!place.periods?.some((n) => n.rank)) return place;
      this.narrow(place, day);
      const rank = periodOn(place, day)?.rank ?? place.rank;
      return rank === place.rank ? place : { ...place, rank };
    };
    return this.places.map(of).sort((a, b) => a.rank - b.rank);
  }

  private narrow(place: Place, day: Day): void {
    for (const n of [place, ...(place.periods ?? [])]) {
      for (const edge of [n.from, n.to]) {
        if (edge == null) continue;
        if (edge <= day) this.good.from = Math.max(this.good.from, edge);
        else this.good.to = Math.min(this.good.to, edge);
      }
    }
  }

  private width(ctx: CanvasRenderingContext2D, font: string, text: string): number {
    const key = `${font}|${text}`;
    let w = this.widths.get(key);
    if (w === undefined) {
      ctx.font = font;
      w = ctx.measureText(text).width;
      this.widths.set(key, w);
    }
    return w;
  }
}

function periodOn(place: Place, day: Day): NonNullable<Place['periods']>[number] | undefined {
  return place.periods?.find((n) => day >= (n.from ?? -Infinity) && day < (n.to ?? Infinity));
}

/** Whether the place is named even where a title would like to stand. */
export function isGreat(place: Place): boolean {
  return place.rank <= 2;
}

const SIZES: Record<number, number> = { 1: 15, 2: 13, 3: 12, 4: 11.5, 5: 11 };

function drawDot(
  ctx: CanvasRenderingContext2D,
  place: Place,
  x: number,
  y: number,
  r: number,
  p: Palette,
): void {
  ctx.fillStyle = p.ink;
  ctx.strokeStyle = p.halo;
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  if (place.kind === 'hill' || place.kind === 'pass') {
    ctx.moveTo(x, y - r - 1);
    ctx.lineTo(x + r + 1, y + r);
    ctx.lineTo(x - r - 1, y + r);
    ctx.closePath();
    ctx.stroke();
    ctx.fill();
  } else if (place.rank === 1) {
    ctx.rect(x - r, y - r, r * 2, r * 2);
    ctx.stroke();
    ctx.fill();
  } else {
    ctx.arc(x, y, r, 0, 7);
    ctx.stroke();
    if (place.rank === 2) ctx.fill();
    else {
      ctx.fillStyle = p.halo;
      ctx.fill();
      ctx.strokeStyle = p.ink;
      ctx.lineWidth = 1.1;
      ctx.stroke();
    }
  }
}

function spot(
  x: number,
  y: number,
  w: number,
  h: number,
  r: number,
  taken: readonly Box[],
  f: Frustum,
): Box | undefined {
  const g = r === 0 ? 0 : r + 3;
  const spots: [number, number][] =
    r === 0
      ? [[x - w / 2, y - h / 2]]
      : [
          [x + g, y - h / 2],
          [x - g - w, y - h / 2],
          [x + g * 0.6, y - h - 1],
          [x + g * 0.6, y + 1],
          [x - w / 2, y - g - h],
          [x - w / 2, y + g],
        ];
  for (const [x0, y0] of spots) {
    const box = { x0: x0 - 1, y0, x1: x0 + w + 1, y1: y0 + h };
    if (box.x0 < 0 || box.x1 > f.width || box.y0 < 0 || box.y1 > f.height) continue;
    if (isFree(box, taken)) return { ...box, x0 };
  }
  return undefined;
}
