import { civilOf, type Civil, type Day, type Grain } from './day';

/** The languages of the page; `zh` is Chinese in traditional characters, `hans` in simplified ones. */
export const LANGS = ['en', 'ko', 'zh', 'hans', 'ja'] as const;
/** A language of the page. */
export type Lang = (typeof LANGS)[number];

/** The BCP 47 tag that `Intl` and the `lang` attribute want. */
export const LOCALE: Record<Lang, string> = {
  en: 'en-GB',
  ko: 'ko-KR',
  zh: 'zh-Hant-TW',
  hans: 'zh-Hans-CN',
  ja: 'ja-JP',
};

/** The language that a BCP 47 tag, or an address, asks for: `zh-CN` is `hans`. */
export function langOf(tag: string): Lang | undefined {
  const [first, ...rest] = tag.toLowerCase().split(/[-_]/);
  if (first === 'zh' && rest.some((part) => ['hans', 'cn', 'sg', 'my'].includes(part)))
    return 'hans';
  return LANGS.find((l) => l === first);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(lang: Lang, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${lang} ${key}`;
  let f = formats.get(id);
  if (!f) {
    f = new Intl.DateTimeFormat(LOCALE[lang], { calendar: 'gregory', ...options, timeZone: 'UTC' });
    formats.set(id, f);
  }
  return f;
}

/** The instant of noon, UTC, of a calendar day; `Date.UTC` alone would read year 68 as 1968. */
function instant(c: Civil): Date {
  const d = new Date(0);
  d.setUTCFullYear(c.year, c.month - 1, c.day);
  d.setUTCHours(12);
  return d;
}

/** A calendar date in words, as finely as `grain` says: "15 September 1950", "1950년 9월 15일". */
export function dateWords(c: Civil, grain: Grain, lang: Lang): string {
  if (c.year < 1) {
    return format(lang, `era ${grain}`, {
      era: 'short',
      year: 'numeric',
      ...(grain === 'year' ? {} : { month: 'long' }),
      ...(grain === 'day' ? { day: 'numeric' } : {}),
    }).format(instant(c));
  }
  // Year alone is written out by hand: Intl pads and punctuates it differently by language.
  if (grain === 'year')
    return lang === 'en' ? String(c.year) : `${c.year}${lang === 'ko' ? '년' : '年'}`;
  if (lang !== 'en') {
    const [y, m, d] = lang === 'ko' ? ['년 ', '월', '일'] : ['年', '月', '日'];
    const gap = lang === 'ko' ? ' ' : '';
    return `${c.year}${y}${c.month}${m}${grain === 'day' ? `${gap}${c.day}${d}` : ''}`;
  }
  const month = monthName(c.month, lang, 'long');
  return grain === 'day' ? `${c.day} ${month} ${c.year}` : `${month} ${c.year}`;
}

/** A day in words: "15 September 1950". */
export function dayWords(day: Day, lang: Lang): string {
  return dateWords(civilOf(day), 'day', lang);
}

const months = new Map<string, string[]>();

/** The month's name: "September" or "Sept"; 9월, 9月. */
export function monthName(month: number, lang: Lang, width: 'long' | 'short'): string {
  const key = `${lang} ${width}`;
  let names = months.get(key);
  if (!names) {
    const f = format(lang, `month ${width}`, { month: width });
    names = Array.from({ length: 12 }, (_, i) =>
      f.format(instant({ year: 2001, month: i + 1, day: 1 })),
    );
    months.set(key, names);
  }
  return names[month - 1] ?? '';
}

const weekdays = new Map<Lang, string[]>();

/** The day of the week: "Friday". */
export function weekday(day: Day, lang: Lang): string {
  let names = weekdays.get(lang);
  if (!names) {
    const f = format(lang, 'weekday', { weekday: 'long' });
    // The days from 1970-01-01, a Thursday.
    names = Array.from({ length: 7 }, (_, i) => f.format(instant(civilOf(i))));
    weekdays.set(lang, names);
  }
  return names[((day % 7) + 7) % 7] ?? '';
}

/**
 * The same day in the calendar that a reader of the language knows beside the
 * common one: 昭和25年 in Japanese, 民國39年 in Chinese, 단기 4283년 in Korean,
 * and the weekday everywhere that the civil calendar was in use.
 */
export function localWords(day: Day, lang: Lang): string {
  const c = civilOf(day);
  const parts: string[] = [];
  if (lang === 'ja' && c.year >= 1868) {
    parts.push(
      format('ja', 'era-ja', { calendar: 'japanese', era: 'long', year: 'numeric' }).format(
        instant(c),
      ),
    );
  } else if (lang === 'zh' && c.year >= 1912) {
    parts.push(`民國${c.year - 1911 === 1 ? '元' : c.year - 1911}年`);
  } else if (lang === 'ko') {
    parts.push(`단기 ${c.year + 2333}년`);
  }
  if (c.year >= 1896) parts.push(weekday(day, lang));
  else if (c.year >= 600) parts.push(lunarWords(c, lang));
  return parts.filter(Boolean).join(' · ');
}

/** Korea took the Gregorian calendar in 1896; before it, the lunar day is the one in the sources. */
function lunarWords(c: Civil, lang: Lang): string {
  const f = format(lang, 'lunar', {
    calendar: 'chinese',
    month: 'numeric',
    day: 'numeric',
  });
  let month = '';
  let day = '';
  for (const p of f.formatToParts(instant(c))) {
    if (p.type === 'month') month = p.value;
    if (p.type === 'day') day = p.value;
  }
  const m = Number.parseInt(month, 10);
  const leap = /bis|闰|閏|윤/.test(month);
  const d = Number.parseInt(day, 10);
  if (Number.isNaN(m) || Number.isNaN(d)) return '';
  switch (lang) {
    case 'ko':
      return `음력 ${leap ? '윤' : ''}${m}월 ${d}일`;
    case 'zh':
      return `農曆${leap ? '閏' : ''}${m}月${d}日`;
    case 'hans':
      return `农历${leap ? '闰' : ''}${m}月${d}日`;
    case 'ja':
      return `旧暦${leap ? '閏' : ''}${m}月${d}日`;
    default:
      return `lunar month ${m}${leap ? ' (leap)' : ''}, day ${d}`;
  }
}
