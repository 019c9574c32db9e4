import { useEffect, useRef, useState } from 'preact/hooks';
import {
  citation,
  frameAt,
  standingAt,
  type Certainty,
  type Feature,
  type Frame,
} from '../reel/reel';
import { server, type Note, type Notes, type Period, type Place, type Source } from '../server';
import type { Inquiry as Asked } from '../state/app';
import { pickName, type Lang } from '../state/names';
import { dayWords } from '../time/calendar';
import { civilOf, type Day } from '../time/day';
import { edtfWords, parseDate } from '../time/edtf';
import type { Span } from '../time/track';
import { holderName, useApp, useMessages, useValue, type Context } from './context';
import { Icon } from './icons';
import type { Messages } from './messages';

/** The panel that answers "what is here": who held it, since when, by what source; and what was pointed at. */
export function Inquiry({ reveal }: { reveal: (lon: number, lat: number) => void }) {
  const { app } = useApp();
  const asked = useValue((s) => s.inquiry);
  const { t } = useMessages();
  useEffect(() => {
    if (asked) reveal(asked.lon, asked.lat);
    // Only a new question moves the map.
    // eslint-disable-next-line
  }, [asked]);
  if (!asked) return null;
  return (
    <aside class="panel inquiry" aria-label={t.details}>
      <button
        type="button"
        class="plain panel-close"
        aria-label={t.close}
        onClick={() => app.ask(null)}
      >
        <Icon name="close" />
      </button>
      <Answer key={`${asked.lon} ${asked.lat} ${asked.feature ?? ''}`} asked={asked} />
    </aside>
  );
}

function Answer({ asked }: { asked: Asked }) {
  const context = useApp();
  const { app, actors } = context;
  const { lang, t } = useMessages();
  const date = useValue((s) => s.date);
  const track = useValue((s) => s.track);
  const films = useValue((s) => s.films);
  const layers = useValue((s) => s.layers);
  const [periods, setPeriods] = useState<Period[] | null>(null);
  const [sources, setSources] = useState<ReadonlyMap<string, Source>>(new Map());

  useEffect(() => {
    let here = true;
    // Without an answer the panel shows what the reels hold.
    context.reach(server.history(asked.lon, asked.lat)).then(
      (p) => here && setPeriods(p),
      () => undefined,
    );
    context.sources().then(
      (s) => here && setSources(s),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [asked, context]);

  // The list of periods stays at the date, without moving the panel.
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (!list.current || !current) return;
    list.current.scrollTop = current.offsetTop - list.current.clientHeight / 2 + 14;
  });

  const shown = layers.flatMap((id) => films.get(id) ?? []);
  const under = standingAt(shown, date, asked.lon, asked.lat);
  const pointed = asked.layer
    ? films.get(asked.layer)?.features.find((f) => f.id === asked.feature)
    : undefined;
  const place = nearestPlace(context.places(), asked);
  const period = periods?.find((p) => holds(p, date));
  // All layers, shown or not: a claim and its rival may be in one that is off.
  const claimed = standingAt([...films.values()], date, asked.lon, asked.lat).filter(
    ({ feature }) => feature.film.kind === 'territory' && feature.holder && feature.role !== 'zone',
  );
  const fromMemory = claimed.find(({ feature }) => !feature.rival);
  const deciding = period ? claimed.find(({ feature }) => isOf(feature, period)) : fromMemory;
  const rivals = claimed.filter(
    ({ feature }) => feature.rival && feature.rank === deciding?.feature.rank,
  );
  const also = under.filter((s) => s.feature !== pointed && s.feature.film.kind !== 'territory');

  return (
    <div class="answer">
      <header>
        <h2>
          {pointed
            ? pickName(pointed.title, lang)
            : place
              ? place.exact
                ? placeName(place.place, date, lang)
                : t.near(placeName(place.place, date, lang))
              : coordinates(asked)}
        </h2>
        <p class="quiet">
          {dayWords(date, lang)}
          {(pointed || place) && ` · ${coordinates(asked)}`}
        </p>
      </header>

      {pointed && <Thing feature={pointed} date={date} sources={sources} />}

      <section>
        <h3>{t.control}</h3>
        {period ? (
          <Control
            holder={period.holder}
            from={period.from}
            to={period.to}
            certainty={period.certainty}
            cited={period.sources}
            sources={sources}
            claim={deciding?.feature === pointed ? undefined : deciding?.feature}
          />
        ) : periods === null && fromMemory ? (
          <Control
            holder={fromMemory.feature.holder}
            from={fromMemory.feature.from}
            to={fromMemory.feature.to}
            certainty={fromMemory.feature.certainty}
            cited={fromMemory.feature.sources}
            sources={sources}
          />
        ) : (
          <p class="quiet">{t.nobody}</p>
        )}
        {rivals.length > 0 && (
          <div class="rivals">
            <h4>{t.alsoClaimed}</h4>
            {rivals.map(({ feature }) => (
              <div key={`${feature.film.id}/${feature.id}`}>
                <Control
                  holder={feature.holder}
                  from={feature.from}
                  to={feature.to}
                  certainty={feature.certainty}
                  cited={feature.sources}
                  sources={sources}
                  claim={feature}
                />
              </div>
            ))}
          </div>
        )}
      </section>

      {also.length > 0 && (
        <section>
          <h3>{t.alsoHere}</h3>
          {also.slice(0, 6).map(({ feature }) => (
            <div key={`${feature.film.id}/${feature.id}`} class="also">
              <h4>{pickName(feature.title, lang)}</h4>
              <Thing feature={feature} date={date} sources={sources} />
            </div>
          ))}
        </section>
      )}

      {periods && periods.length > 0 && (
        <section>
          <h3>{t.history}</h3>
          <p>{changes(periods, track, (holder) => actors.get(holder)?.side ?? holder, t)}</p>
          <Strip periods={periods} track={track} date={date} />
          <ol class="periods" ref={list}>
            {periods.map((p) => {
              const [a] = edges(p);
              const current = holds(p, date);
              return (
                <li key={`${p.from}${p.holder}`} aria-current={current ? 'date' : undefined}>
                  <button type="button" onClick={() => app.jump(Math.max(a, app.bounds.from))}>
                    <span
                      class="swatch"
                      style={{ '--swatch': actors.get(p.holder)?.colour ?? '#8a8378' }}
                    />
                    <span class="period-holder">{holderName(actors, p.holder, lang)}</span>
                    <span class="period-dates">
                      {p.from ? edtfWords(p.from, lang) : '…'}
                      {p.certainty !== 'certain' && <em>{t[p.certainty]}</em>}
                    </span>
                  </button>
                </li>
              );
            })}
          </ol>
        </section>
      )}
    </div>
  );
}

/** A feature's own story: dates, words, certainty, attested or not, sources. */
function Thing({
  feature,
  date,
  sources,
}: {
  feature: Feature;
  date: Day;
  sources: ReadonlyMap<string, Source>;
}) {
  const { app, actors } = useApp();
  const { lang, t } = useMessages();
  const note = useNote(feature);
  const frame = frameAt(feature, date);
  const first = feature.frames[0]?.from;
  return (
    <div class="thing">
      <p class="dates">
        {feature.holder && (
          <>
            <span
              class="swatch"
              style={{ '--swatch': actors.get(feature.holder)?.colour ?? '#8a8378' }}
            />
            {feature.tributary
              ? t.tie(
                  holderName(actors, feature.tributary, lang),
                  holderName(actors, feature.holder, lang),
                )
              : holderName(actors, feature.holder, lang)}{' '}
            ·{' '}
          </>
        )}
        {dates(feature.from, feature.to, lang, t)}
      </p>
      {note?.text && <p>{note.text}</p>}
      {note?.strength && (
        <p>
          <b>{t.strength}:</b> {note.strength}
        </p>
      )}
      {note?.lives && <Lives lives={note.lives} sources={sources} />}
      {frame ? (
        <p class="quiet">{standing(feature, frame, lang, t)}</p>
      ) : (
        first !== undefined && (
          <p class="quiet">
            {t.notNow}{' '}
            <button type="button" class="word" onClick={() => app.jump(first)}>
              {t.goTo(dayWords(first, lang))}
            </button>
          </p>
        )
      )}
      <CertaintyLine certainty={feature.certainty} />
      <Sources cited={note?.citations ?? feature.sources} sources={sources} />
    </div>
  );
}

/** A claim's own words, and nothing else of it. */
function Words({ feature }: { feature: Feature }) {
  const note = useNote(feature);
  return note?.text ? <p>{note.text}</p> : null;
}

/** Whether a claim is the one that a period of a place's history rests on. */
function isOf(feature: Feature, period: Period): boolean {
  return !feature.rival && feature.holder === period.holder;
}

/** What the atlas says of a feature in words, once it has come. */
function useNote(feature: Feature): Note | undefined {
  const context = useApp();
  const { lang } = useMessages();
  const [notes, setNotes] = useState<Notes>();
  const layer = feature.film.id;
  useEffect(() => {
    let here = true;
    // Without an answer the panel shows what the reel holds.
    context.notes(layer, lang).then(
      (n) => here && setNotes(n),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [context, layer, lang]);
  return notes?.[feature.id];
}

/** What something cost in lives: a range for each group, and whose figures they are. */
function Lives({
  lives,
  sources,
}: {
  lives: NonNullable<Note['lives']>;
  sources: ReadonlyMap<string, Source>;
}) {
  const { lang, t } = useMessages();
  const count = new Intl.NumberFormat(lang);
  return (
    <div class="lives">
      <h4>{t.lives}</h4>
      <dl>
        {lives.map((toll) => (
          <div key={`${toll.of} ${toll.low}`}>
            <dt>{toll.of}</dt>
            <dd>
              {toll.low === toll.high
                ? count.format(toll.low)
                : count.formatRange(toll.low, toll.high)}
            </dd>
            <dd class="whose">
              {toll.citations
                .map((text) => {
                  const source = sources.get(citation(text).id);
                  return source ? `${source.author} ${source.year}` : citation(text).id;
                })
                .join('; ')}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function standing(feature: Feature, frame: Frame, lang: Lang, t: Messages): string {
  if (frame.between)
    return t.between(dayWords(frame.between[0], lang), dayWords(frame.between[1], lang));
  if (!frame.attested) return t.probableWords;
  return feature.film.kind === 'front' ? t.attested : '';
}

function Control({
  holder,
  from,
  to,
  certainty,
  cited,
  sources,
  claim,
}: {
  holder: string | undefined;
  from: string | null;
  to: string | null;
  certainty: Certainty;
  cited: readonly string[];
  sources: ReadonlyMap<string, Source>;
  /** The claim that it rests on, for its words. */
  claim?: Feature | undefined;
}) {
  const { actors } = useApp();
  const { lang, t } = useMessages();
  const sponsor = holder === undefined ? undefined : actors.get(holder)?.sponsor;
  return (
    <div class="control">
      <p class="holder">
        <span
          class="swatch swatch-large"
          style={{ '--swatch': actors.get(holder ?? '')?.colour ?? '#8a8378' }}
        />
        <span>
          <b>{holderName(actors, holder, lang)}</b>
          {sponsor && <small> {t.under(holderName(actors, sponsor, lang))}</small>}
          <br />
          <small>
            {[from && t.since(edtfWords(from, lang)), to && t.until(edtfWords(to, lang))]
              .filter(Boolean)
              .join(lang === 'zh' || lang === 'hans' || lang === 'ja' ? '、' : ', ')}
          </small>
        </span>
      </p>
      {claim && <Words feature={claim} />}
      <CertaintyLine certainty={certainty} />
      <Sources cited={cited} sources={sources} />
    </div>
  );
}

function CertaintyLine({ certainty }: { certainty: Certainty }) {
  const { t } = useMessages();
  const words = { certain: t.certainWords, probable: t.probableWords, disputed: t.disputedWords };
  return (
    <p class={`certainty certainty-${certainty}`}>
      <b>{t[certainty]}.</b> {words[certainty]}
    </p>
  );
}

/** Works in full, as a book would print them. */
function Sources({
  cited,
  sources,
}: {
  cited: readonly string[];
  sources: ReadonlyMap<string, Source>;
}) {
  const { lang, t } = useMessages();
  const [all, setAll] = useState(false);
  if (cited.length === 0) return null;
  return (
    <div class="sources">
      <h4>{t.sources(cited.length)}</h4>
      <ul>
        {(all ? cited : cited.slice(0, FIRST)).map((text) => {
          const { id, where } = citation(text);
          const s = sources.get(id);
          return (
            <li key={text}>
              {s ? (
                <>
                  {s.author && `${s.author}, `}
                  <cite>
                    <a
                      href={s.url ?? `/bibliography?lang=${lang}#${id}`}
                      target="_blank"
                      rel="noreferrer"
                    >
                      {s.title}
                    </a>
                  </cite>
                  {(s.publisher ?? s.year) !== undefined &&
                    ` (${[s.publisher, s.year].filter(Boolean).join(', ')})`}
                </>
              ) : (
                id
              )}
              {where && `, ${where}`}
            </li>
          );
        })}
      </ul>
      {!all && cited.length > FIRST && (
        <button type="button" class="word more" onClick={() => setAll(true)}>
          {t.moreSources(cited.length - FIRST)}
        </button>
      )}
    </div>
  );
}

/** Sources shown before the reader asks for the rest. */
const FIRST = 3;

/** The periods that the track shows, as a strip of the holders' colours. */
function Strip({ periods, track, date }: { periods: readonly Period[]; track: Span; date: Day }) {
  const { actors } = useApp();
  const length = track.to - track.from;
  const share = (day: number) => Math.max(0, Math.min(1, (day - track.from) / length)) * 100;
  return (
    <div class="strip" aria-hidden="true">
      {periods.map((p) => {
        const [a, b] = edges(p).map(share) as [number, number];
        return b > a ? (
          <span
            key={`${p.from}${p.holder}`}
            class={p.certainty}
            style={{
              left: `${a}%`,
              width: `${b - a}%`,
              '--swatch': actors.get(p.holder)?.colour ?? '#8a8378',
            }}
          />
        ) : null;
      })}
      <i style={{ left: `${share(date)}%` }} />
    </div>
  );
}

function edges(p: Period): [from: number, to: number] {
  const a = p.from === null ? undefined : parseDate(p.from);
  const b = p.to === null ? undefined : parseDate(p.to);
  return [typeof a === 'object' ? a.from : -Infinity, typeof b === 'object' ? b.from : Infinity];
}

function holds(p: Period, date: Day): boolean {
  const [a, b] = edges(p);
  return date >= a && date < b;
}

/** "Changed hands 4 times, 1950–1953": over the years on the track. */
function changes(
  periods: readonly Period[],
  track: Span,
  side: (holder: string) => string,
  t: Messages,
): string {
  const here = periods.filter((p) => {
    const [a, b] = edges(p);
    return a < track.to && b > track.from;
  });
  const n = here.filter((p, i) => i > 0 && side(p.holder) !== side(here[i - 1]!.holder)).length;
  const [a, b] = [civilOf(track.from).year, civilOf(track.to - 1).year];
  return t.changedHands(n, a === b ? String(a) : `${a}–${b}`);
}

function dates(from: string, to: string | null, lang: Lang, t: Messages): string {
  const a = edtfWords(from, lang);
  if (to === null) return t.since(a);
  const f = parseDate(from);
  const e = parseDate(to);
  // Half-open: a thing of one day ends on the next.
  if (typeof f === 'object' && typeof e === 'object' && e.from - f.from <= 1) return a;
  return t.fromTo(a, edtfWords(to, lang));
}

function coordinates({ lon, lat }: Asked): string {
  const part = (v: number, plus: string, minus: string) =>
    `${Math.abs(v).toFixed(2)}° ${v < 0 ? minus : plus}`;
  return `${part(lat, 'N', 'S')}, ${part(lon, 'E', 'W')}`;
}

function placeName(place: Place, date: Day, lang: Lang): string {
  const period = place.periods?.find(
    (n) => date >= (n.from ?? -Infinity) && date < (n.to ?? Infinity),
  );
  return pickName(period?.names ?? place.names, lang);
}

/** The place that was pointed at, or one that the point belongs to. */
function nearestPlace(
  places: ReturnType<Context['places']>,
  asked: Asked,
): { place: Place; exact: boolean } | undefined {
  let best: Place | undefined;
  let nearest = 12;
  for (const place of places) {
    if (place.id === asked.place) return { place, exact: true };
    const km =
      111.2 *
      Math.hypot(
        place.at[1] - asked.lat,
        (place.at[0] - asked.lon) * Math.cos((asked.lat * Math.PI) / 180),
      );
    if (km < nearest) {
      nearest = km;
      best = place;
    }
  }
  return best && { place: best, exact: nearest < 3 };
}
