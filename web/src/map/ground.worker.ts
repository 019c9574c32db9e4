/**
 * Reads the base map off the main thread: fetches TopoJSON, dissolves its units
 * into land without borders, projects, and hands back flat arrays.
 */
import { feature, merge } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import type { Feature, Position } from 'geojson';
import type { Names } from '../reel/reel';
import { unitX, unitY } from './mercator';

/** Lines or rings, projected: those of line `i` are vertices `starts[i]` until `starts[i + 1]`. */
export interface Lines {
  xy: Float32Array;
  starts: Uint32Array;
  /** West, north, east, south of each, in units of the world. */
  boxes: Float32Array;
  /** Of rivers: 1 the greatest to 4, and their names. */
  ranks: number[];
  names: (Names | undefined)[];
}

/** A file to read, and the objects wanted of it: `land` in one piece, or things each by itself. */
export interface GroundRequest {
  id: number;
  url: string;
  objects: { name: string; dissolve: boolean }[];
}

/** The objects in the order asked for; none where the file could not be read. */
export interface GroundAnswer {
  id: number;
  objects: (Lines | undefined)[];
}

const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener('message', async (e: MessageEvent<GroundRequest>) => {
  const { id, url, objects } = e.data;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(String(response.status));
    const topology = (await response.json()) as Topology;
    const lines = objects.map((o) => read(topology, o.name, o.dissolve));
    const transfer = lines.flatMap((l) =>
      l ? ([l.xy.buffer, l.starts.buffer, l.boxes.buffer] as ArrayBuffer[]) : [],
    );
    scope.postMessage({ id, objects: lines } satisfies GroundAnswer, transfer);
  } catch {
    scope.postMessage({ id, objects: [] } satisfies GroundAnswer);
  }
});

function read(topology: Topology, name: string, dissolve: boolean): Lines | undefined {
  const target = topology.objects[name];
  if (!target) return undefined;
  if (dissolve) {
    const geometries = target.type === 'GeometryCollection' ? target.geometries : [target];
    const land = merge(topology, geometries as Parameters<typeof merge>[1]);
    return flatten(land.coordinates.flat());
  }
  const found = feature(topology, target);
  const lines: Position[][] = [];
  const ranks: number[] = [];
  const names: (Names | undefined)[] = [];
  for (const f of found.type === 'FeatureCollection' ? found.features : [found]) {
    for (const line of linesOf(f)) {
      lines.push(line);
      ranks.push(Number(f.properties?.['rank'] ?? 0));
      names.push(f.properties?.['names'] as Names | undefined);
    }
  }
  return flatten(lines, ranks, names);
}

function linesOf({ geometry: g }: Feature): Position[][] {
  switch (g?.type) {
    case 'LineString':
      return [g.coordinates];
    case 'MultiLineString':
    case 'Polygon':
      return g.coordinates;
    case 'MultiPolygon':
      return g.coordinates.flat();
    default:
      return [];
  }
}

function flatten(
  lines: Position[][],
  ranks: number[] = [],
  names: (Names | undefined)[] = [],
): Lines {
  const total = lines.reduce((n, l) => n + l.length, 0);
  const xy = new Float32Array(total * 2);
  const starts = new Uint32Array(lines.length + 1);
  const boxes = new Float32Array(lines.length * 4);
  let at = 0;
  lines.forEach((line, i) => {
    starts[i] = at;
    let w = Infinity;
    let n = Infinity;
    let e = -Infinity;
    let s = -Infinity;
    for (const p of line) {
      const x = unitX(p[0]!);
      const y = unitY(p[1]!);
      xy[at * 2] = x;
      xy[at * 2 + 1] = y;
      at++;
      w = Math.min(w, x);
      e = Math.max(e, x);
      n = Math.min(n, y);
      s = Math.max(s, y);
    }
    boxes.set([w, n, e, s], i * 4);
  });
  starts[lines.length] = at;
  return { xy, starts, boxes, ranks, names };
}
