import type { Lang } from '../time/calendar';
import type { Names } from '../reel/reel';

export type { Lang };

/** The text in the language, or else in one that its readers know: traditional characters, English. */
export function pickName(names: Names | undefined, lang: Lang): string {
  if (!names) return '';
  return names[lang] ?? (lang === 'hans' ? names.zh : undefined) ?? names.en;
}
