import type { Hover } from '../map/atlas-map';
import { pickName } from '../state/names';
import { edtfWords } from '../time/edtf';
import { useMessages } from './context';

/** The name of what is under the pointer, beside it. */
export function Tip({ hover }: { hover: Hover }) {
  const { lang } = useMessages();
  const { feature } = hover.standing;
  const left = hover.x > globalThis.innerWidth - 260;
  return (
    <div
      class={`tip${left ? ' tip-left' : ''}`}
      style={{ transform: `translate(${hover.x}px, ${hover.y}px)` }}
      aria-hidden="true"
    >
      <div>
        <b>{pickName(feature.title, lang)}</b>
        <small>{edtfWords(feature.from, lang)}</small>
      </div>
    </div>
  );
}
