import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { App, State } from '../state/app';
import type { Actor, Atlas, Notes, Place, Source } from '../server';
import { pickName, type Lang } from '../state/names';
import { messagesIn, type Messages } from './messages';

/** What every component may use. */
export interface Context {
  app: App;
  atlas: Atlas;
  actors: ReadonlyMap<string, Actor>;
  places: () => readonly Place[];
  /** The works that claims rest on, fetched once when first wanted. */
  sources: () => Promise<ReadonlyMap<string, Source>>;
  /** What a layer's claims say for themselves, fetched once for each language when first wanted. */
  notes: (layer: string, lang: Lang) => Promise<Notes>;
  /** Layers whose reel could not be read. */
  failed: ReadonlySet<string>;
  /** Marks the server as lost or found. */
  reach: <T>(asked: Promise<T>) => Promise<T>;
}

/** Provides the context; set once in `main`. */
export const AppContext = createContext<Context | null>(null);

/** The context of the page. */
export function useApp(): Context {
  const c = useContext(AppContext);
  if (!c) throw new Error('outside AppContext');
  return c;
}

/** A value taken from the state; the component is drawn again only when that value differs. */
export function useValue<T>(select: (state: State) => T): T {
  const { store } = useApp().app;
  const value = select(store.value);
  const [, redraw] = useState(0);
  useEffect(() => {
    let last = select(store.value);
    if (!Object.is(last, value)) redraw((n) => n + 1);
    return store.subscribe((state) => {
      const next = select(state);
      if (Object.is(next, last)) return;
      last = next;
      redraw((n) => n + 1);
    });
    // The selectors are plain functions of the state; only the store could change.
    // eslint-disable-next-line
  }, [store]);
  return value;
}

/** The page's language and its messages. */
export function useMessages(): { lang: Lang; t: Messages } {
  const lang = useValue((s) => s.lang);
  return { lang, t: messagesIn(lang) };
}

/** A holder's name in the page's language. */
export function holderName(
  actors: ReadonlyMap<string, Actor>,
  holder: string | undefined,
  lang: Lang,
): string {
  const actor = holder === undefined ? undefined : actors.get(holder);
  return actor ? pickName(actor.names, lang) : (holder ?? '');
}
