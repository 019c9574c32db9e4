import type { Lang } from '../../time/calendar';
import { en, type Messages } from './en';

export type { Messages };

/** Each language's own name for itself. */
export const LANG_NAMES: Record<Lang, string> = {
  en: 'English',
  ko: '한국어',
  zh: '繁體中文',
  hans: '简体中文',
  ja: '日本語',
};

/** The interface in every language; a message that one lacks does not compile. */
const LOADERS: Record<Lang, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  ko: async () => (await import('./ko')).ko,
  zh: async () => (await import('./zh')).zh,
  hans: async () => (await import('./hans')).hans,
  ja: async () => (await import('./ja')).ja,
};

const loaded: Partial<Record<Lang, Messages>> = { en };

/** Fetches a language's messages, once; a lost server leaves the page in English. */
export async function loadMessages(lang: Lang): Promise<void> {
  try {
    loaded[lang] ??= await LOADERS[lang]();
  } catch (error) {
    console.error(error);
  }
}

/** The messages of a language that was loaded, else the English ones. */
export function messagesIn(lang: Lang): Messages {
  return loaded[lang] ?? en;
}
