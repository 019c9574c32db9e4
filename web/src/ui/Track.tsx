import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Feature, Film, Kind } from '../reel/reel';
import { pickName } from '../state/names';
import { dayWords } from '../time/calendar';
import type { Day } from '../time/day';
import { density, ticks, type Span } from '../time/track';
import { useApp, useMessages, useValue } from './context';
import type { Lang } from '../time/calendar';

/** Width of a bar of the histogram, in pixels. */
const BAR = 4;

/** Time as a track: how much happens when, named moments, and the slider along it. */
export function Track() {
  const { app } = useApp();
  const { lang, t } = useMessages();
  const track = useValue((s) => s.track);
  const films = useValue((s) => s.films);
  const layers = useValue((s) => s.layers);
  const box = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const width = useWidth(box);

  useSlider(slider, lang, width);
  useScrub(slider);

  const marks = useMemo(() => ticks(track, width, lang), [track, width, lang]);
  const named = useMemo(
    () =>
      namedMoments(
        layers.flatMap((id) => films.get(id) ?? []),
        track,
        width,
        lang,
      ),
    [layers, films, track, width, lang],
  );
  const at = (day: Day) => `${(((day - track.from) / (track.to - track.from)) * 100).toFixed(3)}%`;

  return (
    <div class="track" ref={box}>
      <div class="moments">
        {named.map((m) => (
          <button
            key={`${m.day}${m.label}`}
            type="button"
            tabIndex={-1}
            style={{ left: at(m.day), maxWidth: `${m.width}px` }}
            onClick={() => app.setDate(m.day)}
          >
            {m.label}
          </button>
        ))}
      </div>
      <div
        ref={slider}
        class="slider"
        role="slider"
        tabIndex={0}
        aria-label={t.date}
        aria-orientation="horizontal"
        aria-valuemin={track.from}
        aria-valuemax={track.to - 1}
        aria-valuenow={app.store.value.date}
        aria-valuetext={dayWords(app.store.value.date, lang)}
      >
        <Histogram
          films={layers.flatMap((id) => films.get(id) ?? [])}
          track={track}
          width={width}
        />
        <div class="thumb" />
      </div>
      <div class="ticks" aria-hidden="true">
        {marks.map((m) => (
          <span key={m.day} class={m.major ? 'major' : ''} style={{ left: at(m.day) }}>
            {m.label}
          </span>
        ))}
      </div>
    </div>
  );
}

function useWidth(ref: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(800);
  useLayoutEffect(() => {
    const element = ref.current!;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** Keeps the slider at the date without drawing the component again: this runs at every step. */
function useSlider(ref: { current: HTMLDivElement | null }, lang: Lang, width: number): void {
  const { app } = useApp();
  useLayoutEffect(() => {
    const slider = ref.current!;
    const thumb = slider.querySelector<HTMLElement>('.thumb')!;
    const place = () => {
      const { date, track } = app.store.value;
      const share = (date - track.from) / Math.max(1, track.to - 1 - track.from);
      thumb.style.transform = `translateX(${(share * width).toFixed(1)}px)`;
      slider.setAttribute('aria-valuenow', String(date));
      slider.setAttribute('aria-valuetext', dayWords(date, lang));
    };
    place();
    return app.store.subscribe((now, before) => {
      if (now.date !== before.date || now.track !== before.track) place();
    });
  }, [app, ref, lang, width]);
}

/** Dragging, the wheel and two fingers. */
function useScrub(ref: { current: HTMLDivElement | null }): void {
  const { app } = useApp();
  useEffect(() => {
    const slider = ref.current!;
    const fingers = new Map<number, number>();
    let pinch: { distance: number; track: Span; at: Day } | undefined;

    const dayAt = (clientX: number) => {
      const { left, width } = slider.getBoundingClientRect();
      const { track } = app.store.value;
      const share = Math.max(0, Math.min(1, (clientX - left) / Math.max(1, width)));
      return Math.round(track.from + share * (track.to - 1 - track.from));
    };
    const spread = () => {
      const [a, b] = [...fingers.values()];
      return Math.max(10, Math.abs((a ?? 0) - (b ?? 0)));
    };

    const onDown = (e: PointerEvent) => {
      if (e.button !== 0) return;
      slider.setPointerCapture(e.pointerId);
      slider.focus({ preventScroll: true });
      fingers.set(e.pointerId, e.clientX);
      if (fingers.size === 2) {
        const [a, b] = [...fingers.values()];
        pinch = {
          distance: spread(),
          track: app.store.value.track,
          at: dayAt(((a ?? 0) + (b ?? 0)) / 2),
        };
      } else app.store.set({ playing: false });
      if (fingers.size === 1) app.setDate(dayAt(e.clientX));
      e.preventDefault();
    };
    const onMove = (e: PointerEvent) => {
      if (!fingers.has(e.pointerId)) return;
      fingers.set(e.pointerId, e.clientX);
      if (pinch && fingers.size === 2) {
        const factor = pinch.distance / spread();
        const now = app.store.value.track;
        app.zoomTrack(
          ((pinch.track.to - pinch.track.from) * factor) / (now.to - now.from),
          pinch.at,
        );
      } else if (!pinch) app.setDate(dayAt(e.clientX));
    };
    const onUp = (e: PointerEvent) => {
      fingers.delete(e.pointerId);
      if (fingers.size === 0) pinch = undefined;
    };
    const onWheel = (e: WheelEvent) => {
      e.preventDefault();
      const { track } = app.store.value;
      if (Math.abs(e.deltaX) > Math.abs(e.deltaY))
        app.slideTrack((e.deltaX / slider.clientWidth) * (track.to - track.from));
      else app.zoomTrack(Math.exp(e.deltaY * 0.0016), dayAt(e.clientX));
    };

    slider.addEventListener('pointerdown', onDown);
    slider.addEventListener('pointermove', onMove);
    slider.addEventListener('pointerup', onUp);
    slider.addEventListener('pointercancel', onUp);
    slider.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      slider.removeEventListener('pointerdown', onDown);
      slider.removeEventListener('pointermove', onMove);
      slider.removeEventListener('pointerup', onUp);
      slider.removeEventListener('pointercancel', onUp);
      slider.removeEventListener('wheel', onWheel);
    };
  }, [app, ref]);
}

/** How much happens when; drawn once for each track and set of layers. */
function Histogram({
  films,
  track,
  width,
}: {
  films: readonly Film[];
  track: Span;
  width: number;
}) {
  const bars = useMemo(() => {
    const bins = Math.max(10, Math.floor(width / BAR));
    const counts = films.map((f) => density(f.beats, track, bins));
    const heights = Array.from({ length: bins }, (_, i) =>
      Math.sqrt(counts.reduce((n, c) => n + (c[i] ?? 0), 0)),
    );
    const most = Math.max(1, ...heights);
    return heights
      .map((h, i) => (h > 0 ? `M${i} 1V${(1 - 0.12 - 0.88 * (h / most)).toFixed(3)}h.7V1z` : ''))
      .join('');
    // The list of films is made anew at each drawing; what is in it is what counts.
    // eslint-disable-next-line
  }, [films.map((f) => f.id).join(), films[0], track, width]);
  const bins = Math.max(10, Math.floor(width / BAR));
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${bins} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={bars} />
    </svg>
  );
}

interface Moment {
  day: Day;
  label: string;
  width: number;
}

/** What weighs as much as what in the naming of moments; events are weighed one by one. */
const MOMENTOUS: Record<Kind, number> = {
  event: 2,
  front: 2.2,
  unit: 2.4,
  route: 2.3,
  territory: 3,
};

/**
 * The weightiest moments of the span that have room for their names: the events
 * of the layers on show, or where these hold none the beginnings of what has a
 * name of its own.
 */
function namedMoments(films: readonly Film[], span: Span, width: number, lang: Lang): Moment[] {
  const per = width / (span.to - span.from);
  const events = films.filter((f) => f.kind === 'event');
  const seen = new Set<string>();
  // A front's days between its named lines all bear the layer's name.
  const times = new Map<string, number>();
  const isFront = (f: Feature) => f.film.kind === 'front';
  if (events.length === 0)
    for (const f of films.flatMap((film) => film.features).filter(isFront))
      times.set(f.title.en, (times.get(f.title.en) ?? 0) + 1);
  const all = (events.length > 0 ? events : films)
    .flatMap((f) => f.features)
    .map((feature) => ({
      feature,
      day: feature.begin,
      weight: feature.weight ?? MOMENTOUS[feature.film.kind],
    }))
    .filter(({ feature, weight }) =>
      events.length > 0 ? weight <= 2 : (times.get(feature.title.en) ?? 0) < 3 || !isFront(feature),
    )
    .sort((a, b) => a.day - b.day)
    // Of what begins again and again under one name the first time counts.
    .filter(({ feature }) => {
      const known = seen.has(feature.title.en);
      seen.add(feature.title.en);
      return !known;
    })
    .filter(({ day }) => day >= span.from && day < span.to)
    .sort((a, b) => a.weight - b.weight || a.day - b.day);
  const taken: [number, number][] = [];
  const out: Moment[] = [];
  for (const { feature, day } of all) {
    const label = pickName(feature.title, lang);
    const x = (day - span.from) * per;
    const w = Math.min(240, textWidth(label) + 8);
    const range: [number, number] = [x, x + w];
    if (range[1] > width || taken.some(([a, b]) => range[0] < b && range[1] > a)) continue;
    taken.push(range);
    out.push({ day, label, width: w });
  }
  return out;
}

let ruler: CanvasRenderingContext2D | null | undefined;

function textWidth(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (!ruler) return text.length * 8;
  const large = matchMedia('(min-width: 1800px) and (min-height: 950px)').matches;
  ruler.font = `${large ? 14 : 12}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}
