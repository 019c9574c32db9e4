import type { Day } from '../time/day';
import { frameAt, type Feature, type Film, type Frame } from '../reel/reel';

/** A feature as it stands on the day. */
export interface Standing {
  feature: Feature;
  frame: Frame;
  /** 1 while it stands; below 1 where an event or a flight fades. */
  strength: number;
}

/** What stands on a day, sorted into the sheets that it is painted on. */
export interface Stage {
  day: Day;
  territories: Standing[];
  /** Zones at sea, lines, fronts and routes, in the order of painting. */
  lines: Standing[];
  /** Units and events, the weightiest last. */
  marks: Standing[];
}

/** How many days an event stays on the map after it is over, fading. */
export const DWELL: Day = 20;

/** Finds what stands on a day in the films, from memory. */
export function stageOn(films: readonly Film[], day: Day): Stage {
  const stage: Stage = { day, territories: [], lines: [], marks: [] };
  for (const film of films) {
    for (const feature of film.features) {
      const lingers = film.kind === 'event' || isFlight(feature);
      if (day < feature.begin || day >= feature.end + (lingers ? DWELL : 0)) continue;
      const standing = lingers ? lingering(feature, day) : standingOn(feature, day);
      if (!standing) continue;
      sheetOf(standing, stage).push(standing);
    }
  }
  stage.territories.sort((a, b) => a.feature.order - b.feature.order);
  stage.lines.sort((a, b) => depth(a) - depth(b));
  stage.marks.sort((a, b) => weight(b) - weight(a) || a.strength - b.strength);
  return stage;
}

function sheetOf(s: Standing, stage: Stage): Standing[] {
  const { kind } = s.feature.film;
  if (kind === 'event') return stage.marks;
  if (kind === 'territory') return s.feature.role === 'line' ? stage.lines : stage.territories;
  if (kind === 'unit')
    return s.feature.role === 'zone' || s.feature.role === 'line' ? stage.lines : stage.marks;
  return stage.lines;
}

/** Whether the feature is a line that was there for a day only, like the flight of a missile. */
export function isFlight(feature: Feature): boolean {
  return (
    feature.role === 'line' && feature.film.kind === 'route' && feature.end - feature.begin <= 1
  );
}

const DEPTH = { zone: 0, tie: 0.5, route: 1, line: 2, pocket: 3, unit: 4, event: 5 } as const;

function depth(s: Standing): number {
  return DEPTH[s.feature.role ?? 'line'] + (s.feature.film.kind === 'front' ? 0.5 : 0);
}

/** Events lie over units, and an army over its divisions. */
function weight(s: Standing): number {
  if (s.feature.film.kind === 'event') return s.feature.weight ?? 2;
  return 4 + 'MLKJIHGF'.indexOf(echelonOf(s.feature)) / 10;
}

/** The letter for a unit's size in its symbol: H a brigade, I a division, J a corps, K an army; '-' where it says none. */
export function echelonOf(feature: Feature): string {
  return feature.symbol?.[11] ?? '-';
}

function standingOn(feature: Feature, day: Day): Standing | undefined {
  const frame = frameAt(feature, day);
  return frame && whole(feature, frame);
}

const wholes = new WeakMap<Frame, Standing>();

/** A frame at full strength; made once, so that a step makes nothing for what did not change. */
function whole(feature: Feature, frame: Frame): Standing {
  let standing = wholes.get(frame);
  if (!standing) {
    standing = { feature, frame, strength: 1 };
    wholes.set(frame, standing);
  }
  return standing;
}

function lingering(feature: Feature, day: Day): Standing | undefined {
  const first = feature.frames[0];
  const last = feature.frames.at(-1);
  if (!first || !last || day < first.from || day >= last.to + DWELL) return undefined;
  const frame = frameAt(feature, day) ?? last;
  if (day < last.to) return whole(feature, frame);
  return { feature, frame, strength: 1 - (day - last.to + 1) / (DWELL + 1) };
}

/** Whether two sheets look the same: what stands whole is the same object from day to day. */
export function sameSheet(a: readonly Standing[], b: readonly Standing[]): boolean {
  return a.length === b.length && a.every((s, i) => s === b[i]);
}
