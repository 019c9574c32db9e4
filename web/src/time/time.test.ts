import { describe, expect, test } from 'vitest';
import { dayWords, LANGS, localWords, type Lang } from './calendar';
import { civilOf, dayOf, isoOf, step, type Grain } from './day';
import { edtfWords, parseDate } from './edtf';
import {
  airy,
  clampDay,
  density,
  episodeAt,
  episodes,
  grainOf,
  lowerBound,
  pace,
  revealDay,
  slideSpan,
  stride,
  ticks,
  zoomSpan,
} from './track';

const day = (iso: string) => {
  const d = parseDate(iso);
  if (typeof d === 'string') throw new Error(`${iso}: ${d}`);
  return d.from;
};
const span = (from: string, to: string) => ({ from: day(from), to: day(to) });

describe('day numbers', () => {
  test.each<[iso: string, number: number]>([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['1950-06-25', -7130],
    ['2000-02-29', 11016],
    ['1592-05-24', -137918],
    ['0001-01-01', -719162],
    ['0000-02-29', -719469],
    ['-0001-12-31', -719529],
  ])('%s is %i', (iso, number) => {
    expect(day(iso)).toBe(number);
    expect(isoOf(number)).toBe(iso);
  });

  test('every day of ten thousand years comes back, and agrees with Date', () => {
    const date = new Date(0);
    for (let d = dayOf(-100); d < dayOf(9999); d += 13) {
      const c = civilOf(d);
      date.setTime(d * 86_400_000);
      // `expect` itself is slow; it is asked only to say what is wrong.
      if (
        dayOf(c.year, c.month, c.day) !== d ||
        date.getUTCFullYear() !== c.year ||
        date.getUTCMonth() + 1 !== c.month ||
        date.getUTCDate() !== c.day
      )
        expect(c).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
    }
  });

  test.each<[from: string, grain: Grain, n: number, to: string]>([
    ['1950-06-30', 'day', 1, '1950-07-01'],
    ['1950-01-31', 'month', 1, '1950-02-28'],
    ['1952-01-31', 'month', 1, '1952-02-29'],
    ['1950-11-30', 'month', 3, '1951-02-28'],
    ['1950-01-15', 'month', -1, '1949-12-15'],
    ['1952-02-29', 'year', 1, '1953-02-28'],
    ['0100-06-01', 'year', -200, '-0100-06-01'],
  ])('from %s by %s × %i is %s', (from, grain, n, to) => {
    expect(isoOf(step(day(from), grain, n))).toBe(to);
  });
});

describe('typed dates', () => {
  test.each<[text: string, from: string, to: string]>([
    ['1950-09-15', '1950-09-15', '1950-09-16'],
    ['1950-09', '1950-09-01', '1950-10-01'],
    ['1950-12', '1950-12-01', '1951-01-01'],
    ['0668', '0668-01-01', '0669-01-01'],
    ['668', '0668-01-01', '0669-01-01'],
    [' 1950-6-5 ', '1950-06-05', '1950-06-06'],
    ['1950/9/15', '1950-09-15', '1950-09-16'],
    ['1950. 9. 15', '1950-09-15', '1950-09-16'],
    ['1905~', '1905-01-01', '1906-01-01'],
    ['-0036', '-0036-01-01', '-0035-01-01'],
  ])('%j means [%s, %s)', (text, from, to) => {
    const d = parseDate(text);
    if (typeof d === 'string') throw new Error(d);
    expect([isoOf(d.from), isoOf(d.to)]).toEqual([from, to]);
  });

  test.each<[text: string, fault: string]>([
    ['', 'shape'],
    ['yesterday', 'shape'],
    ['1950-09-15-01', 'shape'],
    ['15 September', 'shape'],
    ['1950-13', 'month'],
    ['1950-00-10', 'month'],
    ['1950-02-29', 'day'],
    ['1950-04-31', 'day'],
    ['1950-04-00', 'day'],
  ])('%j is wrong in its %s', (text, fault) => {
    expect(parseDate(text)).toBe(fault);
  });
});

describe('dates in words', () => {
  test.each<[edtf: string, lang: Lang, words: string]>([
    ['1950-09-15', 'en', '15 September 1950'],
    ['1950-09-15', 'ko', '1950년 9월 15일'],
    ['1950-09-15', 'zh', '1950年9月15日'],
    ['1950-09-15', 'ja', '1950年9月15日'],
    ['1592-05', 'en', 'May 1592'],
    ['1592-05', 'ko', '1592년 5월'],
    ['0668', 'en', '668'],
    ['0668', 'zh', '668年'],
    ['1905~', 'en', 'about 1905'],
    ['1905~', 'ko', '1905년경'],
    ['1592-05?', 'en', 'May 1592 (uncertain)'],
    ['1592%', 'en', 'about 1592 (uncertain)'],
    ['../1950', 'en', 'before 1950'],
    ['1950/..', 'ja', '1950年から'],
    ['1950-06/1950-08', 'en', 'June 1950 to August 1950'],
    ['195X', 'en', '1950s'],
    ['not a date', 'en', 'not a date'],
  ])('%s in %s is %s', (edtf, lang, words) => {
    expect(edtfWords(edtf, lang)).toBe(words);
  });

  test('calendars beside the common one', () => {
    expect(localWords(day('1950-09-15'), 'en')).toBe('Friday');
    expect(localWords(day('1950-09-15'), 'ko')).toBe('단기 4283년 · 금요일');
    expect(localWords(day('1950-09-15'), 'zh')).toBe('民國39年 · 星期五');
    expect(localWords(day('1950-09-15'), 'ja')).toBe('昭和25年 · 金曜日');
    expect(localWords(day('1912-01-01'), 'zh')).toContain('民國元年');
    // The landing at Busan: the 13th (by Japanese count the 12th) of the fourth month, Wanli 20.
    expect(localWords(day('1592-05-23'), 'zh')).toMatch(/^農曆4月1[23]日$/);
    for (const lang of LANGS) expect(dayWords(day('0057-01-01'), lang)).toContain('57');
  });
});

describe('the track', () => {
  test.each([
    [span('1950', '1953'), 'day'],
    [span('1940', '1951'), 'month'],
    [span('1700', '1953'), 'year'],
  ])('%o steps by %s', (s, grain) => {
    expect(grainOf(s)).toBe(grain);
  });

  test('strides fit it', () => {
    const go = (at: string, s: { from: number; to: number }, large: boolean) =>
      isoOf(stride(day(at), s, 1, large));
    expect(go('1950-06-25', span('1950', '1953'), false)).toBe('1950-06-26');
    expect(go('1950-06-25', span('1950', '1953'), true)).toBe('1950-07-02');
    expect(go('1950-06-25', span('1910', '1953'), false)).toBe('1950-07-25');
    expect(go('1950-06-25', span('1910', '1953'), true)).toBe('1951-06-25');
    expect(go('1950-06-25', span('0600', '2000'), false)).toBe('1951-06-25');
    expect(go('1950-06-25', span('0600', '2000'), true)).toBe('1960-06-25');
    expect(pace(span('1950', '1953'))).toBeLessThan(pace(span('1900', '1953')));
  });

  test('zooming keeps the day under the pointer and the bounds', () => {
    const bounds = span('0600', '2027');
    const half = zoomSpan(span('1950', '1954'), 0.5, day('1951'), bounds);
    expect(half.to - half.from).toBe(Math.round((day('1954') - day('1950')) / 2));
    expect((day('1951') - half.from) / (half.to - half.from)).toBeCloseTo(0.25, 2);
    expect(zoomSpan(half, 1e9, day('1951'), bounds)).toEqual(bounds);
    const least = zoomSpan(half, 1e-9, day('1951'), bounds);
    expect(least.to - least.from).toBe(14);
    expect(slideSpan(span('1950', '1954'), -1e7, bounds).from).toBe(bounds.from);
    expect(revealDay(span('1950', '1954'), day('1960'), bounds).to).toBe(day('1960') + 1);
    expect(clampDay(day('2100'), bounds)).toBe(bounds.to - 1);
    expect(airy(bounds, bounds)).toEqual(bounds);
  });

  test('episodes part where nothing changes for a generation', () => {
    const changes = ['1592-05-24', '1598-12-16', '1876-02', '1910-08-29', '1945-08-15'].map(day);
    const parts = episodes(changes, 40 * 365.25);
    expect(parts.map((s) => [isoOf(s.from), isoOf(s.to)])).toEqual([
      ['1592-05-24', '1598-12-17'],
      ['1876-02-01', '1945-08-16'],
    ]);
    expect(episodeAt(parts, day('1593'))).toBe(parts[0]);
    expect(episodeAt(parts, day('1700'))).toBe(parts[0]);
    expect(episodeAt(parts, day('1800'))).toBe(parts[1]);
    expect(episodeAt([], 0)).toBeUndefined();
  });

  test.each<[s: { from: number; to: number }, width: number, labels: string[]]>([
    [span('1950-06', '1951-02'), 700, ['Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec', '1951']],
    [span('1950', '1954'), 300, ['1950', '1951', '1952', '1953']],
    [span('1591-05', '1599'), 110, ['1595']],
    [span('0600', '2027'), 700, ['600', '800', '1000', '1200', '1400', '1600', '1800', '2000']],
  ])('ticks of %o over %i px', (s, width, labels) => {
    expect(ticks(s, width, 'en').map((t) => t.label)).toEqual(labels);
  });

  test('density counts every day of the span once', () => {
    const days = [1, 2, 2, 5, 9, 10, 30];
    const bins = density(days, { from: 2, to: 11 }, 3);
    expect([...bins]).toEqual([2, 1, 2]);
    expect(lowerBound(days, 3)).toBe(3);
    expect(lowerBound(days, 99)).toBe(7);
  });
});
