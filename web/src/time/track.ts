import { civilOf, dayOf, step, type Day, type Grain } from './day';
import { monthName, type Lang } from './calendar';

/** The days that the track shows, half-open. */
export interface Span {
  from: Day;
  to: Day;
}

/** A labelled mark of the track; `major` ones carry a year. */
export interface Tick {
  day: Day;
  label: string;
  major: boolean;
}

/** The track never shows less than this. */
export const SHORTEST: Day = 14;

const YEAR = 365.2425;

/** How far one step goes on a track of this length: days below ten years, then months, then years. */
export function grainOf(span: Span): Grain {
  const years = (span.to - span.from) / YEAR;
  return years < 10 ? 'day' : years < 150 ? 'month' : 'year';
}

/** Moves by a step of the track's own size, or by a large one (a week, a year, a decade). */
export function stride(day: Day, span: Span, direction: 1 | -1, large: boolean): Day {
  const grain = grainOf(span);
  if (!large) return step(day, grain, direction);
  if (grain === 'day') return step(day, 'day', 7 * direction);
  return step(day, 'year', (grain === 'month' ? 1 : 10) * direction);
}

/** Days passed in one second of playing at speed 1. */
export function pace(span: Span): number {
  const grain = grainOf(span);
  return grain === 'day' ? 6 : grain === 'month' ? 120 : 4 * YEAR;
}

/** Holds a day within the half-open bounds. */
export function clampDay(day: Day, bounds: Span): Day {
  return Math.min(bounds.to - 1, Math.max(bounds.from, day));
}

/** The span made `factor` times as long about `at`, within bounds. */
export function zoomSpan(span: Span, factor: number, at: Day, bounds: Span): Span {
  const whole = bounds.to - bounds.from;
  const length = Math.round(Math.min(whole, Math.max(SHORTEST, (span.to - span.from) * factor)));
  const share = (at - span.from) / Math.max(1, span.to - span.from);
  return within({ from: Math.round(at - share * length), to: 0 }, length, bounds);
}

/** The span moved along by `days`, within bounds. */
export function slideSpan(span: Span, days: number, bounds: Span): Span {
  const length = span.to - span.from;
  return within({ from: span.from + Math.round(days), to: 0 }, length, bounds);
}

/** The span moved the least that lets it show `day`. */
export function revealDay(span: Span, day: Day, bounds: Span): Span {
  if (day >= span.from && day < span.to) return span;
  const length = span.to - span.from;
  const from = day < span.from ? day : day - length + 1;
  return within({ from, to: 0 }, length, bounds);
}

function within(span: Span, length: number, bounds: Span): Span {
  const from = Math.max(bounds.from, Math.min(span.from, bounds.to - length));
  return { from, to: Math.min(bounds.to, from + length) };
}

/** A span opened by a twentieth at both ends, so that its first and last changes do not touch the rim. */
export function airy(span: Span, bounds: Span): Span {
  const air = Math.max(3, Math.round((span.to - span.from) * 0.03));
  return {
    from: Math.max(bounds.from, span.from - air),
    to: Math.min(bounds.to, span.to + air),
  };
}

/**
 * Splits ascending change days into episodes wherever nothing changes for
 * longer than `gap` days: 1592-98 and 1876-1945 out of one layer.
 */
export function episodes(changes: ArrayLike<Day>, gap = 25 * YEAR): Span[] {
  const out: Span[] = [];
  for (let i = 0; i < changes.length; i++) {
    const day = changes[i]!;
    const last = out.at(-1);
    if (last && day - last.to <= gap) last.to = day + 1;
    else out.push({ from: day, to: day + 1 });
  }
  return out;
}

/** The episode that holds the day, or else the nearest; undefined where there are none. */
export function episodeAt(spans: readonly Span[], day: Day): Span | undefined {
  let best: Span | undefined;
  let distance = Infinity;
  for (const s of spans) {
    const d = day < s.from ? s.from - day : day >= s.to ? day - s.to + 1 : 0;
    if (d < distance) {
      distance = d;
      best = s;
    }
  }
  return best;
}

const LADDER: readonly [grain: Grain, n: number][] = [
  ['day', 1],
  ['day', 5],
  ['month', 1],
  ['month', 3],
  ['month', 6],
  ['year', 1],
  ['year', 2],
  ['year', 5],
  ['year', 10],
  ['year', 25],
  ['year', 50],
  ['year', 100],
  ['year', 200],
];

const DAYS: Record<Grain, number> = { day: 1, month: YEAR / 12, year: YEAR };

/** Round dates along the span, none closer than `apart` pixels when it is `width` pixels wide. */
export function ticks(span: Span, width: number, lang: Lang, apart = 64): Tick[] {
  const perPixel = (span.to - span.from) / Math.max(1, width);
  const rung = LADDER.find(([g, n]) => (DAYS[g] * n) / perPixel >= apart) ?? LADDER.at(-1)!;
  const [grain, n] = rung;
  const out: Tick[] = [];
  const first = civilOf(span.from);
  if (grain === 'year') {
    for (let y = Math.ceil(first.year / n) * n; ; y += n) {
      const day = dayOf(y);
      if (day >= span.to) break;
      if (day >= span.from) out.push({ day, label: String(y), major: true });
    }
  } else if (grain === 'month') {
    for (let y = first.year, m = 1; ; m += n) {
      const c = civilOf(dayOf(y, m));
      const day = dayOf(c.year, c.month);
      if (day >= span.to) break;
      if (day >= span.from) out.push(monthTick(day, c.year, c.month, lang));
    }
  } else {
    for (let day = Math.floor(span.from); day < span.to; day++) {
      const c = civilOf(day);
      if (c.day === 1) out.push(monthTick(day, c.year, c.month, lang));
      else if ((c.day - 1) % n === 0 && c.day <= 31 - n)
        out.push({ day, label: String(c.day), major: false });
    }
  }
  return out;
}

function monthTick(day: Day, year: number, month: number, lang: Lang): Tick {
  return month === 1
    ? { day, label: String(year), major: true }
    : { day, label: monthName(month, lang, 'short'), major: false };
}

/** How many of the (ascending) days fall in each of `bins` equal parts of the span. */
export function density(days: ArrayLike<Day>, span: Span, bins: number): Uint32Array {
  const out = new Uint32Array(bins);
  const scale = bins / (span.to - span.from);
  for (let i = lowerBound(days, span.from); i < days.length && days[i]! < span.to; i++) {
    const bin = Math.min(bins - 1, Math.floor((days[i]! - span.from) * scale));
    out[bin] = out[bin]! + 1;
  }
  return out;
}

/** The first index whose value is not below `value`. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let lo = 0;
  let hi = sorted.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (sorted[mid]! < value) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
