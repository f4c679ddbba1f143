// One schedule: why it runs or not, what comes, what was, and what can be done about it.
import { act, createSchedule, deleteSchedule, explain, readSchedule } from '../api.js';
import { html, useState } from '../lib.js';
import { changed, usePoll } from '../poll.js';
import { go, link, setQuery } from '../router.js';
import { VIEWER } from '../time.js';
import { Action, Badge, Confirm, ErrorNote, Icon, Panel, Polled, When, copy, quoted, toast } from '../ui.js';
import { definitionOf } from './editor.js';
import { Executions, Strip } from './executions.js';
import { Firings } from './explain.js';

const NEXT = 30;

/**
 * Returns the next firings, held or not; null where the server cannot tell them. A rate counts from its start, which
 * only its next firing shows if it has no start date.
 */
async function readFirings(schedule, signal) {
  const isRate = schedule.schedule_expression.startsWith('rate(');
  const start = schedule.start_date ?? (isRate ? schedule.next_execution : null);
  if (['completed', 'deleted'].includes(schedule.status) || (isRate && !start)) {
    return null;
  }
  return explain({
    schedule_expression: schedule.schedule_expression,
    timezone: schedule.timezone,
    viewer_timezone: VIEWER,
    start_date: start ?? undefined,
    end_date: schedule.end_date ?? undefined,
    count: NEXT,
  }, signal);
}

async function read(id, signal) {
  const { data, etag } = await readSchedule(id, signal);
  return { schedule: data, etag, firings: await readFirings(data, signal) };
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
  if (status === 'paused') {
    return html`<p class="reason held"><${Icon} name="pause" /><span>It does not run, because it is paused. Firings that are due meanwhile are left out. It goes on when it is resumed.</span></p>`;
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
    <div class="title"><h1><bdi class="wrap">${schedule.name}</bdi></h1><${Badge} status=${schedule.status} /></div>
    ${schedule.description && html`<p class="muted wrap"><bdi>${schedule.description}</bdi></p>`}
    <${Reason} schedule=${schedule} />
    <${Actions} schedule=${schedule} isDeleted=${isDeleted} />
    <${Strip} schedule=${schedule} firings=${firings} />
    ${schedule.warnings.length > 0 && html`<ul class="warnings">${schedule.warnings.map((it) => html`<li><${Icon} name="alert" /><span>${it}</span></li>`)}</ul>`}
    <div class="tabs" role="group" aria-label="Part">${Object.entries(tabs).map(([key, words]) => html`<button type="button" aria-pressed=${tab === key} onClick=${() => setQuery({ tab: key === 'next' ? '' : key, page: '', open: '' })}>${words}</button>`)}</div>
    ${tab === 'next' && html`<${Next} schedule=${schedule} firings=${firings} />`}
    ${tab === 'executions' && html`<${Executions} schedule=${schedule} query=${query} local=${local} />`}
    ${tab === 'definition' && html`<${Definition} schedule=${schedule} etag=${etag} />`}`;
}

const HELD = { paused: 'held: paused', failed: 'held: failed', pending: 'held: pending' };

function Next({ schedule, firings }) {
  return html`<${Panel} id="next" title="Next firings">
    <p class="words">${schedule.expression_description} <span class="muted">(${schedule.timezone})</span></p>
    ${firings === null
      ? html`<p class="muted">${schedule.status === 'paused' ? 'Its times are shown once it is resumed: it counts from its start.' : 'Nothing is left to run.'}</p>`
      : html`<${Firings} result=${firings} timezone=${schedule.timezone} heldBy=${HELD[schedule.status]} />`}
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
  const [isAsking, setAsking] = useState(false);
  const id = schedule.schedule_id;
  const definition = definitionOf(schedule);
  const wasPaused = schedule.status === 'paused' ? { status: 'paused' } : {};
  const remove = async () => {
    await deleteSchedule(id);
    changed();
    toast(`${schedule.name} is deleted.`, { undo: async () => { await createSchedule({ ...definition, ...wasPaused }); changed(); } });
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
        : ['active', 'pending'].includes(schedule.status) && html`<${Action} run=${() => undoable(schedule, 'pause', 'Paused.', 'resume')}><${Icon} name="pause" />Pause<//>`}
      <a class="button" href=${link(['schedules', id, 'edit'])}>Edit</a>`}
    <button type="button" class="button" onClick=${() => copy(id, 'The id')}><${Icon} name="copy" />Copy id</button>
    <button type="button" class="button" onClick=${() => copy(curl, 'The curl line')}><${Icon} name="copy" />Copy as curl</button>
    ${!isDeleted && html`<button type="button" class="button danger" onClick=${() => setAsking(true)}>Delete</button>`}
    ${isAsking && html`<${Confirm} title="Delete this schedule?" confirm="Delete" onConfirm=${remove} onClose=${() => setAsking(false)}>
      <p><bdi class="wrap">${schedule.name}</bdi> stops at once. Its history stays readable for 90 days, and it can be created again under its name.</p><//>`}
  </div>`;
}

function Definition({ schedule, etag }) {
  const fact = (name, value) => html`<div><dt>${name}</dt><dd class="wrap">${value ?? html`<span class="muted">none</span>`}</dd></div>`;
  const text = JSON.stringify(definitionOf(schedule), null, 2);
  return html`<${Panel} id="definition" title="Definition" aside=${html`<button type="button" class="button small" onClick=${() => copy(text, 'The definition')}><${Icon} name="copy" />Copy</button>`}>
    <dl class="facts">
      ${fact('Id', html`<code>${schedule.schedule_id}</code>`)}
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
