// Reads what is on screen every few seconds, and not at all while the page is hidden.
import { useCallback, useEffect, useRef, useState } from './lib.js';

const EVERY = 5_000;
const LONGEST = 60_000;
const CHANGED = 'dashboard:changed';

/** Makes everything on screen read again, after a change made here. */
export function changed() {
  dispatchEvent(new Event(CHANGED));
}

/**
 * Returns { data, error, at, refresh }. After a failure data is what was read last, error says why, and the next
 * attempts are further apart.
 *
 * @param load returns a promise of the data; gets an abort signal
 * @param deps data is forgotten when one of them changes
 */
export function usePoll(load, deps, { every = EVERY } = {}) {
  const [state, setState] = useState({ data: undefined, error: null, at: 0 });
  const latest = useRef(load);
  latest.current = load;
  const trigger = useRef(() => {});

  useEffect(() => {
    let stopped = false;
    let timer = 0;
    let controller = null;
    let failures = 0;
    setState({ data: undefined, error: null, at: 0 });

    async function tick() {
      clearTimeout(timer);
      if (document.hidden) {
        return;
      }
      controller?.abort();
      const own = new AbortController();
      controller = own;
      let pause = every;
      try {
        const data = await latest.current(own.signal);
        failures = 0;
        if (!own.signal.aborted) {
          setState({ data, error: null, at: Date.now() });
        }
      } catch (error) {
        if (own.signal.aborted) {
          return;
        }
        failures += 1;
        pause = Math.min(Math.max(every * 2 ** (failures - 1), (error.retryAfter || 0) * 1000), LONGEST);
        setState((last) => ({ ...last, error }));
      }
      if (!stopped && !own.signal.aborted) {
        timer = setTimeout(tick, pause);
      }
    }

    trigger.current = tick;
    tick();
    document.addEventListener('visibilitychange', tick);
    addEventListener(CHANGED, tick);
    return () => {
      stopped = true;
      clearTimeout(timer);
      controller?.abort();
      document.removeEventListener('visibilitychange', tick);
      removeEventListener(CHANGED, tick);
    };
  }, [...deps, every]);

  return { ...state, refresh: useCallback(() => trigger.current(), []) };
}

/** Returns the value once it has not changed for some milliseconds. */
export function useSettled(value, milliseconds) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
