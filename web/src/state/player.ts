import { pace } from '../time/track';
import type { App } from './app';

/** Calls back before the next picture, with milliseconds; `requestAnimationFrame` in a browser. */
export type Clock = (callback: (ms: number) => void) => void;

/** Moves the date while playing, at a constant rate; stops at the track's end. */
export function runPlayer(app: App, clock: Clock): () => void {
  const { store } = app;
  let last = NaN;
  let owed = 0;
  let running = false;

  const tick = (ms: number) => {
    const { playing, speed, date, track } = store.value;
    if (!playing) {
      running = false;
      last = NaN;
      owed = 0;
      return;
    }
    if (!Number.isNaN(last)) {
      // A tab that slept does not leap.
      owed += (Math.min(250, ms - last) / 1000) * pace(track) * speed;
      const days = Math.floor(owed);
      if (days > 0) {
        owed -= days;
        const next = date + days;
        if (next >= track.to - 1) store.set({ date: track.to - 1, playing: false });
        else store.set({ date: next });
      }
    }
    last = ms;
    clock(tick);
  };

  return store.subscribe((now) => {
    if (now.playing && !running) {
      running = true;
      clock(tick);
    }
  });
}
