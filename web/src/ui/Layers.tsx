import { useEffect, useRef } from 'preact/hooks';
import { pickName } from '../state/names';
import { holderName, useApp, useMessages, useValue } from './context';
import { Icon } from './icons';

/** The layers with their switches, and the legend of the date. */
export function Layers() {
  const { app, atlas, failed } = useApp();
  const { lang, t } = useMessages();
  const on = useValue((s) => s.layers);
  const films = useValue((s) => s.films);
  const scroll = useRef<HTMLDivElement>(null);
  useEndMark(scroll);
  return (
    <aside class="panel layers" aria-label={t.layers}>
      <div class="panel-head">
        <h2>{t.layers}</h2>
        <button
          type="button"
          class="plain panel-close"
          aria-label={t.close}
          onClick={() => app.store.set({ sheet: 'none' })}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="layer-scroll" ref={scroll}>
        <ul class="layer-list">
          {atlas.layers.map((layer) => {
            const [from, to] = layer.extent.interval;
            const span = `${year(from)}–${to === null ? '' : year(to)}`;
            return (
              <li key={layer.id}>
                <label>
                  <input
                    type="checkbox"
                    checked={on.includes(layer.id)}
                    onChange={() => app.toggleLayer(layer.id)}
                  />
                  <span>
                    <span class="layer-name">{pickName(layer.title, lang)}</span>{' '}
                    <span class="layer-years">
                      {failed.has(layer.id)
                        ? t.layerFailed
                        : on.includes(layer.id) && !films.has(layer.id)
                          ? t.loading
                          : span}
                    </span>
                  </span>
                </label>
              </li>
            );
          })}
        </ul>
        <Reading />
      </div>
      <Legend />
    </aside>
  );
}

/** Marks the element `at-end` while there is nothing more to scroll to. */
function useEndMark(ref: { current: HTMLElement | null }): void {
  useEffect(() => {
    const element = ref.current!;
    const mark = () => {
      const left = element.scrollHeight - element.clientHeight - element.scrollTop;
      element.classList.toggle('at-end', left < 4);
      // What scrolls and holds nothing else to go to must be reached by keyboard itself.
      if (!element.querySelector('input'))
        element.tabIndex = element.scrollHeight > element.clientHeight ? 0 : -1;
    };
    mark();
    element.addEventListener('scroll', mark, { passive: true });
    const observer = new ResizeObserver(mark);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    // The legend's list comes and goes.
    const children = new MutationObserver(mark);
    children.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener('scroll', mark);
      observer.disconnect();
      children.disconnect();
    };
  }, [ref]);
}

/** The year of a date, without padding; in a column of figures no language needs more. */
function year(text: string): string {
  return String(Number.parseInt(text, 10));
}

/** The colours of those who hold something on the date. */
function Legend() {
  const { actors } = useApp();
  const { lang, t } = useMessages();
  // A text, so that nothing is drawn again on a day that brings nobody new.
  const present = useValue((s) => s.inView);
  const scroll = useRef<HTMLElement>(null);
  useEndMark(scroll);
  const holders = (present ?? '').split(' ').filter((id) => actors.has(id));
  return (
    <section class="legend" aria-label={t.legend} ref={scroll}>
      <h3>{t.legend}</h3>
      {holders.length === 0 ? (
        present !== null && <p class="quiet">{t.legendNobody}</p>
      ) : (
        <ul>
          {holders.map((id) => {
            const actor = actors.get(id)!;
            return (
              <li key={id}>
                <span class="swatch" style={{ '--swatch': actor.colour }} />
                <span>
                  {shortName(pickName(actor.names, lang))}
                  {actor.sponsor && (
                    <small> {t.under(shortName(holderName(actors, actor.sponsor, lang)))}</small>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** A name without what it says in brackets. */
function shortName(name: string): string {
  return name.replace(/\s*[(（].*$/, '');
}

/** What the kinds of line and tone mean. */
function Reading() {
  const { t } = useMessages();
  return (
    <section class="reading" aria-label={t.reading}>
      <h3>{t.reading}</h3>
      <ul>
        <li>
          <span class="mark mark-attested" />
          {t.readAttested}
        </li>
        <li>
          <span class="mark mark-interpolated" />
          {t.readInterpolated}
        </li>
        <li>
          <span class="mark mark-disputed" />
          {t.readDisputed}
        </li>
        <li>
          <span class="mark mark-probable" />
          {t.readProbable}
        </li>
      </ul>
    </section>
  );
}
