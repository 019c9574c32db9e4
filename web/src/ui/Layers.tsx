import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Atlas, Chapter, LayerInfo } from '../server';
import type { App } from '../state/app';
import { pickName } from '../state/names';
import { civilOf, type Day } from '../time/day';
import { parseDate } from '../time/edtf';
import { holderName, useApp, useMessages, useValue } from './context';
import { Icon } from './icons';

/** The layers with their switches, by the atlas's chapters, and the legend of the date. */
export function Layers() {
  const { app, atlas } = useApp();
  const { lang, t } = useMessages();
  const scroll = useRef<HTMLDivElement>(null);
  useEndMark(scroll);
  const groups = useMemo(() => grouped(atlas), [atlas]);
  const [current] = useState(() => chapterOn(atlas.chapters, app.store.value.date)?.id);
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
        {groups.map(({ chapter, layers }) =>
          chapter ? (
            <details key={chapter.id} class="chapter" open={chapter.id === current}>
              <summary>
                <span>
                  <span class="chapter-title">{pickName(chapter.title, lang)}</span>{' '}
                  <span class="layer-years">
                    {civilOf(chapter.span[0]).year}–{lastYear(chapter)}
                  </span>
                </span>
                <OnCount layers={layers} />
              </summary>
              <button type="button" class="word chapter-go" onClick={() => open(app, chapter)}>
                {t.showChapter}
              </button>
              <Switchboard layers={layers} />
            </details>
          ) : (
            <Switchboard key="others" layers={layers} />
          ),
        )}
        <Reading />
        <p class="bibliography">
          <a href={`/bibliography?lang=${lang}`} target="_blank" rel="noreferrer">
            {t.bibliography}
          </a>
        </p>
      </div>
      <Legend />
    </aside>
  );
}

/** How many of a chapter's layers are on, while it is folded. */
function OnCount({ layers }: { layers: readonly LayerInfo[] }) {
  const on = useValue((s) => layers.filter((l) => s.layers.includes(l.id)).length);
  return on > 0 ? <span class="on-count">{on}</span> : null;
}

/** The switches of some layers. */
function Switchboard({ layers }: { layers: readonly LayerInfo[] }) {
  const { app, failed } = useApp();
  const { lang, t } = useMessages();
  const on = useValue((s) => s.layers);
  const films = useValue((s) => s.films);
  return (
    <ul class="layer-list">
      {layers.map((layer) => {
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
  );
}

/** The chapters with the layers that each is the first to name; then the layers that none does. */
function grouped(atlas: Atlas): { chapter?: Chapter; layers: LayerInfo[] }[] {
  const left = new Map(atlas.layers.map((l) => [l.id, l]));
  const groups: { chapter?: Chapter; layers: LayerInfo[] }[] = atlas.chapters.map((chapter) => {
    const layers = chapter.view.layers.flatMap((id) => left.get(id) ?? []);
    for (const layer of layers) left.delete(layer.id);
    return { chapter, layers };
  });
  if (left.size > 0) groups.push({ layers: [...left.values()] });
  return groups;
}

/** Goes to where a chapter opens, with its layers and its time. */
function open(app: App, chapter: Chapter): void {
  const { date, center, zoom, layers } = chapter.view;
  const on = parseDate(date);
  app.goTo({
    date: typeof on === 'object' ? on.from : chapter.span[0],
    track: { from: chapter.span[0], to: chapter.span[1] },
    layers,
    camera: { lon: center[0], lat: center[1], zoom },
  });
}

/** The shortest chapter that a day is in. */
function chapterOn(chapters: readonly Chapter[], day: Day): Chapter | undefined {
  return chapters
    .filter(({ span: [from, to] }) => day >= from && day < to)
    .toSorted((a, b) => a.span[1] - a.span[0] - (b.span[1] - b.span[0]))[0];
}

function lastYear(chapter: Chapter): number {
  return civilOf(chapter.span[1] - 1).year;
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
        <li>
          <svg class="mark-advance" viewBox="0 0 26 12" aria-hidden="true">
            <path d="M1 6.6 17 4.2V1l8 5-8 5V7.8L1 7.4Z" />
          </svg>
          {t.readAdvance}
        </li>
        <li>
          <span class="mark mark-tie" />
          {t.readTie}
        </li>
      </ul>
    </section>
  );
}
