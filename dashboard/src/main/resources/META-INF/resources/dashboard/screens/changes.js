// Who changed what, when and why, and the way back to an earlier definition.
import { act, listChanges, listGroupChanges } from '../api.js';
import { html, useEffect, useState } from '../lib.js';
import { changed, usePoll } from '../poll.js';
import { link, setQuery } from '../router.js';
import { local } from '../time.js';
import { Action, ConfirmWithReason, ErrorNote, Icon, Panel, Polled, When, copy, toast } from '../ui.js';

const PAGE = 20;
export const WORDS = {
  create: 'Created', update: 'Changed', delete: 'Deleted', restore: 'Restored', pause: 'Paused', resume: 'Resumed', move: 'Moved',
  skip: 'Skipped a firing', unskip: 'Let a firing run again', put_group: 'Settings changed', delete_group: 'Group deleted',
  pause_group: 'Group paused', resume_group: 'Group resumed',
};
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A value of a field: a time in the reader's words, everything else as it is. */
function Value({ value, timezone }) {
  if (value === null || value === undefined) {
    return html`<span class="muted">none</span>`;
  }
  if (typeof value === 'string' && INSTANT.test(value)) {
    return html`<time dateTime=${value} title=${value}>${local(value, timezone)}</time>`;
  }
  return html`<bdi class="wrap">${typeof value === 'string' ? value : JSON.stringify(value)}</bdi>`;
}

/** What differs, field by field. A field of which only the name is known says so. */
export function Fields({ fields, timezone }) {
  return html`<table class="fields"><thead><tr><th scope="col">Field</th><th scope="col">From</th><th scope="col">To</th></tr></thead>
    <tbody>${fields.map((it, i) => html`<tr key=${i}><th scope="row">${it.field}</th>
      ${'from' in it ? html`<td data-label="From"><${Value} value=${it.from} timezone=${timezone} /></td><td data-label="To"><${Value} value=${it.to} timezone=${timezone} /></td>` : html`<td colspan="2" class="muted">changed; the definition shows it</td>`}</tr>`)}</tbody></table>`;
}

function Pages({ page, next }) {
  return html`<div class="buttons">
    ${page && html`<button type="button" class="button" onClick=${() => setQuery({ page: '', open: '' })}>Newest</button>`}
    ${next && html`<button type="button" class="button" onClick=${() => setQuery({ page: next, open: '' })}>Older</button>`}
  </div>`;
}

function List({ poll, query, empty, render }) {
  const page = query.page ?? '';
  if (page && poll.error?.status === 400) {
    return html`<p>This page of the changes is no longer known.</p><button class="button" onClick=${() => setQuery({ page: '' })}>To the newest</button>`;
  }
  return html`<${Polled} poll=${poll} what="The changes">${(data) => html`
    ${data.changes.length === 0 ? html`<p class="muted">${page ? 'Nothing older.' : empty}</p>` : html`<ul class="executions">${data.changes.map(render)}</ul>`}
    <${Pages} page=${page} next=${data.next_token} />`}<//>`;
}

/** The changes of a schedule. */
export function ScheduleChanges({ schedule, etag, query }) {
  const id = schedule.schedule_id;
  const page = query.page ?? '';
  const poll = usePoll((signal) => listChanges(id, { limit: PAGE, next_token: page }, signal), [id, page]);
  const [asking, setAsking] = useState(null);
  const definitionOf = async (version) => {
    const { changes } = await listChanges(id, { limit: PAGE, next_token: page, include: 'definition' });
    return changes.find((it) => it.version === version)?.definition ?? null;
  };
  const isCurrent = (change) => change.version === schedule.version;
  const canRevert = (change) => !isCurrent(change) && schedule.status !== 'deleted';
  return html`<${Panel} id="changes" title="Changes">
    <${List} poll=${poll} query=${query} empty="No change of the last 90 days is kept." render=${(it) => html`
      <${Change} key=${it.version} change=${it} isOpen=${query.open === String(it.version)} timezone=${schedule.timezone} isCurrent=${isCurrent(it)}>
        <${Definition} version=${it.version} read=${() => definitionOf(it.version)} />
        ${canRevert(it) && html`<button type="button" class="button small" onClick=${() => setAsking(it)}><${Icon} name="undo" />Go back to this version…</button>`}
      <//>`} />
    ${asking && html`<${Revert} schedule=${schedule} etag=${etag} change=${asking} read=${() => definitionOf(asking.version)} onClose=${() => setAsking(null)} />`}
  <//>`;
}

/** The changes of a group and, unless only its own are asked for, of its schedules. */
export function GroupChanges({ group, query }) {
  const page = query.page ?? '';
  const isOwn = query.of === 'group';
  const poll = usePoll((signal) => listGroupChanges(group, isOwn, { limit: PAGE, next_token: page }, signal), [group, page, isOwn]);
  const toggle = (own) => setQuery({ of: own ? 'group' : '', page: '', open: '' });
  return html`<${Panel} id="changes" title="Changes" aside=${html`<div class="chips" role="group" aria-label="Changes of">
      <button type="button" class="chip" aria-pressed=${!isOwn} onClick=${() => toggle(false)}>Group and schedules</button>
      <button type="button" class="chip" aria-pressed=${isOwn} onClick=${() => toggle(true)}>Only the group</button></div>`}>
    <${List} poll=${poll} query=${query} empty="No change of the last 90 days is kept." render=${(it) => html`
      <${Change} key=${it.command_id + it.version} change=${it} isOpen=${query.open === it.command_id} at=${it.command_id}
        about=${it.schedule_id && html`<a href=${link(['schedules', it.schedule_id], { tab: 'changes' })}><bdi class="wrap">${it.name ?? it.schedule_id}</bdi></a>`} />`} />
  <//>`;
}

function Change({ change, isOpen, at = String(change.version), isCurrent, about, timezone, children }) {
  const { action, fields, reason } = change;
  const names = [...new Set(fields.map((it) => it.field))].join(', ');
  return html`<li>
    <button type="button" class="line" aria-expanded=${isOpen} onClick=${() => setQuery({ open: isOpen ? '' : at }, { replace: true })}>
      <strong>${WORDS[action] ?? action}</strong><${When} at=${change.at} timezone=${timezone} />
      <span class="muted wrap">by ${change.by} · version ${change.version}</span>${isCurrent && html`<span class="badge quiet">current</span>`}
    </button>
    <div class="why">${about && html`<p>${about}</p>`}${reason && html`<p class="wrap"><bdi>“${reason}”</bdi></p>`}
      ${!isOpen && names && html`<p class="muted wrap">${names}</p>`}</div>
    ${isOpen && html`<div class="open">
      ${fields.length ? html`<${Fields} fields=${fields} timezone=${timezone} />` : html`<p class="muted">No field is different.</p>`}
      <p class="muted wrap">Command <code>${change.command_id}</code></p>
      ${children && html`<div class="buttons">${children}</div>`}
    </div>`}
  </li>`;
}

function Definition({ version, read }) {
  const [shown, setShown] = useState(undefined);
  const [error, setError] = useState(null);
  const show = async () => {
    setError(null);
    setShown(await read());
  };
  const text = shown ? JSON.stringify(shown, null, 2) : '';
  return html`
    ${shown === undefined && html`<${Action} kind="small" run=${show} onError=${setError}>Show the definition<//>`}
    ${error && html`<${ErrorNote} error=${error} />`}
    ${shown === null && html`<span class="muted">The definition of this version is not kept any more.</span>`}
    ${shown && html`<div class="definition"><p class="muted">The definition of version ${version} <button type="button" class="link" onClick=${() => copy(text, 'The definition')}>Copy</button></p><pre class="code wrap" tabindex="0"><bdi>${text}</bdi></pre></div>`}`;
}

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Returns what would change if the definition became this one. A payload is named only. */
function difference(schedule, definition) {
  return Object.keys(definition).filter((it) => !same(schedule[it], definition[it]))
    .map((field) => (['payload', 'arguments'].includes(field) ? { field } : { field, from: schedule[field], to: definition[field] }));
}

function Revert({ schedule, etag, change, read, onClose }) {
  const [definition, setDefinition] = useState(undefined);
  const [error, setError] = useState(null);
  useEffect(() => { read().then(setDefinition, setError); }, []);
  const { schedule_id: id, version: before } = schedule;
  const back = async (reason) => {
    const { data, status, etag: after } = await act(id, 'revert', { version: change.version, reason }, etag);
    changed();
    const isSame = status === 200 && data.version === before;
    toast(isSame ? 'Nothing to change: this is its definition already.' : `The definition is that of version ${change.version} again.`,
      { about: id, undo: isSame ? undefined : async () => { await act(id, 'revert', { version: before }, status === 200 ? after : undefined); changed(); } });
  };
  const fields = definition ? difference(schedule, definition) : [];
  return html`<${ConfirmWithReason} title=${`Go back to version ${change.version}?`} confirm="Go back" kind="primary" onConfirm=${back} onClose=${onClose}>
    ${error && html`<${ErrorNote} error=${error} />`}
    ${definition === null && html`<p class="muted">The definition of this version is not kept any more.</p>`}
    ${definition && (fields.length ? html`<${Fields} fields=${fields} timezone=${schedule.timezone} />` : html`<p>The definition of that version is the same as now.</p>`)}
    <p class="hint">Only the definition changes. Group, pauses and skips stay as they are.</p>
  <//>`;
}
