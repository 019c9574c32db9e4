import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { SPEEDS } from '../state/app';
import { dayWords, localWords } from '../time/calendar';
import { isoOf } from '../time/day';
import { parseDate } from '../time/edtf';
import { pace } from '../time/track';
import { useApp, useMessages, useValue } from './context';
import { Icon } from './icons';
import { Track } from './Track';

/** The date, the buttons that move it, and the track. */
export function TimeBar() {
  const { app } = useApp();
  const { t } = useMessages();
  const playing = useValue((s) => s.playing);
  const speed = useValue((s) => s.speed);
  const track = useValue((s) => s.track);
  return (
    <footer class="timebar" aria-label={t.time}>
      <div class="controls">
        <BigDate />
        <div class="transport">
          <button
            type="button"
            class="plain"
            aria-label={t.previous}
            title={t.previous}
            onClick={() => app.toChange(-1)}
          >
            <Icon name="previous" />
          </button>
          <button
            type="button"
            class="play"
            aria-label={playing ? t.pause : t.play}
            onClick={() => app.togglePlay()}
          >
            <Icon name={playing ? 'pause' : 'play'} />
          </button>
          <button
            type="button"
            class="plain"
            aria-label={t.next}
            title={t.next}
            onClick={() => app.toChange(1)}
          >
            <Icon name="next" />
          </button>
        </div>
        <label class="speed">
          <span class="hidden">{t.speed}</span>
          <select
            value={String(speed)}
            onChange={(e) => app.store.set({ speed: Number(e.currentTarget.value) })}
          >
            {SPEEDS.map((s) => (
              <option key={s} value={String(s)}>
                {t.pace(pace(track) * s)}
              </option>
            ))}
          </select>
        </label>
        <div class="track-tools" role="group" aria-label={t.track}>
          <button type="button" class="word" onClick={() => app.fitTrack()}>
            {t.fitHere}
          </button>
          <button type="button" class="word" onClick={() => app.setTrack(app.bounds)}>
            {t.fitStory}
          </button>
          <button
            type="button"
            class="plain"
            aria-label={t.trackOut}
            title={t.trackOut}
            onClick={() => app.zoomTrack(2)}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            class="plain"
            aria-label={t.trackIn}
            title={t.trackIn}
            onClick={() => app.zoomTrack(0.5)}
          >
            <Icon name="plus" />
          </button>
        </div>
      </div>
      <Track />
    </footer>
  );
}

/** The date, large; pressed, it becomes a field. */
function BigDate() {
  const { app } = useApp();
  const { lang, t } = useMessages();
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const local = useRef<HTMLParagraphElement>(null);
  const close = () => {
    setEditing(false);
    // After the field is gone, so that the keys go on working from here.
    requestAnimationFrame(() => button.current?.focus());
  };
  // Written by hand, without drawing the component again: this runs at every step.
  useLayoutEffect(() => {
    if (editing) return;
    const write = () => {
      const { date } = app.store.value;
      const words = dayWords(date, lang);
      const edit = t.editDate(words);
      button.current!.textContent = words;
      button.current!.title = edit;
      button.current!.ariaLabel = edit;
      local.current!.textContent = localWords(date, lang);
    };
    write();
    return app.store.subscribe((now, before) => {
      if (now.date !== before.date) write();
    });
  }, [app, lang, t, editing]);
  if (editing) return <DateField onclose={close} />;
  return (
    <div class="date">
      <button
        ref={button}
        type="button"
        class="big-date"
        onClick={() => {
          app.store.set({ playing: false });
          setEditing(true);
        }}
      />
      <p ref={local} class="local-date" />
    </div>
  );
}

function DateField({ onclose }: { onclose: () => void }) {
  const { app } = useApp();
  const { lang, t } = useMessages();
  const [fault, setFault] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);

  const submit = (e: Event) => {
    e.preventDefault();
    const text = input.current?.value ?? '';
    const parsed = parseDate(text);
    if (typeof parsed === 'string') {
      setFault(
        parsed === 'shape' ? t.dateShape(text) : parsed === 'month' ? t.dateMonth : t.dateDay,
      );
    } else if (parsed.to <= app.bounds.from || parsed.from >= app.bounds.to) {
      setFault(t.dateOutside(dayWords(app.bounds.from, lang), dayWords(app.bounds.to - 1, lang)));
    } else {
      app.jump(parsed.from);
      onclose();
    }
  };

  return (
    <form
      class="date date-form"
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return;
        e.stopPropagation();
        onclose();
      }}
    >
      <input
        ref={input}
        type="text"
        aria-label={t.dateEntry}
        aria-describedby="date-hint"
        aria-invalid={fault !== ''}
        autocomplete="off"
        spellcheck={false}
        inputMode="text"
        defaultValue={isoOf(app.store.value.date)}
        onInput={() => setFault('')}
      />
      <button type="submit" class="go">
        {t.go}
      </button>
      <p id="date-hint" class={fault ? 'fault' : 'local-date'} role={fault ? 'alert' : undefined}>
        {fault || t.dateHint}
      </p>
    </form>
  );
}
