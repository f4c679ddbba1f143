// The list of all schedules: search, filters, a sort that does not jump, a selection and what can be done with it.
import { html, useEffect, useMemo, useState } from '../lib.js';
import { link, setQuery } from '../router.js';
import { Curl, ErrorNote, Icon, quoted } from '../ui.js';
import { ActionButtons, ActionDialog } from './actions.js';
import { MOST_FILTERED, hasLabels, labelsOf } from './labels.js';
import { Rows } from './rows.js';
import { useAllSchedules } from './store.js';
import { starters } from './starters.js';

const SORTS = { created: 'Newest first', name: 'Name', next: 'Next firing', failing: 'Failures first', status: 'Status' };
const STATUSES = ['active', 'paused', 'failed', 'pending', 'completed', 'deleted'];

const KEYS = {
  created: null,
  name: (row) => row.name,
  next: (row) => row.next_execution ?? '9999',
  failing: (row) => -(row.consecutive_failures ?? 0),
  status: (row) => STATUSES.indexOf(row.status) + row.name,
};

const texts = new WeakMap();

/** Returns what the search looks at, in lower case; kept for each row that was read. */
function textOf(row) {
  let text = texts.get(row);
  if (text === undefined) {
    text = [row.name, row.description ?? '', row.schedule_expression, row.timezone, row.schedule_id, ...Object.entries(row.labels ?? {}).map((it) => it.join(': '))].join('\n').toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/** Returns the ids that match, in order. Rows keep their places until the order is asked for again. */
function useOrder(store, search, sort, labels) {
  const [asked, setAsked] = useState(0);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (id) => {
    const row = store.rows.get(id);
    const text = textOf(row);
    return words.every((it) => text.includes(it)) && hasLabels(row, labels);
  };
  const loaded = store.isComplete ? 'all' : store.rows.size;
  const ordered = useMemo(() => {
    const found = [...store.rows.keys()].filter(matches);
    const key = KEYS[sort];
    if (key) {
      const keys = new Map(found.map((id) => [id, key(store.rows.get(id))]));
      found.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : a < b ? -1 : 1));
    }
    return found;
  }, [search, sort, labels.join(), loaded, asked, store.list]);
  const known = useMemo(() => new Set(ordered), [ordered]);
  const added = store.isComplete ? [...store.rows.keys()].filter((id) => !known.has(id) && matches(id)) : [];
  return { ids: [...added, ...ordered.filter((id) => store.rows.has(id))], again: () => setAsked((n) => n + 1) };
}

const NO_FILTER = { search: '', status: '', created_by: '', group: '', name_prefix: '', label: '' };

export function Schedules({ query }) {
  const status = STATUSES.includes(query.status) ? query.status : '';
  const sort = Object.hasOwn(SORTS, query.sort ?? '') ? query.sort : 'created';
  const search = query.search ?? '';
  const labels = labelsOf(query.label);
  const group = query.group || undefined;
  // The API filters by label and by the start of the name within a group only; the page does it for all that it has read.
  const filter = { status: status || undefined, created_by: group ? undefined : query.created_by || undefined, group, name_prefix: group && query.name_prefix, label: group && labels.slice(0, MOST_FILTERED) };
  const store = useAllSchedules(filter);
  const { ids, again } = useOrder(store, search, sort, labels);
  const isFiltered = Object.keys(NO_FILTER).some((it) => query[it]);
  const isEmpty = store.isComplete && !store.rows.size && !isFiltered;
  const clear = html`<button class="link" onClick=${() => setQuery(NO_FILTER)}>Clear the filters</button>`;
  const sortAgain = async () => {
    await store.reload();
    again();
  };
  return html`
    <div class="title"><h1>Schedules</h1><a class="button primary" href="#/new">New schedule</a></div>
    <${Filters} query=${query} status=${status} sort=${sort} search=${search} again=${again} />
    ${labels.length > 0 && html`<div class="chips" role="group" aria-label="Labels">${labels.map((it) => html`<button type="button" class="chip" aria-pressed="true" key=${it} onClick=${() => setQuery({ label: labels.filter((other) => other !== it).join('\n') })}><bdi>${it}</bdi> <span aria-hidden="true">×</span><span class="unseen">: remove the filter</span></button>`)}</div>`}
    ${store.error && html`<${ErrorNote} error=${store.error}><p>${store.at ? 'What is shown may be old. ' : ''}The page tries again by itself. ${isFiltered && clear}</p><//>`}
    <p class="count" role="status">${store.isComplete ? '' : store.error && !store.at ? '' : html`<${Icon} name="clock" />Reading: `}${!store.at ? '' : `${ids.length.toLocaleString('en')} ${isFiltered ? 'of ' + store.rows.size.toLocaleString('en') + ' match' : ids.length === 1 ? 'schedule' : 'schedules'}`}
      ${sort !== 'created' && store.isComplete && html` <button class="link" onClick=${sortAgain}>Sort again</button>`}</p>
    ${isEmpty
      ? html`<${Teach} />`
      : ids.length > 0
        ? html`<${Selectable} key=${store.list.key} ids=${ids} store=${store} position=${JSON.stringify([status, sort, search])} />`
        : store.isComplete && html`<p class="panel">No schedule matches. ${clear}</p>`}`;
}

function Filters({ query, status, sort, search, again }) {
  const text = (name, label, placeholder, others) => html`<label><span>${label}</span><input value=${query[name] ?? ''} placeholder=${placeholder} spellcheck=${false} autocomplete="off" onChange=${(e) => setQuery({ [name]: e.target.value.trim(), ...others })} /></label>`;
  const addLabel = (e) => {
    const [, key, value] = /^\s*([^:\s]+)\s*:\s*(.+?)\s*$/.exec(e.target.value) ?? [];
    e.target.setCustomValidity(key || !e.target.value.trim() ? '' : 'Write key:value');
    e.target.reportValidity();
    if (key) {
      setQuery({ label: [...new Set([...labelsOf(query.label), `${key}:${value}`])].slice(-MOST_FILTERED).join('\n') });
      e.target.value = '';
    }
  };
  return html`<form class="filters" role="search" onSubmit=${(e) => e.preventDefault()}>
    <label class="grow"><span>Search</span><input type="search" value=${search} placeholder="Name, description, expression, label or id" onInput=${(e) => setQuery({ search: e.target.value }, { replace: true })} /></label>
    <label><span>Status</span><select value=${status} onChange=${(e) => setQuery({ status: e.target.value })}>
      <option value="">Any</option>${STATUSES.map((it) => html`<option value=${it}>${it}</option>`)}</select></label>
    ${text('group', 'Group', 'Any', { created_by: '', name_prefix: '' })}
    ${query.group ? text('name_prefix', 'Name starts with', 'Anything') : text('created_by', 'Created by', 'Anyone')}
    <label><span>Label</span><input placeholder="key:value" spellcheck=${false} autocomplete="off" onChange=${addLabel} /></label>
    <label><span>Sort</span><select value=${sort} onChange=${(e) => { setQuery({ sort: e.target.value === 'created' ? '' : e.target.value }); again(); }}>
      ${Object.entries(SORTS).map(([key, words]) => html`<option value=${key}>${key === 'created' && query.group ? 'As listed' : words}</option>`)}</select></label>
  </form>`;
}

/** The rows with a selection, and the bar of what can be done with it. Rows that leave the list leave the selection. */
function Selectable({ ids, store, position }) {
  const [selected, setSelected] = useState(() => new Set());
  const [asking, setAsking] = useState(null);
  const chosen = [...selected].filter((id) => store.rows.has(id));
  const shown = new Set(ids);
  const hidden = chosen.filter((id) => !shown.has(id)).length;
  const isAll = chosen.length > 0 && ids.every((id) => selected.has(id));
  const select = (some, isOn) => setSelected((last) => {
    const next = new Set(last);
    some.forEach((id) => (isOn ? next.add(id) : next.delete(id)));
    return next;
  });
  const schedules = chosen.map((id) => store.rows.get(id));
  const clear = () => setSelected(new Set());
  useEffect(() => {
    // A selection that the user no longer sees is not kept: it would be acted on unawares.
    if (chosen.length < selected.size) {
      setSelected(new Set(chosen));
    }
  }, [chosen.length, selected]);
  const words = chosen.length === 0 ? '' : `${chosen.length.toLocaleString('en')} selected${hidden ? `, ${hidden.toLocaleString('en')} of them not shown` : ''}`;
  return html`
    <div class="bulk" role="group" aria-label="Selected schedules">
      <label class="check"><input type="checkbox" checked=${isAll} indeterminate=${chosen.length > 0 && !isAll} onChange=${(e) => select(ids, e.target.checked)} /><span>Select all ${ids.length.toLocaleString('en')}</span></label>
      <span role="status">${words}</span>
      ${chosen.length > 0 && html`<${ActionButtons} schedules=${schedules} small=${true} onAsk=${(action) => setAsking({ action, schedules })} />
        <button type="button" class="link" onClick=${clear}>Clear</button>`}
    </div>
    <${Rows} ids=${ids} store=${store} position=${position} selected=${selected} select=${select} clear=${clear} />
    ${asking && html`<${ActionDialog} ...${asking} onDone=${(done) => { store.list.expect(done); select(done, false); }} onClose=${() => setAsking(null)} />`}`;
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
