import { pickName } from '../state/names';
import type { Theme } from '../state/app';
import { LANGS, LOCALE } from '../time/calendar';
import { useApp, useMessages, useValue } from './context';
import { Icon } from './icons';
import { LANG_NAMES, loadMessages } from './messages';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const THEME_ICON = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

/** The title, as on a map's cartouche. */
export function Title() {
  const { atlas } = useApp();
  const { lang } = useMessages();
  return (
    <header class="title">
      <p class="imprint">Marchland</p>
      <h1>{pickName(atlas.title, lang)}</h1>
    </header>
  );
}

/** The switches of the whole page: language, theme, keys; on a phone the layers as well. */
export function Switches() {
  const { app } = useApp();
  const { lang, t } = useMessages();
  const theme = useValue((s) => s.theme);
  const words = { auto: t.themeAuto, light: t.themeLight, dark: t.themeDark };
  return (
    <nav class="switches" aria-label={t.settings}>
      <div class="langs" role="group" aria-label={t.language}>
        {LANGS.map((l) => (
          <button
            key={l}
            type="button"
            lang={LOCALE[l]}
            aria-pressed={l === lang}
            aria-label={LANG_NAMES[l]}
            onClick={() => void loadMessages(l).then(() => app.setLang(l))}
          >
            {{ en: 'EN', ko: '한', zh: '繁', hans: '简', ja: '日' }[l]}
          </button>
        ))}
      </div>
      <button
        type="button"
        class="plain"
        aria-label={`${t.theme}: ${words[theme]}`}
        title={`${t.theme}: ${words[theme]}`}
        onClick={() =>
          app.store.set({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto' })
        }
      >
        <Icon name={THEME_ICON[theme]} />
      </button>
      <button
        type="button"
        class="plain keys-button"
        aria-label={t.keysList}
        title={`${t.keysList} (?)`}
        onClick={() => app.store.set({ keysShown: true })}
      >
        <Icon name="keys" />
      </button>
      <button
        type="button"
        class="plain layers-button"
        aria-label={t.layers}
        onClick={() =>
          app.store.set({ sheet: app.store.value.sheet === 'layers' ? 'none' : 'layers' })
        }
      >
        <Icon name="layers" />
      </button>
    </nav>
  );
}
