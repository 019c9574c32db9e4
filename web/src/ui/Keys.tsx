import { useEffect, useRef } from 'preact/hooks';
import type { AtlasMap } from '../map/atlas-map';
import type { App } from '../state/app';
import { useApp, useMessages, useValue } from './context';
import { Icon } from './icons';

/** Binds the keys of the page; those of the map and the track work while these have the focus. */
export function useKeys(app: App, map: () => AtlasMap | undefined): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
      const target = e.target instanceof HTMLElement ? e.target : document.body;
      if (target.closest('input:not([type=checkbox]), select, textarea, dialog')) return;
      const onMap = target.id === 'map';
      const onTrack = target.getAttribute('role') === 'slider';
      const done = act(e, app, map(), { onMap, onTrack, target });
      if (done) e.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [app, map]);
}

/** Does what a key says; tells whether it said anything. */
function act(
  e: KeyboardEvent,
  app: App,
  map: AtlasMap | undefined,
  focus: { onMap: boolean; onTrack: boolean; target: HTMLElement },
): boolean {
  switch (e.key) {
    case 'ArrowLeft':
      app.stepBy(-1, e.shiftKey);
      return true;
    case 'ArrowRight':
      app.stepBy(1, e.shiftKey);
      return true;
    case 'ArrowDown':
    case 'ArrowUp':
      if (!focus.onTrack) return false;
      app.stepBy(e.key === 'ArrowUp' ? 1 : -1, e.shiftKey);
      return true;
    case 'Home':
      app.toEnd(-1);
      return true;
    case 'End':
      app.toEnd(1);
      return true;
    case 'PageUp':
      app.toChange(-1);
      return true;
    case 'PageDown':
      app.toChange(1);
      return true;
    case ' ':
      // A button, a switch and a disclosure keep their own space bar.
      if (focus.target.closest('button, input, summary, a')) return false;
      app.togglePlay();
      return true;
    case 'f':
    case 'F':
      if (document.fullscreenElement) void document.exitFullscreen();
      else void document.documentElement.requestFullscreen?.().catch(() => undefined);
      return true;
    case '?':
      app.store.set({ keysShown: true });
      return true;
    case 'Escape':
      if (app.store.value.inquiry) app.ask(null);
      else app.store.set({ sheet: 'none' });
      return true;
    case '+':
    case '=':
      if (focus.onMap) map?.zoomBy(1);
      else if (focus.onTrack) app.zoomTrack(0.5);
      else return false;
      return true;
    case '-':
      if (focus.onMap) map?.zoomBy(-1);
      else if (focus.onTrack) app.zoomTrack(2);
      else return false;
      return true;
    case 'Enter':
      if (!focus.onMap) return false;
      map?.askCentre();
      return true;
  }
  const pan = focus.onMap ? PAN[e.key.toLowerCase()] : undefined;
  if (!pan) return false;
  map?.panBy(pan[0], pan[1]);
  return true;
}

const PAN: Record<string, [number, number]> = {
  w: [0, -120],
  a: [-120, 0],
  s: [0, 120],
  d: [120, 0],
};

/** The list of keys, over the page. */
export function Keys() {
  const { app } = useApp();
  const { t } = useMessages();
  const shown = useValue((s) => s.keysShown);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const d = dialog.current;
    if (shown && !d?.open) d?.showModal();
    if (!shown && d?.open) d.close();
  }, [shown]);
  const rows: [keys: string[], words: string][] = [
    [['←', '→'], t.keyStep],
    [['Shift ←', 'Shift →'], t.keyLarge],
    [['Space'], t.keyPlay],
    [['Home', 'End'], t.keyEnds],
    [['PgUp', 'PgDn'], t.keyChange],
    [['F'], t.keyFull],
    [['+', '−'], t.keyMapZoom],
    [['W', 'A', 'S', 'D'], t.keyMapMove],
    [['Enter'], t.keyMapAsk],
    [['+', '−'], t.keyTrackZoom],
    [['Esc'], t.keyEscape],
    [['?'], t.keyHelp],
  ];
  return (
    <dialog
      ref={dialog}
      class="keys"
      aria-labelledby="keys-title"
      onClose={() => app.store.set({ keysShown: false })}
      onClick={(e) => e.target === dialog.current && dialog.current?.close()}
    >
      <div class="panel-head">
        <h2 id="keys-title">{t.keys}</h2>
        <button
          type="button"
          class="plain"
          aria-label={t.close}
          onClick={() => app.store.set({ keysShown: false })}
        >
          <Icon name="close" />
        </button>
      </div>
      <dl>
        {rows.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
