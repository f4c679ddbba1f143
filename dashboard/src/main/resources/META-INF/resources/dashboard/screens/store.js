// All schedules of a filter, read page by page; what is on screen is read again every few seconds.
import { listSchedules } from '../api.js';
import { useEffect, useRef, useState } from '../lib.js';

const PAGE = 100;
const EVERY = 5_000;
const PAGES_PER_TICK = 4;

class Pages {
  constructor(filter) {
    this.filter = filter;
    this.rows = new Map();
    this.pages = [];
    this.isComplete = false;
    this.error = null;
    this.at = 0;
  }

  async read(index, signal) {
    const token = index === 0 ? undefined : this.pages[index].token;
    const data = await listSchedules({ ...this.filter, limit: PAGE, next_token: token }, signal);
    const ids = data.schedules.map((it) => it.schedule_id);
    const before = this.pages[index]?.ids ?? [];
    data.schedules.forEach((it) => this.rows.set(it.schedule_id, it));
    const elsewhere = new Set(this.pages.flatMap((page, i) => (i === index ? [] : page.ids)));
    // On the first page, rows leave because newer ones push them down.
    const kept = index === 0 ? before.filter((it) => !ids.includes(it) && !this.isGone(it)) : [];
    before.filter((it) => !ids.includes(it) && !kept.includes(it) && !elsewhere.has(it)).forEach((it) => this.rows.delete(it));
    this.pages[index] = { token, ids: [...ids, ...kept], readAt: Date.now(), next: this.pages[index]?.next ?? data.next_token };
    this.at = Date.now();
    return data.next_token;
  }

  /** A row that no longer has the status that is filtered by is gone; others are only further down. */
  isGone(id) {
    return this.filter.status !== undefined || !this.rows.has(id);
  }
}

/** Returns { rows: Map, ids, isComplete, error, at, look }; call look with the ids that are on screen. */
export function useAllSchedules(status, createdBy, group) {
  const [, render] = useState(0);
  const pages = useRef(null);
  const visible = useRef([]);
  const filter = { status: status || undefined, created_by: createdBy || undefined, group: group || undefined };
  const key = JSON.stringify(filter);
  if (pages.current?.key !== key) {
    pages.current = Object.assign(new Pages(filter), { key });
  }

  useEffect(() => {
    const own = pages.current;
    const controller = new AbortController();
    let timer = 0;
    const show = () => pages.current === own && render((n) => n + 1);

    async function load() {
      let index = own.pages.length;
      let token = index === 0 ? undefined : own.pages[index - 1].next;
      while (!own.isComplete) {
        own.pages[index] = { token, ids: [], readAt: 0 };
        const next = await own.read(index, controller.signal).catch((e) => {
          own.pages.length = index;
          throw e;
        });
        own.isComplete = !next;
        token = next;
        index += 1;
        if (own.isComplete || index < 3 || index % 5 === 0) {
          show();
        }
      }
    }

    async function refresh() {
      const shown = new Set(visible.current);
      const wanted = own.pages
        .map((page, index) => ({ page, index }))
        .filter(({ page, index }) => index === 0 || page.ids.some((it) => shown.has(it)))
        .sort((a, b) => a.page.readAt - b.page.readAt)
        .slice(0, PAGES_PER_TICK);
      for (const { index } of wanted) {
        await own.read(index, controller.signal);
      }
    }

    async function tick() {
      clearTimeout(timer);
      if (!document.hidden) {
        try {
          await (own.isComplete ? refresh() : load());
          own.error = null;
        } catch (error) {
          if (controller.signal.aborted) {
            return;
          }
          own.error = error;
        }
        show();
      }
      timer = setTimeout(tick, EVERY);
    }

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

  const own = pages.current;
  const ids = [...new Set(own.pages.flatMap((it) => it.ids))].filter((it) => own.rows.has(it));
  return { rows: own.rows, ids, isComplete: own.isComplete, error: own.error, at: own.at, look: (it) => { visible.current = it; } };
}
