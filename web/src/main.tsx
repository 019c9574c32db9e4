import { render } from 'preact';
import { createMap, ZOOMS, type AtlasMap, type Hover } from './map/atlas-map';
import { openReel } from './reel/reel';
import { Lost, server, type Atlas, type Notes, type Place, type Source } from './server';
import { readAddress, writeAddress, type AddressRules } from './state/address';
import { createApp, viewOf, type Theme } from './state/app';
import { runPlayer } from './state/player';
import { LANGS, langOf, type Lang } from './time/calendar';
import { parseDate } from './time/edtf';
import { AppContext, type Context } from './ui/context';
import { loadMessages, messagesIn } from './ui/messages';
import { Page } from './ui/Page';
import './ui/style.css';

void open();

/** Opens the page, or says why it cannot. */
async function open(): Promise<void> {
  const root = document.getElementById('page')!;
  try {
    const [atlas] = await Promise.all([server.atlas(), loadMessages(wantedLanguage())]);
    start(root, atlas);
  } catch (error) {
    console.error(error);
    const t = messagesIn(wantedLanguage());
    render(
      <main class="failed">
        <h1>Marchland</h1>
        <p role="alert">{t.notLoaded}</p>
        <button type="button" class="go" onClick={() => location.reload()}>
          {t.retry}
        </button>
      </main>,
      root,
    );
  }
}

/** The language that the address asks for, or else the reader's. */
function wantedLanguage(): Lang {
  return langOf(new URLSearchParams(location.search).get('lang') ?? '') ?? readerLanguage(LANGS);
}

function start(root: HTMLElement, first: Atlas): void {
  let atlas = first;
  const rules = addressRules(atlas);
  const { view, misread } = readAddress(location.search, location.hash, rules);
  const app = createApp(view, misread, rules.layers, rules.bounds);
  const { store } = app;

  let map: AtlasMap | undefined;
  let places: readonly Place[] = [];
  let sources: Promise<ReadonlyMap<string, Source>> | undefined;
  const notes = new Map<string, Promise<Notes>>();
  const failed = new Set<string>();
  const asked = new Map<string, Promise<void>>();

  const reach = async <T,>(promise: Promise<T>): Promise<T> => {
    try {
      const answer = await promise;
      store.set({ lost: false });
      return answer;
    } catch (error) {
      if (error instanceof Lost) store.set({ lost: true });
      throw error;
    }
  };

  /** Fetches a layer's reel once; a layer that fails may be asked for again. */
  const fetchLayer = (id: string): Promise<void> => {
    let pending = asked.get(id);
    if (!pending) {
      const { hash } = atlas;
      pending = reach(server.reel(hash, id)).then(
        (reel) => {
          failed.delete(id);
          if (hash === atlas.hash) app.addFilm(openReel(reel));
        },
        (error: unknown) => {
          console.error(error);
          failed.add(id);
          asked.delete(id);
          store.set({ films: new Map(store.value.films) });
        },
      );
      asked.set(id, pending);
    }
    return pending;
  };

  const fetchPlaces = async () => {
    places = await reach(server.places(atlas.hash));
    map?.setPlaces(places);
  };

  let grounded = false;
  const complete = () =>
    grounded && store.value.layers.every((id) => store.value.films.has(id) || failed.has(id));

  /** The column of title and layers, where the page is wide enough to have one. */
  const covered = () => {
    const rail = document.querySelector('.rail')?.getBoundingClientRect();
    return rail && rail.width > 0 ? rail.right : 0;
  };

  const context: Context = {
    app,
    atlas,
    actors: new Map(atlas.actors.map((a) => [a.id, a])),
    places: () => places,
    sources: () => {
      sources ??= reach(server.sources(atlas.hash)).then(
        (list) => new Map(list.map((s) => [s.id, s])),
      );
      sources.catch(() => (sources = undefined));
      return sources;
    },
    notes: (layer, lang) => {
      const key = `${atlas.hash} ${layer} ${lang}`;
      let pending = notes.get(key);
      if (!pending) {
        pending = reach(server.notes(atlas.hash, layer, lang));
        pending.catch(() => notes.delete(key));
        notes.set(key, pending);
      }
      return pending;
    },
    failed,
    reach,
  };

  dress(app.store.value.theme);
  const mount = (element: HTMLElement, onhover: (hit: Hover | null) => void) => {
    map = createMap(element, app, { actors: context.actors, complete, covered, onhover });
    map.setPlaces(places);
    void map.ready.then(() => {
      grounded = true;
      map?.refresh();
    });
    return map;
  };
  const draw = () =>
    render(
      <AppContext.Provider value={context}>
        <Page mount={mount} />
      </AppContext.Provider>,
      root,
    );

  // What is on show first; then the names; then everything else, while nobody waits.
  const firstLayers = Promise.all(view.layers.map(fetchLayer));
  void fetchPlaces().catch(console.error);
  void firstLayers.then(() => {
    if (!store.value.trackChosen) app.fitTrack();
    whenIdle(() => {
      void context.sources().catch(() => undefined);
      for (const lang of LANGS) void loadMessages(lang);
      for (const layer of atlas.layers) void fetchLayer(layer.id);
      if (atlas.layers.some((l) => l.kind === 'unit')) map?.warm();
    });
  });
  draw();

  runPlayer(app, (callback) => requestAnimationFrame(callback));
  keepAddress(app, rules);

  store.subscribe((now, before) => {
    if (now.layers !== before.layers) for (const id of now.layers) void fetchLayer(id);
    if (now.theme !== before.theme) {
      remember(now.theme);
      dress(now.theme);
      map?.restyle();
    }
  });
  const dusk = matchMedia('(prefers-color-scheme: dark)');
  dusk.addEventListener('change', () => {
    dress(store.value.theme);
    map?.restyle();
  });
  const kept = remembered();
  if (kept) store.set({ theme: kept });

  if (atlas.dev) {
    server.watch(({ hash, problems }) => {
      store.set({ problems: problems ?? [] });
      if (!hash || hash === atlas.hash) return;
      // Everything anew, in place: the view stays, the old films serve until the new ones are here.
      void reach(server.atlas()).then((next) => {
        atlas = next;
        context.atlas = next;
        context.actors = new Map(next.actors.map((a) => [a.id, a]));
        sources = undefined;
        asked.clear();
        map?.setActors(context.actors);
        void fetchPlaces().catch(console.error);
        for (const layer of next.layers) void fetchLayer(layer.id);
        draw();
      }, console.error);
    });
  }
}

function addressRules(atlas: Atlas): AddressRules {
  const opening = parseDate(atlas.opening.date);
  const [lon, lat] = atlas.opening.center;
  const order = atlas.layers.map((l) => l.id);
  return {
    layers: order,
    bounds: { from: atlas.span[0], to: atlas.span[1] },
    zoom: ZOOMS,
    opening: {
      date: typeof opening === 'object' ? opening.from : atlas.span[1] - 1,
      layers: order.filter((id) => atlas.opening.layers.includes(id)),
      lang: readerLanguage(atlas.languages),
      camera: { zoom: atlas.opening.zoom, lat, lon },
      span: null,
      story: null,
      step: null,
    },
  };
}

/** The first of the reader's languages that the atlas has. */
function readerLanguage(known: readonly Lang[]): Lang {
  for (const tag of navigator.languages) {
    const lang = langOf(tag);
    if (lang && known.includes(lang)) return lang;
  }
  return 'en';
}

/** Writes the state to the address soon after it changes, and follows the address when it is edited. */
function keepAddress(app: ReturnType<typeof createApp>, rules: AddressRules): void {
  const { store } = app;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    const address = writeAddress(viewOf(store.value));
    if (address !== location.search + location.hash)
      history.replaceState(history.state, '', address);
  };
  store.subscribe(() => {
    // Once the reader rests: a write costs more than a step of the map.
    clearTimeout(timer);
    timer = setTimeout(write, 300);
  });
  const follow = () => {
    const current = viewOf(store.value);
    const { view, misread } = readAddress(location.search, location.hash, {
      ...rules,
      opening: current,
    });
    const { span, ...rest } = view;
    void loadMessages(rest.lang).then(() => {
      store.set({ ...rest, misread, ...(span ? { track: span, trackChosen: true } : {}) });
      app.setDate(view.date);
    });
  };
  addEventListener('hashchange', follow);
  addEventListener('popstate', follow);
}

function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 3000 });
  else setTimeout(work, 600);
}

/** Puts the theme on the page; `auto` follows the system. */
function dress(theme: Theme): void {
  const dark =
    theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

const THEME_KEY = 'marchland theme';

function remember(theme: Theme): void {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // A browser that keeps nothing shows the system's theme next time.
  }
}

function remembered(): Theme | undefined {
  try {
    const kept = localStorage.getItem(THEME_KEY);
    return kept === 'light' || kept === 'dark' ? kept : undefined;
  } catch {
    return undefined;
  }
}
