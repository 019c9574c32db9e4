import { useEffect, useRef, useState } from 'preact/hooks';
import type { AtlasMap, Hover } from '../map/atlas-map';
import { pickName } from '../state/names';
import { LOCALE } from '../time/calendar';
import { useApp, useMessages, useValue } from './context';
import { Icon } from './icons';
import { Inquiry } from './Inquiry';
import { Keys, useKeys } from './Keys';
import { Layers } from './Layers';
import { Switches, Title } from './Masthead';
import { Notices } from './Notices';
import { TimeBar } from './TimeBar';
import { Tip } from './Tip';

/** The whole page. `mount` puts the map into its element, once. */
export function Page({
  mount,
}: {
  mount: (element: HTMLElement, onhover: (hit: Hover | null) => void) => AtlasMap;
}) {
  const { app, atlas } = useApp();
  const { lang, t } = useMessages();
  const sheet = useValue((s) => s.sheet);
  const element = useRef<HTMLDivElement>(null);
  const map = useRef<AtlasMap | null>(null);
  const [credit, setCredit] = useState('');
  const [hover, setHover] = useState<Hover | null>(null);

  useEffect(() => {
    map.current ??= mount(element.current!, setHover);
    void map.current.ready.then(setCredit);
  }, [mount]);

  useEffect(() => {
    document.documentElement.lang = LOCALE[lang];
    document.title = `${pickName(atlas.title, lang)} · Marchland`;
  }, [lang, atlas]);

  useKeys(app, () => map.current ?? undefined);

  return (
    <div class={`page sheet-on-${sheet}`}>
      <Switches />
      <main class="stage">
        <div
          ref={element}
          class="map"
          tabIndex={0}
          role="application"
          aria-label={`${t.map}. ${t.mapHelp}`}
          id="map"
        />
        <div class="crosshair" aria-hidden="true" />
        <div class="map-buttons">
          <button
            type="button"
            aria-label={t.zoomIn}
            title={t.zoomIn}
            onClick={() => map.current?.zoomBy(1)}
          >
            <Icon name="plus" />
          </button>
          <button
            type="button"
            aria-label={t.zoomOut}
            title={t.zoomOut}
            onClick={() => map.current?.zoomBy(-1)}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            aria-label={t.whatIsHere}
            title={t.whatIsHere}
            onClick={() => map.current?.askCentre()}
          >
            <Icon name="pin" />
          </button>
        </div>
        <p class="credit">{credit}</p>
        {hover && <Tip hover={hover} />}
      </main>
      <div class="rail">
        <Title />
        <Layers />
      </div>
      <Inquiry reveal={(lon, lat) => map.current?.reveal(lon, lat)} />
      <TimeBar />
      <Notices />
      <Keys />
    </div>
  );
}
