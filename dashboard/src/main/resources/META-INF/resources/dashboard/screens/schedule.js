// One schedule: why it runs or not, what comes, what was, and what can be done about it.
import { act, createSchedule, deleteSchedule, listFirings, listGroups, readSchedule } from '../api.js';
import { html, useState } from '../lib.js';
import { changed, usePoll } from '../poll.js';
import { go, link, setQuery } from '../router.js';
import { Action, Badge, Confirm, ErrorNote, Icon, Panel, Polled, When, copy, quoted, shownStatus, toast } from '../ui.js';
import { definitionOf } from './editor.js';
import { Executions, Strip } from './executions.js';
import { Firings } from './explain.js';
import { Block, PauseDialog } from './pause.js';

const NEXT = 30;

async function read(id, signal) {
  const [{ data, etag }, firings] = await Promise.all([readSchedule(id, signal), listFirings(id, { limit: NEXT }, signal)]);
  return { schedule: data, etag, firings };
}

export function Schedule({ id, query, local }) {
  const poll = usePoll((signal) => read(id, signal), [id]);
  if (poll.error && poll.error.status === 404 && !poll.data) {
    return html`<h1>Schedule</h1><div class="panel"><p>There is no schedule with the id <code class="wrap">${id}</code>. It was never created on this stage, or it was deleted or completed more than 90 days ago.</p>
      <p><a class="button" href="#/schedules">All schedules</a></p></div>`;
  }
  return html`<${Polled} poll=${poll} what="The schedule">${(data) => html`<${Details} ...${data} query=${query} local=${local} />`}<//>`;
}

/** Returns one sentence: when it runs next, or why it does not. */
function Reason({ schedule }) {
  const { status, next_execution: next, status_reason: reason } = schedule;
  if (status === 'failed') {
    return html`<p class="reason bad"><${Icon} name="cross" /><span class="wrap">It does not run, because EventBridge refused it: ${reason ?? 'no reason was given'}. Correct the definition and save it.</span></p>`;
  }
  if (schedule.blocked_by.length > 0) {
    return html`<p class="reason held"><${Icon} name="pause" /><span>It does not run, because ${schedule.blocked_by.map((it, i) => html`${i > 0 ? ', and ' : ''}<${Block} block=${it} timezone=${schedule.timezone} />`)}. Firings that are due meanwhile are left out.${next ? html` It runs next on <${When} at=${next} timezone=${schedule.timezone} />.` : ''}</span></p>`;
  }
  if (status === 'pending') {
    return html`<p class="reason wait"><${Icon} name="clock" /><span class="wrap">It does not run yet, because EventBridge has not confirmed it. This takes a moment.${reason ? ' ' + reason : ''}</span></p>`;
  }
  if (status === 'completed') {
    return html`<p class="reason"><${Icon} name="flag" /><span>It does not run again, because its last time has passed. Change its time to use it once more.</span></p>`;
  }
  if (status === 'deleted') {
    return html`<p class="reason"><${Icon} name="dash" /><span>It does not run, because it is deleted. Its history stays readable for 90 days.</span></p>`;
  }
  return next
    ? html`<p class="reason ok"><${Icon} name="check" /><span>It runs next on <${When} at=${next} timezone=${schedule.timezone} />, ${schedule.timezone}.</span></p>`
    : html`<p class="reason held"><${Icon} name="alert" /><span>It does not run, because the expression selects no time that is left before its end.</span></p>`;
}

function Details({ schedule, etag, firings, query, local }) {
  const isDeleted = schedule.status === 'deleted';
  const tab = ['executions', 'definition'].includes(query.tab) ? query.tab : 'next';
  const tabs = { next: 'Next', executions: 'Executions', definition: 'Definition' };
  return html`
    <div class="title"><h1><bdi class="wrap">${schedule.name}</bdi></h1><${Badge} status=${shownStatus(schedule)} /></div>
    <p class="muted wrap">In group <a href=${link(['groups', schedule.group])}>${schedule.group}</a>${schedule.description && html` · <bdi>${schedule.description}</bdi>`}</p>
    <${Reason} schedule=${schedule} />
    <${Actions} schedule=${schedule} isDeleted=${isDeleted} />
    <${Strip} schedule=${schedule} firings=${firings} />
    ${schedule.warnings.length > 0 && html`<ul class="warnings">${schedule.warnings.map((it) => html`<li><${Icon} name="alert" /><span>${it}</span></li>`)}</ul>`}
    <div class="tabs" role="group" aria-label="Part">${Object.entries(tabs).map(([key, words]) => html`<button type="button" aria-pressed=${tab === key} onClick=${() => setQuery({ tab: key === 'next' ? '' : key, page: '', open: '' })}>${words}</button>`)}</div>
    ${tab === 'next' && html`<${Next} schedule=${schedule} firings=${firings} />`}
    ${tab === 'executions' && html`<${Executions} schedule=${schedule} query=${query} local=${local} />`}
    ${tab === 'definition' && html`<${Definition} schedule=${schedule} etag=${etag} />`}`;
}

function Next({ schedule, firings }) {
  return html`<${Panel} id="next" title="Next firings">
    <p class="words">${schedule.expression_description} <span class="muted">(${schedule.timezone})</span></p>
    <${Firings} result=${firings} timezone=${schedule.timezone} />
  <//>`;
}

async function undoable(schedule, action, words, undo) {
  const { status } = await act(schedule.schedule_id, action);
  changed();
  toast(status === 202 ? `${words} The change is accepted, but not confirmed yet.` : words, {
    undo: undo && (async () => { await act(schedule.schedule_id, undo); changed(); }),
  });
}

function Actions({ schedule, isDeleted }) {
  const [asking, setAsking] = useState(null);
  const close = () => setAsking(null);
  const id = schedule.schedule_id;
  const definition = definitionOf(schedule);
  const wasPaused = schedule.status === 'paused' && !schedule.paused_until ? { status: 'paused' } : {};
  const remove = async () => {
    await deleteSchedule(id);
    changed();
    toast(`${schedule.name} is deleted.`, { undo: async () => { await createSchedule({ ...definition, ...wasPaused }); changed(); } });
  };
  const pauseUntil = async ({ until, reason }) => {
    const { data } = await act(id, 'pause', { until, reason });
    changed();
    toast(data.paused_until ? 'Paused until the time that you chose.' : 'Paused.', { undo: async () => { await act(id, 'resume'); changed(); } });
  };
  const recreate = async () => {
    await createSchedule(definition);
    changed();
    toast(`${schedule.name} is created again.`);
  };
  const curl = `curl -s -X POST ${location.origin}/api/schedules -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(definition))}`;
  return html`<div class="buttons">
    ${isDeleted && html`<${Action} kind="primary" run=${recreate}>Create it again<//>`}
    ${!isDeleted && html`
      <${Action} kind="primary" run=${() => undoable(schedule, 'trigger', 'It runs now, once. The execution is in its history.')}>Run now<//>
      ${schedule.status === 'paused'
        ? html`<${Action} run=${() => undoable(schedule, 'resume', 'Resumed.', 'pause')}><${Icon} name="check" />Resume<//>`
        : ['active', 'pending'].includes(schedule.status) && html`<${Action} run=${() => undoable(schedule, 'pause', 'Paused.', 'resume')}><${Icon} name="pause" />Pause<//>
          <button type="button" class="button" onClick=${() => setAsking('pause')}>Pause until…</button>`}
      <button type="button" class="button" onClick=${() => setAsking('move')}>Move…</button>
      <a class="button" href=${link(['schedules', id, 'edit'])}>Edit</a>`}
    <button type="button" class="button" onClick=${() => copy(id, 'The id')}><${Icon} name="copy" />Copy id</button>
    <button type="button" class="button" onClick=${() => copy(curl, 'The curl line')}><${Icon} name="copy" />Copy as curl</button>
    ${!isDeleted && html`<button type="button" class="button danger" onClick=${() => setAsking('delete')}>Delete</button>`}
    ${asking === 'pause' && html`<${PauseDialog} title="Pause this schedule?" onPause=${pauseUntil} onClose=${close} />`}
    ${asking === 'move' && html`<${Move} schedule=${schedule} onClose=${close} />`}
    ${asking === 'delete' && html`<${Confirm} title="Delete this schedule?" confirm="Delete" onConfirm=${remove} onClose=${close}>
      <p><bdi class="wrap">${schedule.name}</bdi> stops at once. Its history stays readable for 90 days, and it can be created again under its name.</p><//>`}
  </div>`;
}

function Move({ schedule, onClose }) {
  const poll = usePoll((signal) => listGroups({ limit: 100 }, signal), []);
  const [group, setGroup] = useState(schedule.group);
  const names = (poll.data?.groups ?? []).map((it) => it.group);
  const move = async () => {
    await act(schedule.schedule_id, 'move', { group });
    changed();
    toast(`Moved to ${group}.`, { undo: async () => { await act(schedule.schedule_id, 'move', { group: schedule.group }); changed(); } });
  };
  return html`<${Confirm} title="Move to a group" confirm="Move" kind="primary" onConfirm=${move} onClose=${onClose}>
    <div class="field"><label for="move-group">Group</label><input id="move-group" list="groups" value=${group} spellcheck=${false} onInput=${(e) => setGroup(e.target.value.trim())} />
      <datalist id="groups">${names.map((it) => html`<option value=${it} />`)}</datalist></div>
    <p class="hint">Id, history and definition stay. From now on the pauses of the new group hold it back.</p>
  <//>`;
}

function Definition({ schedule, etag }) {
  const fact = (name, value) => html`<div><dt>${name}</dt><dd class="wrap">${value ?? html`<span class="muted">none</span>`}</dd></div>`;
  const text = JSON.stringify(definitionOf(schedule), null, 2);
  return html`<${Panel} id="definition" title="Definition" aside=${html`<button type="button" class="button small" onClick=${() => copy(text, 'The definition')}><${Icon} name="copy" />Copy</button>`}>
    <dl class="facts">
      ${fact('Id', html`<code>${schedule.schedule_id}</code>`)}
      ${fact('Group', html`<a href=${link(['groups', schedule.group])}>${schedule.group}</a>`)}
      ${fact('Version', `${schedule.version}, ETag ${etag ?? 'unknown'}`)}
      ${fact('Created', html`<${When} at=${schedule.created_at} timezone=${schedule.timezone} /> by ${schedule.created_by}`)}
      ${fact('Changed', html`<${When} at=${schedule.updated_at} timezone=${schedule.timezone} />`)}
      ${fact('Last firing', schedule.last_triggered && html`<${When} at=${schedule.last_triggered} timezone=${schedule.timezone} />`)}
      ${fact('Executions', schedule.execution_count)}
      ${fact('EventBridge entry', schedule.eventbridge_arn && html`<code>${schedule.eventbridge_arn}</code>`)}
    </dl>
    <pre class="code wrap" tabindex="0"><bdi>${text}</bdi></pre>
  <//>`;
}
