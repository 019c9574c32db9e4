import { describe, expect, test } from 'vitest';
import { openReel, type Reel } from '../reel/reel';
import { dayOf, isoOf } from '../time/day';
import { readAddress, writeAddress, type AddressRules, type View } from './address';
import { createApp, viewOf } from './app';
import { runPlayer } from './player';
import { createStore } from './store';

const opening: View = {
  date: dayOf(1950, 9, 15),
  layers: ['states', 'front'],
  lang: 'en',
  camera: { zoom: 6, lat: 38.5, lon: 127.2 },
  span: null,
  story: null,
  step: null,
};
const rules: AddressRules = {
  opening,
  layers: ['states', 'front', 'strait'],
  bounds: { from: dayOf(600), to: dayOf(2027) },
  zoom: [3, 12],
};
const read = (search: string, hash = '') => readAddress(search, hash, rules);

describe('the address', () => {
  test('says nothing: the opening view', () => {
    expect(read('')).toEqual({ view: opening, misread: [] });
  });

  test('holds the whole state', () => {
    const { view, misread } = read(
      '?date=1950-11-24&layers=front,strait&lang=ko&span=1950-06-25/1953-07-27&story=korea&step=3',
      '#map=7.5/40.1/125.25',
    );
    expect(misread).toEqual([]);
    expect(view).toEqual({
      date: dayOf(1950, 11, 24),
      layers: ['front', 'strait'],
      lang: 'ko',
      camera: { zoom: 7.5, lat: 40.1, lon: 125.25 },
      span: { from: dayOf(1950, 6, 25), to: dayOf(1953, 7, 28) },
      story: 'korea',
      step: 3,
    });
    const [search, hash] = writeAddress(view).split('#');
    expect(read(search!, `#${hash}`)).toEqual({ view, misread: [] });
  });

  test.each<[search: string, hash: string, names: string[], check: (v: View) => boolean]>([
    ['?date=1950-02-31', '', ['date'], (v) => v.date === opening.date],
    ['?date=9999', '', ['date'], (v) => isoOf(v.date) === '2026-12-31'],
    ['?date=0001', '', ['date'], (v) => isoOf(v.date) === '0600-01-01'],
    ['?date=1592', '', [], (v) => isoOf(v.date) === '1592-01-01'],
    ['?layers=front,nonsense', '', ['layers'], (v) => v.layers.join() === 'front'],
    ['?layers=nonsense', '', ['layers'], (v) => v.layers === opening.layers],
    ['?layers=', '', [], (v) => v.layers.length === 0],
    ['?lang=fr', '', ['lang'], (v) => v.lang === 'en'],
    ['?lang=zh-TW', '', [], (v) => v.lang === 'zh'],
    ['?lang=zh-CN', '', [], (v) => v.lang === 'hans'],
    ['?lang=hans', '', [], (v) => v.lang === 'hans'],
    ['?span=1950/1940', '', ['span'], (v) => v.span === null],
    ['?step=-1', '', ['step'], (v) => v.step === null],
    ['', '#map=99/38/127', ['map'], (v) => v.camera.zoom === 12],
    ['', '#map=6/north/127', ['map'], (v) => v.camera.lat === 38.5],
    ['', '#map=6', ['map'], (v) => v.camera === opening.camera],
    ['', '#map=6//127', ['map'], (v) => v.camera === opening.camera],
    ['?date=%E0%A4%A', '#map=%%%', ['date', 'map'], (v) => v.date === opening.date],
  ])('%s %s falls back', (search, hash, names, check) => {
    const { view, misread } = read(search, hash);
    expect(misread.map((m) => m.name)).toEqual(names);
    expect(check(view)).toBe(true);
  });
});

test('a store tells of what differs, and of nothing else', () => {
  const store = createStore({ a: 1, b: 'x' });
  const seen: string[] = [];
  const stop = store.subscribe((now, before) => seen.push(`${before.a}>${now.a}${now.b}`));
  store.set({ a: 1 });
  store.set({ a: 2 });
  store.set({ a: 2, b: 'y' });
  stop();
  store.set({ a: 3 });
  expect(seen).toEqual(['1>2x', '2>2y']);
});

/** A layer with attested changes on some days. */
function film(id: string, days: number[]) {
  const reel: Reel = {
    layer: id,
    kind: 'front',
    hash: 'x',
    scale: 1,
    arcs: [],
    shapes: [{ p: [0, 0] }],
    features: days.slice(0, -1).map((d, i) => ({
      id: `${id}${i}`,
      title: { en: id },
      certainty: 'certain',
      sources: [],
      from: '',
      to: null,
      spans: [[d, days[i + 1]!, 0, 1]],
    })),
    changes: [],
  };
  return openReel(reel);
}

function openApp() {
  const app = createApp(opening, [], rules.layers, rules.bounds);
  const war = [dayOf(1950, 6, 25), dayOf(1950, 9, 15), dayOf(1950, 11, 24), dayOf(1953, 7, 28)];
  app.addFilm(film('front', war));
  app.addFilm(film('states', [dayOf(668), dayOf(676), dayOf(918), dayOf(936)]));
  app.fitTrack();
  return app;
}

describe('the app', () => {
  const at = (app: ReturnType<typeof openApp>) => isoOf(app.store.value.date);

  test('fits the track to the episode of the date', () => {
    const app = openApp();
    const { track } = app.store.value;
    expect([isoOf(track.from), isoOf(track.to)]).toEqual(['1950-05-22', '1953-09-01']);
    app.jump(dayOf(670));
    expect(app.store.value.track.to).toBeLessThan(dayOf(700));
    expect(app.store.value.track.from).toBeLessThanOrEqual(dayOf(668));
  });

  test('steps, leaps and goes from change to change', () => {
    const app = openApp();
    app.stepBy(1, false);
    expect(at(app)).toBe('1950-09-16');
    app.stepBy(-1, true);
    expect(at(app)).toBe('1950-09-09');
    app.toChange(1);
    expect(at(app)).toBe('1950-09-15');
    app.toChange(1);
    expect(at(app)).toBe('1950-11-24');
    app.toChange(-1);
    app.toChange(-1);
    expect(at(app)).toBe('1950-06-25');
    app.toEnd(1);
    expect(at(app)).toBe(isoOf(app.store.value.track.to - 1));
  });

  test('the track that a reader chose stays in the address', () => {
    const app = openApp();
    expect(viewOf(app.store.value).span).toBeNull();
    app.zoomTrack(0.5);
    expect(viewOf(app.store.value).span).toEqual(app.store.value.track);
    app.fitTrack();
    expect(viewOf(app.store.value).span).toBeNull();
  });

  test('layers keep the order of the atlas', () => {
    const app = openApp();
    app.toggleLayer('strait');
    app.toggleLayer('states');
    app.toggleLayer('states');
    expect(app.store.value.layers).toEqual(['states', 'front', 'strait']);
  });

  test('plays at a constant rate and stops at the end of the track', () => {
    const app = openApp();
    let queue: ((ms: number) => void)[] = [];
    runPlayer(app, (callback) => queue.push(callback));
    let ms = 0;
    const run = (frames: number) => {
      for (let i = 0; i < frames; i++) {
        const due = queue;
        queue = [];
        ms += 20;
        for (const callback of due) callback(ms);
      }
    };
    app.togglePlay();
    run(101); // two seconds at six days a second
    expect(at(app)).toBe('1950-09-27');
    app.togglePlay();
    run(50);
    expect(at(app)).toBe('1950-09-27');
    app.setDate(app.store.value.track.to - 3);
    app.togglePlay();
    run(200);
    expect(app.store.value.playing).toBe(false);
    expect(app.store.value.date).toBe(app.store.value.track.to - 1);
    app.togglePlay();
    expect(app.store.value.date).toBe(app.store.value.track.from);
  });
});
