import { isoOf, type Day } from '../time/day';
import { parseDate } from '../time/edtf';
import { langOf, type Lang } from '../time/calendar';
import { clampDay, SHORTEST, type Span } from '../time/track';

/** Where the map stands. */
export interface Camera {
  zoom: number;
  lat: number;
  lon: number;
}

/** Everything that the address holds. */
export interface View {
  date: Day;
  /** Ids of the layers on show, in the atlas's order. */
  layers: readonly string[];
  lang: Lang;
  camera: Camera;
  /** The days on the track, where the reader chose them. */
  span: Span | null;
  story: string | null;
  step: number | null;
}

/** What may stand in an address of this atlas, and what stands when it says nothing. */
export interface AddressRules {
  opening: View;
  layers: readonly string[];
  bounds: Span;
  zoom: readonly [least: number, most: number];
}

/** A parameter that could not be followed to the letter; what was done instead is in the view. */
export interface Misread {
  name: 'date' | 'layers' | 'lang' | 'map' | 'span' | 'step';
  value: string;
}

/** Reads `?date=&layers=&lang=&span=&story=&step=#map=z/lat/lon`, falling back to the nearest right state. */
export function readAddress(
  search: string,
  hash: string,
  rules: AddressRules,
): { view: View; misread: Misread[] } {
  const query = new URLSearchParams(search);
  const view: View = { ...rules.opening };
  const misread: Misread[] = [];

  const date = query.get('date');
  if (date !== null) {
    const parsed = parseDate(date);
    if (typeof parsed === 'string') misread.push({ name: 'date', value: date });
    else {
      view.date = clampDay(parsed.from, rules.bounds);
      if (view.date !== parsed.from) misread.push({ name: 'date', value: date });
    }
  }

  const layers = query.get('layers');
  if (layers !== null) {
    const asked = layers.split(',').filter(Boolean);
    view.layers = rules.layers.filter((id) => asked.includes(id));
    const unknown = asked.filter((id) => !rules.layers.includes(id));
    if (unknown.length > 0) {
      misread.push({ name: 'layers', value: unknown.join(', ') });
      if (view.layers.length === 0) view.layers = rules.opening.layers;
    }
  }

  const lang = query.get('lang');
  if (lang !== null) {
    const known = langOf(lang);
    if (known) view.lang = known;
    else misread.push({ name: 'lang', value: lang });
  }

  const span = query.get('span');
  if (span !== null) {
    const [a, b] = span.split('/').map(parseDate);
    if (!a || !b || typeof a === 'string' || typeof b === 'string' || b.to - a.from < SHORTEST)
      misread.push({ name: 'span', value: span });
    else {
      const from = clampDay(a.from, rules.bounds);
      const to = clampDay(b.to - 1, rules.bounds) + 1;
      view.span = to - from < SHORTEST ? null : { from, to };
    }
  }

  view.story = query.get('story');
  const step = query.get('step');
  if (step !== null) {
    if (/^\d{1,4}$/.test(step)) view.step = Number(step);
    else misread.push({ name: 'step', value: step });
  }

  const map = /(?:^#|&)map=([^&]*)/.exec(hash)?.[1];
  if (map !== undefined) {
    const parts = map.split('/').map((p) => (p.trim() === '' ? NaN : Number(p)));
    const [zoom, lat, lon] = parts;
    if (parts.length !== 3 || !parts.every(Number.isFinite))
      misread.push({ name: 'map', value: map });
    else {
      view.camera = {
        zoom: Math.min(rules.zoom[1], Math.max(rules.zoom[0], zoom!)),
        lat: Math.min(85, Math.max(-85, lat!)),
        lon: Math.min(180, Math.max(-180, lon!)),
      };
      if (view.camera.zoom !== zoom || view.camera.lat !== lat || view.camera.lon !== lon)
        misread.push({ name: 'map', value: map });
    }
  }
  return { view, misread };
}

/** Writes a view as the address after the path; what `readAddress` reads back. */
export function writeAddress(view: View): string {
  const parts = [
    `date=${isoOf(view.date)}`,
    `layers=${view.layers.map(encodeURIComponent).join(',')}`,
  ];
  parts.push(`lang=${view.lang}`);
  if (view.span) parts.push(`span=${isoOf(view.span.from)}/${isoOf(view.span.to - 1)}`);
  if (view.story !== null) parts.push(`story=${encodeURIComponent(view.story)}`);
  if (view.step !== null) parts.push(`step=${view.step}`);
  const { zoom, lat, lon } = view.camera;
  const digits = Math.max(2, Math.ceil(zoom / 2));
  return `?${parts.join('&')}#map=${trim(zoom, 2)}/${trim(lat, digits)}/${trim(lon, digits)}`;
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
