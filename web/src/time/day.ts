/**
 * A day as a whole number: 0 is 1970-01-01, negative before, in the proleptic
 * Gregorian calendar (a year 0 stands between 1 BC and AD 1, as in ISO 8601).
 */
export type Day = number;

/** A day of the calendar, month 1 to 12. */
export interface Civil {
  year: number;
  month: number;
  day: number;
}

/** How finely a date is known, or how far a step goes. */
export type Grain = 'day' | 'month' | 'year';

/** The day number of a calendar day; a month past 12 or below 1 carries into the year. */
export function dayOf(year: number, month = 1, day = 1): Day {
  const months = year * 12 + (month - 1);
  const y0 = Math.floor(months / 12);
  const m = months - y0 * 12 + 1;
  // Years are counted from 1 March, so that the leap day ends one (Hinnant, days_from_civil).
  const y = m <= 2 ? y0 - 1 : y0;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The calendar day of a day number. */
export function civilOf(day: Day): Civil {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/** How many days the month has. */
export function daysIn(year: number, month: number): number {
  return dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}

/** The day written as EDTF and ISO 8601 want it: `1950-09-15`, `0668-01-01`, `-0001-12-31`. */
export function isoOf(day: Day): string {
  const c = civilOf(day);
  const year = String(Math.abs(c.year)).padStart(4, '0');
  return `${c.year < 0 ? '-' : ''}${year}-${String(c.month).padStart(2, '0')}-${String(c.day).padStart(2, '0')}`;
}

/** The same day `n` steps on; the 31st becomes the last day of a shorter month. */
export function step(day: Day, grain: Grain, n: number): Day {
  if (grain === 'day') return day + n;
  const c = civilOf(day);
  const first = civilOf(dayOf(c.year, c.month + (grain === 'year' ? 12 * n : n), 1));
  return dayOf(first.year, first.month, Math.min(c.day, daysIn(first.year, first.month)));
}
