import type { Lang } from '../time/calendar';
import type { Names } from '../reel/reel';

export type { Lang };

/** The text in the language, or else in English. */
export function pickName(names: Names | undefined, lang: Lang): string {
  return names ? (names[lang] ?? names.en) : '';
}
