// The server's clock and what the server can do, known to every screen.
import { call, get } from './api.js';
import { html, useEffect, useState } from './lib.js';
import { changed, usePoll } from './poll.js';
import { clockTime, distance, VIEWER } from './time.js';

let shown = { now: null, readAt: 0, mode: null, speed: 1 };
const listeners = new Set();

const tell = () => listeners.forEach((listener) => listener());

function publish(clock) {
  shown = { now: new Date(clock.now).getTime(), readAt: Date.now(), mode: clock.mode, speed: clock.speed };
  tell();
}

/** Returns the server's time in milliseconds, as far as it is known; the browser's if the server shows no clock. */
export function serverNow() {
  return shown.now === null ? Date.now() : shown.now + (Date.now() - shown.readAt) * shown.speed;
}

function useKnown(read) {
  const [value, setValue] = useState(read);
  useEffect(() => {
    const look = () => setValue(read);
    const timer = setInterval(look, 1000);
    listeners.add(look);
    return () => {
      clearInterval(timer);
      listeners.delete(look);
    };
  }, []);
  return value;
}

/** Returns the server's time, kept up to date to the second. */
export const useNow = () => useKnown(() => Math.floor(serverNow() / 1000) * 1000);

let advances = 0;

/** Returns whether the page is advancing the clock, also if another screen began it. */
export const useAdvancing = () => useKnown(() => advances > 0);

/** Advances the clock; everything that falls due runs before this returns, however long it takes. */
export async function advance(duration) {
  advances += 1;
  tell();
  try {
    const { data } = await call('POST', '/local/clock', { body: { advance: duration }, hasTimeout: false });
    publish(data);
  } finally {
    advances -= 1;
    tell();
  }
  changed();
}

async function readClock(signal) {
  try {
    return await get('/local/clock', signal);
  } catch (error) {
    if (error.status === 404 || error.status === 403) {
      return { absent: true };
    }
    throw error;
  }
}

/** Polls the clock. data.absent is true on a stage that has none; wentBack if it was earlier than before. */
export function useClock() {
  return usePoll(async (signal) => {
    const before = shown.now === null ? null : serverNow();
    const clock = await readClock(signal);
    if (clock.absent) {
      return clock;
    }
    const wentBack = before !== null && new Date(clock.now).getTime() < before - 60_000 * Math.max(shown.speed, 1);
    publish(clock);
    return { ...clock, wentBack: wentBack ? distance(before - new Date(clock.now).getTime()) : '' };
  }, []);
}

let features = null;

/** Returns whether the stage can do something; true while that is not known. */
export const can = (feature) => features?.includes(feature) ?? true;

/** Polls what the stage is and can do. */
export function useHealth() {
  return usePoll(async (signal) => {
    const health = await get('/health', signal);
    ({ features } = health);
    return health;
  }, [], { every: 30_000 });
}

/** The clock in the header: UTC, and the viewer's timezone if it is another. */
export function ClockFace({ clock }) {
  const now = useNow();
  if (!clock.data || clock.data.absent) {
    return '';
  }
  const at = new Date(now).toISOString();
  const mode = clock.data.mode === 'manual' ? 'stands until advanced' : clock.data.mode === 'real' ? 'real time' : clock.data.mode;
  return html`<a class="clock" href="#/time" title=${'The local runtime’s clock: ' + mode}>
    <span><strong>${clockTime(at, 'UTC')}</strong> UTC</span>
    ${VIEWER !== 'UTC' && html`<span class="muted">${clockTime(at, VIEWER)} ${VIEWER}</span>`}
  </a>`;
}
