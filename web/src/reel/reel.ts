import type { Day } from '../time/day';
import { lowerBound } from '../time/track';

/** A text in the atlas's languages. */
export type Names = { en: string } & Partial<Record<'ko' | 'zh' | 'ja' | 'hans', string>>;

/** What kind of things a layer holds. */
export type Kind = 'territory' | 'front' | 'unit' | 'route' | 'event';

/** How sure the histories are. */
export type Certainty = 'certain' | 'probable' | 'disputed';

/** A whole arc (`~n` reversed), or its vertices from..to. */
type Ref = number | [arc: number, from: number, to: number];

interface ReelShape {
  p?: [number, number];
  l?: Ref[][];
  r?: Ref[][];
  w?: number[];
}

/**
 * From one day until another a shape. With a `vertex` it is a run: `shape` is an
 * arc then, and on day `from + i` the thing is at the arc's `vertex + i`, or, if
 * it is a route, has grown from the arc's first vertex to that one.
 */
type ReelSpan = [
  from: Day,
  to: Day | null,
  shape: number,
  attested: 0 | 1,
  a?: Day,
  b?: Day,
  vertex?: number,
];

/** A layer as the server sends it. */
export interface Reel {
  layer: string;
  kind: Kind;
  hash: string;
  scale: number;
  arcs: number[][];
  shapes: ReelShape[];
  features: ReelFeature[];
  changes: number[];
}

/** A dated claim as the server sends it. */
export interface ReelFeature {
  id: string;
  title: Names;
  holder?: string;
  certainty: Certainty;
  rank?: 'place' | 'front' | 'occupation' | 'state';
  role?: 'line' | 'pocket' | 'zone' | 'unit' | 'route' | 'event' | 'tie';
  symbol?: string;
  weight?: number;
  /** Of a tie: who was tied to the holder, and governed itself. */
  tributary?: string;
  /** Ids of works. */
  sources: string[];
  /** Whether it is a claim against another one over the same land. */
  rival?: boolean;
  from: string;
  to: string | null;
  spans: ReelSpan[];
}

/** One state of a feature: where it is from one day until (not including) another. */
export interface Frame {
  /** A number that no other frame has. */
  id: number;
  from: Day;
  /** `Infinity` while it still stands. */
  to: Day;
  shape: number;
  attested: boolean;
  /** The attested days that an interpolated frame lies between. */
  between?: [Day, Day];
}

/** A claim with its frames, and the layer that it is in. */
export interface Feature extends Omit<ReelFeature, 'spans'> {
  film: Film;
  frames: Frame[];
  /** The days outside which it has no frame. */
  begin: Day;
  end: Day;
  /** Where it stands in painting order: later over earlier. */
  order: number;
}

/**
 * Part of a line: the vertices `from` to `to` of an arc, both included,
 * backwards where `from` is the greater. Flat triples `arc, from, to`.
 */
export type Runs = Int32Array;

/** A resolved shape. */
export interface Geometry {
  /** `x0,y0,x1,y1,...` */
  points: Float64Array;
  lines: Runs[];
  /** All rings; the first `own` are the shape's own, the others those of `parts`. */
  rings: Runs[];
  own: number;
  /** Other shapes that it is made of as well; what does not change from day to day is shared so. */
  parts: readonly number[];
}

/** A layer, decoded: it tells for any day what stands, from memory. */
export interface Film {
  id: string;
  kind: Kind;
  /** Degrees, `x0,y0,x1,y1,...` */
  arcs: Float64Array[];
  features: Feature[];
  /** Ascending days on which something changes. */
  changes: Int32Array;
  /** Ascending days on which something attested begins or ends, once for each such thing. */
  beats: Int32Array;
  /** The shape with this index; the same object each time. */
  geometry(shape: number): Geometry;
  /** Degrees that the shape lies within, not always closely; the same object each time. */
  box(shape: number): Box;
}

/** West, south, east, north. */
export type Box = readonly [number, number, number, number];

/** Claims below this order are states and occupations, which seldom change. */
export const FRONT_ORDER = 1.5e7;

const RANKS = { state: 0, occupation: 1, front: 2, pocket: 3, place: 4 } as const;

/** Opens a reel: undoes the delta coding once, leaves shapes to be resolved when first asked for. */
export function openReel(reel: Reel): Film {
  // Go writes an empty list as null.
  const arcs = (reel.arcs ?? []).map((a) => undelta(a, reel.scale));
  const shapes = [...(reel.shapes ?? [])];
  const resolved: (Geometry | undefined)[] = [];

  const geometry = (index: number): Geometry => {
    const known = resolved[index];
    if (known) return known;
    const out: Geometry = {
      points: new Float64Array(0),
      lines: [],
      rings: [],
      own: 0,
      parts: [],
    };
    // Known before it is filled, so that a shape that (wrongly) holds itself ends.
    resolved[index] = out;
    const shape = shapes[index];
    if (!shape) return out;
    const points: number[] = [];
    if (shape.p) points.push(shape.p[0] / reel.scale, shape.p[1] / reel.scale);
    for (const refs of shape.l ?? []) out.lines.push(runs(refs, arcs));
    for (const refs of shape.r ?? []) out.rings.push(runs(refs, arcs));
    out.own = out.rings.length;
    out.parts = shape.w ?? [];
    for (const part of out.parts) {
      const g = geometry(part);
      points.push(...g.points);
      out.lines.push(...g.lines);
      out.rings.push(...g.rings);
    }
    out.points = Float64Array.from(points);
    return out;
  };

  const boxes: (Box | undefined)[] = [];
  const arcBoxes: (Box | undefined)[] = [];
  const arcBox = (arc: number): Box => (arcBoxes[arc] ??= arcExtent(arcs[arc]!));
  const box = (index: number): Box => (boxes[index] ??= boxOf(geometry(index), arcBox, box));

  const film: Film = {
    id: reel.layer,
    kind: reel.kind,
    arcs,
    features: [],
    changes: Int32Array.from(accumulate(reel.changes ?? [])),
    beats: beatsOf(reel.features ?? []),
    geometry,
    box,
  };
  film.features = (reel.features ?? []).map((f) => {
    const { spans, ...claim } = f;
    const frames = spans.flatMap((span) =>
      span[6] === undefined ? frameOf(span) : daily(span, f.role === 'route', reel, shapes),
    );
    const rank = RANKS[f.role === 'pocket' ? 'pocket' : (f.rank ?? 'state')];
    const begins = frames[0]?.from ?? 0;
    return Object.assign(claim, {
      sources: claim.sources ?? [],
      film,
      frames,
      begin: frames[0]?.from ?? Infinity,
      end: frames.at(-1)?.to ?? -Infinity,
      order: rank * 1e7 + begins,
    });
  });
  return film;
}

/** Where a shape lies at most: as far as its arcs go, also where it has only parts of them. */
function boxOf(g: Geometry, arcBox: (arc: number) => Box, box: (shape: number) => Box): Box {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = ([bw, bs, be, bn]: Box) => {
    w = Math.min(w, bw);
    s = Math.min(s, bs);
    e = Math.max(e, be);
    n = Math.max(n, bn);
  };
  for (let i = 0; i + 1 < g.points.length; i += 2)
    take([g.points[i]!, g.points[i + 1]!, g.points[i]!, g.points[i + 1]!]);
  for (const line of g.lines) for (let i = 0; i < line.length; i += 3) take(arcBox(line[i]!));
  for (let r = 0; r < g.own; r++) {
    const ring = g.rings[r]!;
    for (let i = 0; i < ring.length; i += 3) take(arcBox(ring[i]!));
  }
  for (const part of g.parts) take(box(part));
  return [w, s, e, n];
}

function arcExtent(arc: Float64Array): Box {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < arc.length; i += 2) {
    w = Math.min(w, arc[i]!);
    e = Math.max(e, arc[i]!);
    s = Math.min(s, arc[i + 1]!);
    n = Math.max(n, arc[i + 1]!);
  }
  return [w, s, e, n];
}

let frameCount = 0;

function frameOf([from, to, shape, attested, a, b]: ReelSpan): Frame {
  const frame: Frame = {
    id: ++frameCount,
    from,
    to: to ?? Infinity,
    shape,
    attested: attested === 1,
  };
  if (a !== undefined && b !== undefined) frame.between = [a, b];
  return frame;
}

/** The frames of a run, a day each; their shapes are added to the others. */
function daily(span: ReelSpan, grows: boolean, reel: Reel, shapes: ReelShape[]): Frame[] {
  const [from, to, arc, , a, b, vertex] = span;
  const frames: Frame[] = [];
  let [x, y] = [0, 0];
  const coded = reel.arcs[arc]!;
  for (let v = 0; v < vertex!; v++) [x, y] = [x + coded[v * 2]!, y + coded[v * 2 + 1]!];
  for (let day = from; day < to!; day++) {
    const v = vertex! + day - from;
    [x, y] = [x + coded[v * 2]!, y + coded[v * 2 + 1]!];
    shapes.push(grows ? { l: [[[arc, 0, v]]] } : { p: [x, y] });
    frames.push(frameOf([day, day + 1, shapes.length - 1, 0, a!, b!]));
  }
  return frames;
}

function beatsOf(features: readonly ReelFeature[]): Int32Array {
  const days: number[] = [];
  for (const { spans } of features) {
    for (const [from, , , attested] of spans) if (attested === 1) days.push(from);
    const end = spans.at(-1)?.[1];
    if (end !== null && end !== undefined) days.push(end);
  }
  return Int32Array.from(days).sort();
}

function accumulate(deltas: readonly number[]): number[] {
  let sum = 0;
  return deltas.map((d) => (sum += d));
}

function undelta(coded: readonly number[], scale: number): Float64Array {
  const out = new Float64Array(coded.length);
  let x = 0;
  let y = 0;
  for (let i = 0; i + 1 < coded.length; i += 2) {
    x += coded[i]!;
    y += coded[i + 1]!;
    out[i] = x / scale;
    out[i + 1] = y / scale;
  }
  return out;
}

/** Refs as runs. Only a closed arc may run on through its join, as two runs. */
function runs(refs: readonly Ref[], arcs: readonly Float64Array[]): Runs {
  const out: number[] = [];
  for (const ref of refs) {
    if (typeof ref === 'number') {
      const arc = ref < 0 ? ~ref : ref;
      const last = (arcs[arc]?.length ?? 0) / 2 - 1;
      if (last < 0) continue;
      out.push(arc, ...(ref < 0 ? [last, 0] : [0, last]));
      continue;
    }
    const [arc, from, to] = ref;
    const a = arcs[arc];
    if (!a) continue;
    const last = a.length / 2 - 1;
    const closed = last > 1 && a[0] === a[last * 2] && a[1] === a[last * 2 + 1];
    if (from > to && closed) out.push(arc, from, last, arc, 0, to);
    else out.push(arc, from, to);
  }
  return Int32Array.from(out);
}

/** Walks the vertices of runs in order; `start` is true at the first of all. */
export function walk(
  line: Runs,
  arcs: readonly Float64Array[],
  visit: (x: number, y: number) => void,
): void {
  for (let i = 0; i < line.length; i += 3) {
    const arc = arcs[line[i]!]!;
    const from = line[i + 1]!;
    const to = line[i + 2]!;
    const by = from <= to ? 1 : -1;
    for (let v = from; v !== to + by; v += by) visit(arc[v * 2]!, arc[v * 2 + 1]!);
  }
}

/** The frame that stands on a day, by binary search. */
export function frameAt(feature: Feature, day: Day): Frame | undefined {
  if (day < feature.begin || day >= feature.end) return undefined;
  const { frames } = feature;
  let lo = 0;
  let hi = frames.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (frames[mid]!.from <= day) lo = mid + 1;
    else hi = mid;
  }
  const frame = frames[lo - 1];
  return frame && day < frame.to ? frame : undefined;
}

/** Whether the shape's rings cover a point, by the even-odd rule. */
export function covers(film: Film, shape: number, lon: number, lat: number): boolean {
  const [w, s, e, n] = film.box(shape);
  if (lon < w || lon > e || lat < s || lat > n) return false;
  let inside = false;
  for (const ring of film.geometry(shape).rings) {
    let px = NaN;
    let py = NaN;
    let fx = NaN;
    let fy = NaN;
    const edge = (x: number, y: number) => {
      if (py > lat !== y > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
    };
    walk(ring, film.arcs, (x, y) => {
      if (Number.isNaN(fx)) {
        fx = x;
        fy = y;
      } else edge(x, y);
      px = x;
      py = y;
    });
    if (!Number.isNaN(fx) && (px !== fx || py !== fy)) edge(fx, fy);
  }
  return inside;
}

/** What covers a point on a day, from memory: what weighs most first. */
export function standingAt(
  films: readonly Film[],
  day: Day,
  lon: number,
  lat: number,
): { feature: Feature; frame: Frame }[] {
  const out: { feature: Feature; frame: Frame }[] = [];
  for (const film of films)
    for (const feature of film.features) {
      const frame = frameAt(feature, day);
      if (frame && covers(film, frame.shape, lon, lat)) out.push({ feature, frame });
    }
  return out.sort((a, b) => b.feature.order - a.feature.order);
}

/** The last beat before the day, of all the films. */
export function previousBeat(films: readonly Film[], day: Day): Day | undefined {
  let best: Day | undefined;
  for (const f of films) {
    const d = f.beats[lowerBound(f.beats, day) - 1];
    if (d !== undefined && (best === undefined || d > best)) best = d;
  }
  return best;
}

/** The first beat after the day, of all the films. */
export function nextBeat(films: readonly Film[], day: Day): Day | undefined {
  let best: Day | undefined;
  for (const f of films) {
    const d = f.beats[lowerBound(f.beats, day + 1)];
    if (d !== undefined && (best === undefined || d < best)) best = d;
  }
  return best;
}

/** A source as a claim cites it: `appleman-1961: ch. 20`. */
export function citation(text: string): { id: string; where: string } {
  const colon = text.indexOf(':');
  if (colon < 0) return { id: text.trim(), where: '' };
  return { id: text.slice(0, colon).trim(), where: text.slice(colon + 1).trim() };
}
