import { civilOf, dayOf, daysIn, type Day, type Grain } from './day';
import { dateWords, type Lang } from './calendar';

/** A parsed date: the half-open days `[from, to)` that it may mean. */
export interface Edtf {
  from: Day;
  to: Day;
  grain: Grain;
  approximate: boolean;
  uncertain: boolean;
}

/** Why a date could not be read. */
export type DateFault = 'shape' | 'month' | 'day';

const SHAPE = /^(-?\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?([?~%])?$/;

/**
 * Reads an EDTF day, month or year, with `?`, `~` or `%`. Typing is forgiven:
 * `668` is the year 0668, `1950-6-5` is 1950-06-05, and `.` or `/` may stand for `-`.
 */
export function parseDate(text: string): Edtf | DateFault {
  const m = SHAPE.exec(text.trim().replace(/(?<=\d)\s*[./]\s*(?=\d)/g, '-'));
  if (!m) return 'shape';
  const year = Number(m[1]);
  const month = m[2] === undefined ? undefined : Number(m[2]);
  const day = m[3] === undefined ? undefined : Number(m[3]);
  if (month !== undefined && (month < 1 || month > 12)) return 'month';
  if (day !== undefined && month !== undefined && (day < 1 || day > daysIn(year, month)))
    return 'day';
  const doubt = m[4] ?? '';
  const grain: Grain = day !== undefined ? 'day' : month !== undefined ? 'month' : 'year';
  const from = dayOf(year, month ?? 1, day ?? 1);
  return {
    from,
    to:
      grain === 'day'
        ? from + 1
        : grain === 'month'
          ? dayOf(year, (month ?? 1) + 1, 1)
          : dayOf(year + 1),
    grain,
    approximate: doubt === '~' || doubt === '%',
    uncertain: doubt === '?' || doubt === '%',
  };
}

/** The words that doubt and open ends take in a language; `{}` stands for the date. */
const DOUBT: Record<
  Lang,
  { about: string; perhaps: string; before: string; after: string; between: string; decade: string }
> = {
  en: {
    about: 'about {}',
    perhaps: '{} (uncertain)',
    before: 'before {}',
    after: 'from {}',
    between: '{} to {}',
    decade: '{}s',
  },
  ko: {
    about: '{}경',
    perhaps: '{} (불확실)',
    before: '{} 이전',
    after: '{}부터',
    between: '{} ~ {}',
    decade: '{}년대',
  },
  zh: {
    about: '約{}',
    perhaps: '{}（未確定）',
    before: '{}以前',
    after: '{}起',
    between: '{}至{}',
    decade: '{}年代',
  },
  hans: {
    about: '约{}',
    perhaps: '{}（未确定）',
    before: '{}以前',
    after: '{}起',
    between: '{}至{}',
    decade: '{}年代',
  },
  ja: {
    about: '{}頃',
    perhaps: '{}（不確か）',
    before: '{}以前',
    after: '{}から',
    between: '{}〜{}',
    decade: '{}年代',
  },
};

/** Prints EDTF as written in the data in words: `1592-05?` is "May 1592 (uncertain)". */
export function edtfWords(text: string, lang: Lang): string {
  const words = DOUBT[lang];
  const fill = (pattern: string, ...values: string[]) => {
    let i = 0;
    return pattern.replace(/\{\}/g, () => values[i++] ?? '');
  };
  const slash = text.indexOf('/');
  if (slash >= 0) {
    const a = text.slice(0, slash);
    const b = text.slice(slash + 1);
    if (a === '' || a === '..') return fill(words.before, edtfWords(b, lang));
    if (b === '' || b === '..') return fill(words.after, edtfWords(a, lang));
    return fill(words.between, edtfWords(a, lang), edtfWords(b, lang));
  }
  const decade = /^(-?\d{3})X$/i.exec(text);
  if (decade) return fill(words.decade, `${decade[1]}0`);
  const date = parseDate(text);
  if (typeof date === 'string') return text;
  let out = dateWords(civilOf(date.from), date.grain, lang);
  if (date.approximate) out = fill(words.about, out);
  if (date.uncertain) out = fill(words.perhaps, out);
  return out;
}
