import { nextBeat, previousBeat, type Film } from '../reel/reel';
import type { Day } from '../time/day';
import type { Lang } from '../time/calendar';
import {
  clampDay,
  airy,
  episodeAt,
  episodes,
  revealDay,
  slideSpan,
  stride,
  zoomSpan,
  type Span,
} from '../time/track';
import type { Misread, View } from './address';
import { createStore, type Store } from './store';

/** What the reader asked about: a point, and perhaps a thing that was pointed at. */
export interface Inquiry {
  lon: number;
  lat: number;
  /** The gazetteer's place there, where a name was pointed at. */
  place?: string;
  /** The feature that was pointed at. */
  layer?: string;
  feature?: string;
}

/** Light, dark, or as the reader's system has it. */
export type Theme = 'auto' | 'light' | 'dark';

/** How fast play goes; 1 is a rate at which a reader can follow. */
export const SPEEDS = [0.5, 1, 2, 4] as const;

/** Everything that can change while the page is open. */
export interface State extends Omit<View, 'span'> {
  /** The days on the track. */
  track: Span;
  /** Whether the reader chose the track, so that the address keeps it. */
  trackChosen: boolean;
  playing: boolean;
  speed: number;
  theme: Theme;
  inquiry: Inquiry | null;
  /** Layers that are in memory, by id. */
  films: ReadonlyMap<string, Film>;
  /** Ids of those who hold something in the map's window on the date, as one text; null before it is known. */
  inView: string | null;
  misread: readonly Misread[];
  /** The server did not answer the last time it was asked. */
  lost: boolean;
  /** What is wrong with the atlas that is being edited. */
  problems: readonly string[];
  keysShown: boolean;
  /** On a phone the sheet that stands over the map. */
  sheet: 'none' | 'layers' | 'inquiry';
}

/** The state and everything that can be done with it. */
export interface App {
  readonly store: Store<State>;
  /** The days that the atlas spans. */
  readonly bounds: Span;
  /** The films on show, in the atlas's order. */
  shown(): Film[];
  setDate(day: Day): void;
  /** Goes to a date that may be off the track, and moves the track there. */
  jump(day: Day): void;
  stepBy(direction: 1 | -1, large: boolean): void;
  toChange(direction: 1 | -1): void;
  toEnd(direction: 1 | -1): void;
  togglePlay(): void;
  setTrack(span: Span): void;
  zoomTrack(factor: number, at?: Day): void;
  slideTrack(days: number): void;
  /** Fits the track to the episode about the date, and forgets the reader's choice. */
  fitTrack(): void;
  toggleLayer(id: string): void;
  /** Goes to another view of the map at once: its day, its track, its layers, its camera. */
  goTo(view: Pick<State, 'date' | 'track' | 'camera'> & { layers: readonly string[] }): void;
  setLang(lang: Lang): void;
  ask(inquiry: Inquiry | null): void;
  addFilm(film: Film): void;
}

/** Makes the app from what the address said. */
export function createApp(
  view: View,
  misread: readonly Misread[],
  layers: readonly string[],
  bounds: Span,
): App {
  const { span, ...rest } = view;
  const store = createStore<State>({
    ...rest,
    track: span ?? bounds,
    trackChosen: span !== null,
    playing: false,
    speed: 1,
    theme: 'auto',
    inquiry: null,
    films: new Map(),
    inView: null,
    misread,
    lost: false,
    problems: [],
    keysShown: false,
    sheet: 'none',
  });

  const shown = () => {
    const { films, layers: on } = store.value;
    return on.map((id) => films.get(id)).filter((f): f is Film => f !== undefined);
  };

  /** The shortest episode of a layer on show that holds the day; else the nearest. */
  const naturalTrack = (day: Day): Span => {
    const all = shown().flatMap((f) => episodes(f.beats));
    const holding = all.filter((s) => day >= s.from && day < s.to && s.to - s.from > 60);
    holding.sort((a, b) => a.to - a.from - (b.to - b.from));
    const found = holding[0] ?? episodeAt(all, day);
    if (!found) return bounds;
    return revealDay(airy(found, bounds), day, bounds);
  };

  const app: App = {
    store,
    bounds,
    shown,
    setDate(day) {
      const date = clampDay(Math.round(day), bounds);
      const { track } = store.value;
      store.set(
        date >= track.from && date < track.to
          ? { date }
          : { date, track: revealDay(track, date, bounds) },
      );
    },
    jump(day) {
      const date = clampDay(Math.round(day), bounds);
      const { track } = store.value;
      if (date >= track.from && date < track.to) store.set({ date });
      else store.set({ date, track: naturalTrack(date), trackChosen: false });
    },
    stepBy(direction, large) {
      app.setDate(stride(store.value.date, store.value.track, direction, large));
    },
    toChange(direction) {
      const { date } = store.value;
      const day = direction < 0 ? previousBeat(shown(), date) : nextBeat(shown(), date);
      if (day !== undefined) app.jump(day);
    },
    toEnd(direction) {
      const { track } = store.value;
      app.setDate(direction < 0 ? track.from : track.to - 1);
    },
    togglePlay() {
      const { playing, date, track } = store.value;
      if (!playing && date >= track.to - 1) store.set({ date: track.from, playing: true });
      else store.set({ playing: !playing });
    },
    setTrack(track) {
      store.set({ track: revealDay(track, store.value.date, bounds), trackChosen: true });
    },
    zoomTrack(factor, at = store.value.date) {
      app.setTrack(zoomSpan(store.value.track, factor, at, bounds));
    },
    slideTrack(days) {
      const track = slideSpan(store.value.track, days, bounds);
      store.set({
        track,
        trackChosen: true,
        date: clampDay(store.value.date, track),
      });
    },
    fitTrack() {
      store.set({ track: naturalTrack(store.value.date), trackChosen: false });
    },
    toggleLayer(id) {
      const on = new Set(store.value.layers);
      if (!on.delete(id)) on.add(id);
      store.set({ layers: layers.filter((l) => on.has(l)) });
    },
    goTo({ date, track, layers: wanted, camera }) {
      store.set({
        date,
        track,
        trackChosen: true,
        layers: layers.filter((l) => wanted.includes(l)),
        camera,
      });
    },
    setLang(lang) {
      store.set({ lang });
    },
    ask(inquiry) {
      store.set({ inquiry, sheet: inquiry ? 'inquiry' : 'none' });
    },
    addFilm(film) {
      const films = new Map(store.value.films);
      films.set(film.id, film);
      store.set({ films });
    },
  };
  return app;
}

/** The view that the address is written from. */
export function viewOf(s: State): View {
  const { date, layers, lang, camera, story, step } = s;
  return { date, layers, lang, camera, story, step, span: s.trackChosen ? s.track : null };
}
