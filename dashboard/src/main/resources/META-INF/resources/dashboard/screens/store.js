// All schedules of a filter, read page by page; what is on screen is read again every few seconds.
import { listSchedules } from '../api.js';
import { useEffect, useRef, useState } from '../lib.js';

const FIRST = 100;
const PAGE = 1_000;
const EVERY = 5_000;
const MOST_IDS = 100;
const REREAD = 60_000;
const SOON = 500;
const PATIENCE = 30_000;

class List {
  constructor(filter) {
    this.filter = filter;
    this.rows = new Map();
    this.part = null;
    this.isComplete = false;
    this.error = null;
    this.at = 0;
    this.readAt = 0;
    this.expected = new Map();
  }

  /** Reads these again, seen or not, until their change is applied: that takes longer than its response. */
  expect(ids) {
    ids.forEach((id) => this.expected.set(id, this.rows.get(id)?.version));
    this.expectedUntil = Date.now() + PATIENCE;
    this.pause = SOON;
  }

  /** Returns the milliseconds to the next reading. */
  nextPause() {
    this.expected.forEach((version, id) => (this.rows.get(id)?.version !== version || Date.now() > this.expectedUntil) && this.expected.delete(id));
    this.pause = this.expected.size ? Math.min(this.pause * 2, EVERY) : EVERY;
    return this.pause;
  }

  /** Reads to the end of the list. After a failure it goes on where it was. What was read before stays meanwhile. */
  async readAll(signal, show) {
    this.part = this.part ?? { rows: new Map(), token: undefined };
    const { part } = this;
    do {
      const data = await listSchedules({ ...this.filter, limit: part.rows.size ? PAGE : FIRST, next_token: part.token }, signal)
        .catch((error) => {
          // A token that is refused is no use any more.
          this.part = error.status === 400 ? null : part;
          throw error;
        });
      data.schedules.forEach((it) => part.rows.set(it.schedule_id, it));
      part.token = data.next_token;
      if (!this.isComplete) {
        this.rows = part.rows;
        this.at = Date.now();
        show();
      }
    } while (part.token);
    this.rows = part.rows;
    this.part = null;
    this.isComplete = true;
    this.at = Date.now();
    this.readAt = this.at;
  }

  /** Reads schedules again; one that no longer belongs to the list leaves it. */
  async readIds(ids, signal) {
    for (let i = 0; i < ids.length; i += MOST_IDS) {
      const chunk = ids.slice(i, i + MOST_IDS);
      const { schedules } = await listSchedules({ schedule_ids: chunk.join(','), limit: MOST_IDS }, signal);
      const found = new Map(schedules.map((it) => [it.schedule_id, it]));
      for (const id of chunk) {
        const row = found.get(id);
        if (row && this.has(row)) {
          this.rows.set(id, row);
        } else {
          this.rows.delete(id);
        }
      }
    }
    this.at = Date.now();
  }

  has(row) {
    const { status, group } = this.filter;
    return (status ? row.status === status : row.status !== 'deleted') && (!group || row.group === group);
  }

  /** Reads what is on screen, and what is new. A list of one page, and a group's now and then, is read as a whole. */
  async refresh(shown, signal, show) {
    const isOld = Boolean(this.filter.group) && Date.now() - this.readAt > REREAD;
    if (this.rows.size < FIRST || isOld) {
      await this.readAll(signal, show);
      return;
    }
    await this.readIds([...new Set([...shown.slice(0, MOST_IDS), ...this.expected.keys()])], signal);
    if (!this.filter.group) {
      const { schedules } = await listSchedules({ ...this.filter, limit: FIRST / 2 }, signal);
      const fresh = schedules.filter((it) => !this.rows.has(it.schedule_id));
      schedules.forEach((it) => this.rows.has(it.schedule_id) && this.rows.set(it.schedule_id, it));
      if (fresh.length) {
        this.rows = new Map([...fresh.map((it) => [it.schedule_id, it]), ...this.rows]);
      }
    }
  }
}

/**
 * Returns { list, rows: Map in the order of the API, isComplete, error, at, look, reload }; call look with the ids that are
 * on screen, and list.expect with those that were changed.
 *
 * @param filter parameters of the API
 */
export function useAllSchedules(filter) {
  const [, render] = useState(0);
  const current = useRef(null);
  const visible = useRef([]);
  const again = useRef(null);
  const key = JSON.stringify(filter);
  if (current.current?.key !== key) {
    current.current = Object.assign(new List(filter), { key });
  }

  useEffect(() => {
    const own = current.current;
    const controller = new AbortController();
    const { signal } = controller;
    let timer = 0;
    const show = () => current.current === own && render((n) => n + 1);

    async function attempt(read) {
      try {
        await read();
        own.error = null;
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        own.error = error;
      }
      show();
    }

    async function tick() {
      clearTimeout(timer);
      if (!document.hidden) {
        await attempt(() => (own.isComplete ? own.refresh(visible.current, signal, show) : own.readAll(signal, show)));
      }
      clearTimeout(timer);
      timer = signal.aborted ? 0 : setTimeout(tick, own.nextPause());
    }

    again.current = () => attempt(() => own.readAll(signal, show));
    tick();
    const now = () => own.isComplete && tick();
    addEventListener('dashboard:changed', now);
    document.addEventListener('visibilitychange', now);
    return () => {
      controller.abort();
      clearTimeout(timer);
      removeEventListener('dashboard:changed', now);
      document.removeEventListener('visibilitychange', now);
    };
  }, [key]);

  const list = current.current;
  const { rows, isComplete, error, at } = list;
  return {
    list, rows, isComplete, error, at,
    look: (it) => { visible.current = it; },
    reload: () => again.current(),
  };
}
