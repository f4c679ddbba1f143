// The list of all schedules: search, filters, a sort that does not jump, and only the visible rows in the page.
import { classes, html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../lib.js';
import { link, setQuery } from '../router.js';
import { Badge, Curl, ErrorNote, Icon, When, quoted, shownStatus } from '../ui.js';
import { useAllSchedules } from './store.js';
import { starters } from './starters.js';

const SORTS = { created: 'Newest first', name: 'Name', next: 'Next firing', status: 'Status' };
const STATUSES = ['active', 'paused', 'failed', 'pending', 'completed', 'deleted'];
const MARGIN = 8;

const KEYS = {
  created: null,
  name: (row) => row.name,
  next: (row) => row.next_execution ?? '9999',
  status: (row) => STATUSES.indexOf(row.status) + row.name,
};

const texts = new WeakMap();

/** Returns what the search looks at, in lower case; kept for each row that was read. */
function textOf(row) {
  let text = texts.get(row);
  if (text === undefined) {
    text = [row.name, row.description ?? '', row.schedule_expression, row.timezone, row.schedule_id].join('\n').toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/** Returns the ids that match, in order. Rows keep their places until the order is asked for again. */
function useOrder(store, search, sort) {
  const [asked, setAsked] = useState(0);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (id) => {
    const text = textOf(store.rows.get(id));
    return words.every((it) => text.includes(it));
  };
  const loaded = store.isComplete ? 'all' : store.ids.length;
  const ordered = useMemo(() => {
    const found = store.ids.filter(matches);
    const key = KEYS[sort];
    if (key) {
      const keys = new Map(found.map((id) => [id, key(store.rows.get(id))]));
      found.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : a < b ? -1 : 1));
    }
    return found;
  }, [search, sort, loaded, asked, store.rows]);
  const known = useMemo(() => new Set(ordered), [ordered]);
  const added = store.isComplete ? store.ids.filter((id) => !known.has(id) && matches(id)) : [];
  return { ids: [...added, ...ordered.filter((id) => store.rows.has(id))], again: () => setAsked((n) => n + 1) };
}

export function Schedules({ query }) {
  const status = STATUSES.includes(query.status) ? query.status : '';
  const sort = Object.hasOwn(SORTS, query.sort ?? '') ? query.sort : 'created';
  const search = query.search ?? '';
  const store = useAllSchedules(status, query.created_by, query.group);
  const { ids, again } = useOrder(store, search, sort);
  const isFiltered = Boolean(status || search || query.created_by || query.group);
  const isEmpty = store.isComplete && !store.ids.length && !isFiltered;
  return html`
    <div class="title"><h1>Schedules</h1><a class="button primary" href="#/new">New schedule</a></div>
    <form class="filters" role="search" onSubmit=${(e) => e.preventDefault()}>
      <label class="grow"><span>Search</span><input type="search" value=${search} placeholder="Name, description, expression or id" onInput=${(e) => setQuery({ search: e.target.value }, { replace: true })} /></label>
      <label><span>Status</span><select value=${status} onChange=${(e) => setQuery({ status: e.target.value })}>
        <option value="">Any</option>${STATUSES.map((it) => html`<option value=${it}>${it}</option>`)}</select></label>
      <label><span>Created by</span><input value=${query.created_by ?? ''} placeholder="Anyone" spellcheck=${false} onChange=${(e) => setQuery({ created_by: e.target.value.trim(), group: '' })} /></label>
      <label><span>Group</span><input value=${query.group ?? ''} placeholder="Any" spellcheck=${false} onChange=${(e) => setQuery({ group: e.target.value.trim(), created_by: '' })} /></label>
      <label><span>Sort</span><select value=${sort} onChange=${(e) => { setQuery({ sort: e.target.value === 'created' ? '' : e.target.value }); again(); }}>
        ${Object.entries(SORTS).map(([key, words]) => html`<option value=${key}>${words}</option>`)}</select></label>
    </form>
    ${store.error && html`<${ErrorNote} error=${store.error}><p>${store.at ? 'What is shown may be old. ' : ''}The page tries again by itself.</p><//>`}
    <p class="count" role="status">${store.isComplete ? '' : store.error && !store.at ? '' : html`<${Icon} name="clock" />Reading: `}${!store.at ? '' : `${ids.length.toLocaleString('en')} ${isFiltered ? 'of ' + store.ids.length.toLocaleString('en') + ' match' : ids.length === 1 ? 'schedule' : 'schedules'}`}
      ${sort !== 'created' && store.isComplete && html` <button class="link" onClick=${again}>Sort again</button>`}</p>
    ${isEmpty
      ? html`<${Teach} />`
      : ids.length > 0
        ? html`<${Rows} ids=${ids} store=${store} position=${JSON.stringify([status, sort, search])} />`
        : store.isComplete && html`<p class="panel">No schedule matches. <button class="link" onClick=${() => setQuery({ search: '', status: '', created_by: '', group: '' })}>Clear the filters</button></p>`}`;
}

/** Shown when there is nothing yet. */
export function Teach() {
  const body = '{"name":"hello","schedule_expression":"rate(1 minute)","target_type":"notification","payload":{"message":"Hello"}}';
  return html`<section class="panel teach"><h2>No schedules yet</h2>
    <p>A schedule sends a payload to a topic at the times that you choose. Start from one of these:</p>
    <div class="starters">${starters.slice(0, 3).map((it) => html`<a class="card" href=${link(['new'], { starter: it.id })}><strong>${it.title}</strong><span class="muted">${it.about}</span></a>`)}</div>
    <p>or send the API one line:</p>
    <${Curl} line=${`curl -s ${location.origin}/api/schedules -H 'Content-Type: application/json' -d ${quoted(body)}`} />
  </section>`;
}

function useRowHeight() {
  const narrow = matchMedia('(max-width: 720px)');
  const [height, setHeight] = useState(narrow.matches ? 84 : 60);
  useEffect(() => {
    const read = () => setHeight(narrow.matches ? 84 : 60);
    narrow.addEventListener('change', read);
    return () => narrow.removeEventListener('change', read);
  }, []);
  return height;
}

function Rows({ ids, store, position }) {
  const box = useRef(null);
  const height = useRowHeight();
  const [view, setView] = useState({ top: 0, size: 800 });
  useLayoutEffect(() => {
    const read = () => setView({ top: box.current.scrollTop, size: box.current.clientHeight });
    read();
    addEventListener('resize', read);
    return () => removeEventListener('resize', read);
  }, []);
  useLayoutEffect(() => {
    box.current.scrollTop = 0;
  }, [position]);
  const first = Math.max(0, Math.floor(view.top / height) - MARGIN);
  const last = Math.min(ids.length, Math.ceil((view.top + view.size) / height) + MARGIN);
  const shown = ids.slice(first, last);
  useEffect(() => store.look(shown));
  return html`<div class="rows" ref=${box} role="region" aria-label="Schedules" tabindex="0" onScroll=${(e) => setView({ top: e.target.scrollTop, size: e.target.clientHeight })}>
    <ul style=${{ height: ids.length * height + 'px' }}>
      ${shown.map((id, i) => html`<${Row} key=${id} row=${store.rows.get(id)} top=${(first + i) * height} height=${height} place=${first + i + 1} of=${ids.length} />`)}
    </ul>
  </div>`;
}

function Row({ row, top, height, place, of }) {
  return html`<li class=${classes({ row: true, quiet: row.status === 'deleted' || row.status === 'completed' })} style=${{ transform: `translateY(${top}px)`, height: height + 'px' }} aria-posinset=${place} aria-setsize=${of}>
    <div class="name"><a href=${link(['schedules', row.schedule_id])}><bdi>${row.name}</bdi></a>${row.description && html`<span class="muted ellipsis"><bdi>${row.description}</bdi></span>`}</div>
    <${Badge} status=${shownStatus(row)} />
    <div class="next">${row.next_execution ? html`<${When} at=${row.next_execution} timezone=${row.timezone} apart=${true} />` : html`<span class="muted ellipsis">${row.status_reason ?? (row.blocked_by[0]?.reason || 'no next firing')}</span>`}</div>
    <div class="rhythm"><code class="ellipsis">${row.schedule_expression}</code><span class="muted ellipsis">${row.timezone}</span></div>
  </li>`;
}
