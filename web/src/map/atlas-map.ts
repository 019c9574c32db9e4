import * as L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { isoOf } from '../time/day';
import type { App, Inquiry } from '../state/app';
import type { Actor, Place } from '../server';
import { Ground } from './ground';
import { Lettering, isGreat, type Lettered } from './lettering';
import { screenPoint, type Frustum } from './mercator';
import { Painter, type Box, type Target } from './painter';
import { readPalette, type Palette } from './palette';
import { Sheets } from './sheets';
import { sameSheet, stageOn, type Stage, type Standing } from './stage';
import { Symbols } from './symbols';

/** The zooms that the base map serves. */
export const ZOOMS = [3, 12] as const;

/** Milliseconds without a step after which the reader rests. */
const REST = 120;

/** Milliseconds of steps after which titles are laid out though the reader does not rest. */
const LONGEST = 600;

/** How many days to each side are made ready while the reader rests. */
const AHEAD = 200;

/** Milliseconds of making ready at a time. */
const SLICE = 4;

/** What the map wants to be told, and tells. */
export interface MapOptions {
  actors: ReadonlyMap<string, Actor>;
  /** Whether all that the date needs is in memory; only then is the day called painted. */
  complete: () => boolean;
  /** How many pixels of the map's left side lie under panels. */
  covered: () => number;
  /** What lies under the pointer, for the tip beside it. */
  onhover: (hit: Hover | null) => void;
}

/** A thing under the pointer, in pixels of the window. */
export interface Hover {
  standing: Standing;
  x: number;
  y: number;
}

/** The map as the rest of the page knows it; nothing of Leaflet shows. */
export interface AtlasMap {
  setPlaces(places: readonly Place[]): void;
  setActors(actors: ReadonlyMap<string, Actor>): void;
  /** Takes the theme's colours anew. */
  restyle(): void;
  /** Paints before the next picture, whatever has changed. */
  refresh(): void;
  /** Puts a point into view, moving as little as is needed. */
  reveal(lon: number, lat: number): void;
  /** Asks about the middle of the map. */
  askCentre(): void;
  zoomBy(levels: number): void;
  panBy(x: number, y: number): void;
  /** Fetches what only some dates need, so that no step has to. */
  warm(): void;
  /** The ground can be seen, or cannot be had; tells who made it. */
  ready: Promise<string>;
}

/** Puts the moving map into an element and keeps it at the app's state. */
export function createMap(element: HTMLElement, app: App, options: MapOptions): AtlasMap {
  const { store } = app;
  const still = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const camera = store.value.camera;
  const map = L.map(element, {
    center: [camera.lat, camera.lon],
    zoom: camera.zoom,
    minZoom: ZOOMS[0],
    maxZoom: ZOOMS[1],
    zoomSnap: 0.25,
    zoomDelta: 1,
    wheelPxPerZoomLevel: 90,
    zoomControl: false,
    attributionControl: false,
    // The arrow keys belong to time; see the page's list of keys.
    keyboard: false,
    zoomAnimation: !still,
    fadeAnimation: false,
    inertia: !still,
    maxBounds: [
      [-12, 70],
      [66, 175],
    ],
    maxBoundsViscosity: 0.8,
  });

  let palette: Palette = readPalette(document.documentElement);
  let stage: Stage | undefined;
  let mask: OffscreenCanvas | undefined;
  let targets: Target[] = [];
  let lettered: Lettered[] = [];
  let boxes: Box[] = [];
  /** Whether the sheets hold the stage of now in the view of now. */
  let fresh = false;
  let margin = { x: 0, y: 0, left: 0 };
  let viewChanged = true;
  let pending = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let preparing: ReturnType<typeof setTimeout> | undefined;
  let unsettled = 0;
  let stepped = 0;

  const refresh = () => {
    pending ||= requestAnimationFrame(paint);
  };
  const repaintGround = () => {
    viewChanged = true;
    refresh();
  };
  const ground = new Ground(repaintGround);
  const symbols = new Symbols(() => {
    fresh = false;
    refresh();
  });
  const painter = new Painter(options.actors, symbols);
  const lettering = new Lettering();

  const sheets = new Sheets(['ground', 'territory', 'lines', 'names', 'marks'], () => {
    viewChanged = true;
    // At once, not in the next picture: the sheets have just been moved and wiped.
    if (stage) paint();
    else refresh();
  });

  function paintView(f: Frustum): void {
    const [ctx] = sheets.contexts;
    margin = sheets.margin(options.covered());
    ground.paint(ctx!, f, palette);
    const width = ctx!.canvas.width;
    const height = ctx!.canvas.height;
    if (mask?.width !== width || mask.height !== height) mask = new OffscreenCanvas(width, height);
    ground.mask(mask.getContext('2d')!, f);
    fresh = false;
    lettering.invalidate();
  }

  function paint(): void {
    cancelAnimationFrame(pending);
    pending = 0;
    const f = sheets.frustum;
    if (f.width === 0) return;
    if (viewChanged) {
      viewChanged = false;
      paintView(f);
    }
    const { date, lang } = store.value;
    const [, territory, lines, , marks] = sheets.contexts;
    const before = stage;
    const now = stageOn(app.shown(), date);
    stage = now;
    const anew = !fresh || !before;
    const held = anew || !sameSheet(now.territories, before.territories);
    const lined = held || lang !== lettering.lang || !sameSheet(now.lines, before.lines);
    if (held) painter.territories(territory!, f, now, palette, mask, anew);
    let marked = anew || lang !== lettering.lang || !sameSheet(now.marks, before.marks);
    const step = !anew && lang === lettering.lang;
    if (lettering.stale(date, lang)) {
      letterNames();
      marked = true;
    }
    if (!step) layTitles(false);
    if (lined) painter.lines(lines!, f, now, palette, lang);
    if (marked) markSheet(marks!);
    if (!step) listHolders();
    else if (lined || marked) settleSoon();
    if (!lined && !marked) prepareSoon();
    fresh = true;
    if (options.complete()) document.documentElement.dataset['date'] = isoOf(date);
  }

  function letterNames(): void {
    const { date, lang } = store.value;
    lettered = lettering.paint(
      sheets.contexts[3]!,
      sheets.frustum,
      date,
      lang,
      palette,
      painter.titled,
    );
    boxes = lettered.map((l) => l.box);
  }

  function markSheet(ctx: CanvasRenderingContext2D): void {
    const around = [...boxes, ...painter.titled];
    const { lang } = store.value;
    targets = painter.marks(ctx, sheets.frustum, stage!, palette, lang, around, margin);
  }

  /** Lays out the titles, and where they moved the names about them; tells whether they moved. */
  function layTitles(quick: boolean): boolean {
    const obstacles = lettered.map(({ place, box }) => ({ box, great: isGreat(place) }));
    const { lang } = store.value;
    const moved = painter.layTitles(
      sheets.frustum,
      stage!,
      palette,
      lang,
      margin,
      obstacles,
      quick,
    );
    if (moved) letterNames();
    return moved;
  }

  function listHolders(): void {
    store.set({ inView: holdersIn(stage!) });
  }

  /** After the last step, and now and then while steps go on, does what no single step needs. */
  function settleSoon(): void {
    const now = (stepped = performance.now());
    if (settling === undefined) unsettled = now;
    clearTimeout(settling);
    settling = setTimeout(settle, Math.max(0, Math.min(REST, unsettled + LONGEST - now)));
  }

  function settle(): void {
    settling = undefined;
    const resting = performance.now() - stepped >= REST - 5 && !store.value.playing;
    if (!stage || viewChanged || !fresh) return;
    const [, , lines, , marks] = sheets.contexts;
    if (layTitles(!resting)) {
      painter.lines(lines!, sheets.frustum, stage, palette, store.value.lang);
      markSheet(marks!);
    }
    listHolders();
    prepareSoon();
  }

  /** While the reader rests, makes ready what the days about the date will show. */
  function prepareSoon(): void {
    clearTimeout(preparing);
    const f = sheets.frustum;
    const { date, lang, films, layers } = store.value;
    let ahead = 0;
    const work = () => {
      const until = performance.now() + SLICE;
      while (performance.now() < until) {
        const now = store.value;
        if (
          ahead >= AHEAD ||
          f !== sheets.frustum ||
          date !== now.date ||
          lang !== now.lang ||
          films !== now.films ||
          layers !== now.layers
        )
          return;
        ahead++;
        for (const day of [date + ahead, date - ahead])
          painter.prepare(f, stageOn(app.shown(), day), palette, lang);
      }
      preparing = setTimeout(work, SLICE * 2);
    };
    preparing = setTimeout(work, REST * 2);
  }

  /** Who holds or commands something in the window, each once. */
  function holdersIn(now: Stage): string {
    const bounds = map.getBounds();
    const [west, south] = [bounds.getWest(), bounds.getSouth()];
    const [east, north] = [bounds.getEast(), bounds.getNorth()];
    const out = new Set<string>();
    for (const { feature, frame } of [...now.territories, ...now.lines, ...now.marks]) {
      if (!feature.holder || feature.film.kind === 'event' || out.has(feature.holder)) continue;
      const [w, s, e, n] = feature.film.box(frame.shape);
      if (w < east && e > west && s < north && n > south) out.add(feature.holder);
    }
    return [...out].join(' ');
  }

  sheets.addTo(map);

  store.subscribe((now, before) => {
    if (
      now.date !== before.date ||
      now.lang !== before.lang ||
      now.films !== before.films ||
      now.layers !== before.layers
    )
      refresh();
    if (now.camera !== before.camera) {
      const c = map.getCenter();
      const moved =
        Math.abs(c.lat - now.camera.lat) > 1e-6 ||
        Math.abs(c.lng - now.camera.lon) > 1e-6 ||
        map.getZoom() !== now.camera.zoom;
      if (moved) map.setView([now.camera.lat, now.camera.lon], now.camera.zoom, { animate: false });
    }
  });

  map.on('moveend', () => {
    const c = map.getCenter();
    store.set({ camera: { zoom: map.getZoom(), lat: c.lat, lon: c.lng } });
  });

  /** What is pointed at in the window: a mark, a line, a name. */
  const hitAt = (p: L.Point): { target?: Target; name?: Lettered } => {
    const at = sheets.fromWindow(p);
    let target: Target | undefined;
    let nearest = Infinity;
    for (const t of targets) {
      const d = Math.hypot(t.x - at.x, t.y - at.y);
      if (d <= t.radius + 3 && d <= nearest) {
        nearest = d;
        target = t;
      }
    }
    if (target) return { target };
    const name = lettered.find(
      ({ box }) => at.x >= box.x0 && at.x <= box.x1 && at.y >= box.y0 && at.y <= box.y1,
    );
    return name ? { name } : {};
  };

  const lineAt = (p: L.Point): Standing | undefined => {
    const at = sheets.fromWindow(p);
    let best: Standing | undefined;
    let nearest = 9;
    for (const s of stage?.lines ?? []) {
      const d = distanceTo(s, sheets.frustum, at.x, at.y);
      if (d < nearest) {
        nearest = d;
        best = s;
      }
    }
    return best;
  };

  map.on('click', (e: L.LeafletMouseEvent) => {
    const { target, name } = hitAt(e.containerPoint);
    const standing = target?.standing ?? (name ? undefined : lineAt(e.containerPoint));
    const at = target
      ? map.containerPointToLatLng(
          e.containerPoint.add([target.x, target.y]).subtract(sheets.fromWindow(e.containerPoint)),
        )
      : e.latlng.wrap();
    const inquiry: Inquiry = name
      ? { lon: name.place.at[0], lat: name.place.at[1], place: name.place.id }
      : { lon: at.lng, lat: at.lat };
    if (standing) {
      inquiry.layer = standing.feature.film.id;
      inquiry.feature = standing.feature.id;
    }
    app.ask(inquiry);
  });

  let hovering = false;
  map.on('mousemove', (e: L.LeafletMouseEvent) => {
    const { target, name } = hitAt(e.containerPoint);
    const standing = target?.standing ?? (name ? undefined : lineAt(e.containerPoint));
    element.classList.toggle('pointing', Boolean(standing ?? name));
    if (standing || hovering)
      options.onhover(standing ? { standing, x: e.containerPoint.x, y: e.containerPoint.y } : null);
    hovering = Boolean(standing);
  });
  map.on('mouseout movestart', () => {
    hovering = false;
    options.onhover(null);
  });

  // The pin of what was asked about.
  const pin = L.marker([0, 0], {
    icon: L.divIcon({ className: 'pin', iconSize: [22, 22] }),
    interactive: false,
    keyboard: false,
  });
  store.subscribe((now, before) => {
    if (now.inquiry === before.inquiry) return;
    if (now.inquiry) pin.setLatLng([now.inquiry.lat, now.inquiry.lon]).addTo(map);
    else pin.remove();
  });

  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(element);
  refresh();

  return {
    ready: ground.ready.then(() => ground.attribution),
    warm: () => symbols.fetch(),
    refresh,
    setPlaces(places) {
      lettering.setPlaces(places);
      refresh();
    },
    setActors(actors) {
      painter.actors = actors;
      repaintGround();
    },
    restyle() {
      palette = readPalette(document.documentElement);
      repaintGround();
    },
    reveal(lon, lat) {
      const at = L.latLng(lat, lon);
      if (!map.getBounds().pad(-0.15).contains(at)) map.panTo(at, { animate: !still });
    },
    askCentre() {
      const c = map.getCenter();
      app.ask({ lon: c.lng, lat: c.lat });
    },
    zoomBy(levels) {
      map.setZoom(map.getZoom() + levels, { animate: !still });
    },
    panBy(x, y) {
      map.panBy([x, y], { animate: !still });
    },
  };
}

/** Pixels from a point of the canvas to the nearest part of a standing line. */
function distanceTo(s: Standing, f: Frustum, x: number, y: number): number {
  const { film } = s.feature;
  let best = Infinity;
  for (const line of film.geometry(s.frame.shape).lines) {
    for (let i = 0; i < line.length; i += 3) {
      const arc = film.arcs[line[i]!]!;
      const a = Math.min(line[i + 1]!, line[i + 2]!);
      const b = Math.max(line[i + 1]!, line[i + 2]!);
      let p = screenPoint(f, arc[a * 2]!, arc[a * 2 + 1]!);
      for (let v = a + 1; v <= b; v++) {
        const q = screenPoint(f, arc[v * 2]!, arc[v * 2 + 1]!);
        best = Math.min(best, segmentDistance(x, y, p.x, p.y, q.x, q.y));
        p = q;
      }
    }
  }
  return best;
}

function segmentDistance(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - dx * t, y - ay - dy * t);
}
