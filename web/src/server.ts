import type { Day } from './time/day';
import type { Lang } from './time/calendar';
import type { Certainty, Kind, Names, Reel } from './reel/reel';

/** A layer as the atlas lists it. */
export interface LayerInfo {
  id: string;
  kind: Kind;
  title: Names;
  description?: Names;
  order: number;
  shown: boolean;
  rank?: string;
  extent: { bbox: [number, number, number, number]; interval: [string, string | null] };
  features: number;
  changes: number;
  bytes: number;
}

/** Who can hold land or command a unit. */
export interface Actor {
  id: string;
  names: Names;
  colour: string;
  from?: string | null;
  to?: string | null;
  sponsor?: string;
  /** Of a force: whose side it was. A place that passes between the two does not change hands. */
  side?: string;
}

/** Where the page, or a chapter of the atlas, opens. */
export interface Opening {
  date: string;
  center: [lon: number, lat: number];
  zoom: number;
  layers: string[];
}

/** A part of what the atlas tells: a time, and the layers that show it. */
export interface Chapter {
  id: string;
  title: Names;
  span: [from: Day, to: Day];
  view: Opening;
}

/** What the page needs to know before anything else. */
export interface Atlas {
  hash: string;
  title: Names;
  description?: Names;
  languages: Lang[];
  span: [from: Day, to: Day];
  opening: Opening;
  chapters: Chapter[];
  layers: LayerInfo[];
  actors: Actor[];
  dev: boolean;
}

/** A place of the gazetteer; its names may differ by date. */
export interface Place {
  id: string;
  at: [lon: number, lat: number];
  kind: string;
  rank: number;
  names: Names;
  /** Since when, and until when, it is a place to name. */
  from?: Day;
  to?: Day;
  periods?: { from: Day | null; to: Day | null; names: Names; rank?: number }[];
}

/** A work that claims rest on. */
export interface Source {
  id: string;
  author?: string;
  title: string;
  year?: number | string;
  publisher?: string;
  kind?: string;
  url?: string;
}

/** What a reader of one claim wants to know, in one language: a reel leaves it out. */
export interface Note {
  text?: string;
  strength?: string;
  /** Sources with their places in them. */
  citations?: string[];
  /** What it cost in lives, by group: the lowest and the highest figure. */
  lives?: { of: string; low: number; high: number; citations: string[] }[];
}

/** The notes of a layer by the ids of its claims. */
export type Notes = Readonly<Record<string, Note>>;

/** A time for which one holder held a point, dates as EDTF. */
export interface Period {
  from: string | null;
  to: string | null;
  holder: string;
  certainty: Certainty;
  sources: string[];
}

/** What the development server tells after a change of the atlas. */
export interface Reload {
  hash: string;
  problems: string[];
}

/** The server could not be asked at all, unlike one that answers with an error. */
export class Lost extends Error {}

async function get<T>(url: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: 'application/json' } });
  } catch (cause) {
    throw new Lost(url, { cause });
  }
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return (await response.json()) as T;
}

/** Everything that the page asks of its server, each once. */
export const server = {
  atlas: () => get<Atlas>('/api/atlas'),
  reel: (hash: string, layer: string) =>
    get<Reel>(`/api/v/${hash}/layers/${encodeURIComponent(layer)}/reel`),
  notes: async (hash: string, layer: string, lang: string) =>
    (
      await get<{ notes: Notes }>(
        `/api/v/${hash}/layers/${encodeURIComponent(layer)}/notes?lang=${lang}`,
      )
    ).notes,
  places: async (hash: string) => (await get<{ places: Place[] }>(`/api/v/${hash}/places`)).places,
  sources: async (hash: string) =>
    (await get<{ sources: Source[] }>(`/api/v/${hash}/sources`)).sources,
  history: async (lon: number, lat: number) =>
    (await get<{ periods: Period[] }>(`/api/history?lon=${lon.toFixed(5)}&lat=${lat.toFixed(5)}`))
      .periods,
  /** Listens for edits of the atlas while it is being developed. */
  watch(listener: (reload: Reload) => void): () => void {
    const events = new EventSource('/api/dev/events');
    events.addEventListener('message', (e: MessageEvent<string>) => {
      listener(JSON.parse(e.data) as Reload);
    });
    return () => events.close();
  },
};
