// One schedule: why it runs or not, what comes, what was, and what can be done about it.
import { act, listFirings, readSchedule } from '../api.js';
import { useNow } from '../clock.js';
import { html, useState } from '../lib.js';
import { changed, usePoll } from '../poll.js';
import { link, setQuery } from '../router.js';
import { VIEWER, local as localTime } from '../time.js';
import { Badge, ConfirmWithReason, Icon, Panel, Polled, When, copy, quoted, shownStatus, toast } from '../ui.js';
import { ActionButtons, ActionDialog } from './actions.js';
import { ScheduleChanges } from './changes.js';
import { definitionOf } from './editor.js';
import { Executions, Strip } from './executions.js';
import { Firings } from './explain.js';
import { Labels } from './labels.js';
import { Block } from './pause.js';

const NEXT = 30;

async function read(id, signal) {
  const [{ data, etag }, firings] = await Promise.all([readSchedule(id, signal), listFirings(id, { limit: NEXT + 1 }, signal)]);
  return { schedule: data, etag, firings };
}

export function Schedule({ id, query, local }) {
  const poll = usePoll((signal) => read(id, signal), [id]);
  if (poll.error && poll.error.status === 404 && !poll.data) {
    return html`<h1>Schedule</h1><div class="panel"><p>There is no schedule with the id <code class="wrap">${id}</code>. It was never created on this stage, its creation is not applied yet, or it was deleted or completed more than 90 days ago.</p>
      <p><a class="button" href="#/schedules">All schedules</a></p></div>`;
  }
  return html`<${Polled} poll=${poll} what="The schedule">${(data) => html`<${Details} ...${data} query=${query} local=${local} />`}<//>`;
}

/** Says that the last executions went wrong, and leads to why. */
function Failures({ schedule: { consecutive_failures: failures } }) {
  return failures > 0 && html`<p class="reason bad"><${Icon} name="alert" /><span>${failures === 1 ? 'The last execution' : `The last ${failures} executions`} went wrong. <button type="button" class="link" onClick=${() => setQuery({ tab: 'executions', outcome: '', page: '', open: '' })}>See why</button></span></p>`;
}

/** Returns one sentence: when it runs next, or why it does not. */
function Reason({ schedule }) {
  const { status, next_execution: next, status_reason: reason } = schedule;
  if (status === 'failed') {
    return html`<p class="reason bad"><${Icon} name="cross" /><span class="wrap">It does not run, because EventBridge refused it: ${reason ?? 'no reason was given'}. Correct the definition and save it.</span></p>`;
  }
  if (schedule.blocked_by.length > 0) {
    return html`<p class="reason held"><${Icon} name="pause" /><span>It does not run, because ${schedule.blocked_by.map((it, i) => html`${i > 0 ? ', and ' : ''}<${Block} block=${it} timezone=${schedule.timezone} />`)}. Firings that are due meanwhile are left out.${next ? html` It runs next on <${When} at=${next} timezone=${schedule.timezone} />.` : ''}${schedule.timezone === VIEWER ? '' : ` Times are in ${schedule.timezone}.`}</span></p>`;
  }
  if (status === 'pending') {
    return html`<p class="reason wait"><${Icon} name="clock" /><span class="wrap">It does not run yet, because EventBridge has not confirmed it. This takes a moment.${reason ? ' ' + reason : ''}</span></p>`;
  }
  if (status === 'completed') {
    return html`<p class="reason"><${Icon} name="flag" /><span>It does not run again, because its last time has passed. Change its time to use it once more.</span></p>`;
  }
  if (status === 'deleted') {
    return html`<p class="reason"><${Icon} name="dash" /><span>It does not run, because it is deleted. For 90 days its history stays readable, and it can be restored.</span></p>`;
  }
  return next
    ? html`<p class="reason ok"><${Icon} name="check" /><span>It runs next on <${When} at=${next} timezone=${schedule.timezone} />, ${schedule.timezone}.</span></p>`
    : html`<p class="reason held"><${Icon} name="alert" /><span>It does not run, because the expression selects no time that is left before its end.</span></p>`;
}

function Details({ schedule, etag, firings: read, query, local }) {
  const now = useNow();
  // The first may have run since it was read, or in this very second.
  const firings = { ...read, firings: read.firings.filter((it) => !it.scheduled_time || new Date(it.scheduled_time) > now).slice(0, NEXT) };
  const isDeleted = schedule.status === 'deleted';
  const tab = ['executions', 'changes', 'definition'].includes(query.tab) ? query.tab : 'next';
  const tabs = { next: 'Next', executions: 'Executions', changes: 'Changes', definition: 'Definition' };
  return html`
    <div class="title"><h1><bdi class="wrap">${schedule.name}</bdi></h1><${Badge} status=${shownStatus(schedule)} /></div>
    <p class="muted wrap">In group <a href=${link(['groups', schedule.group])}>${schedule.group}</a>${schedule.description && html` · <bdi>${schedule.description}</bdi>`}</p>
    <${Reason} schedule=${schedule} />
    <${Failures} schedule=${schedule} />
    <${Labels} labels=${schedule.labels} group=${schedule.group} />
    <${Actions} schedule=${schedule} isDeleted=${isDeleted} />
    <${Strip} schedule=${schedule} firings=${firings} />
    ${schedule.warnings.length > 0 && html`<ul class="warnings">${schedule.warnings.map((it) => html`<li><${Icon} name="alert" /><span>${it}</span></li>`)}</ul>`}
    <div class="tabs" role="group" aria-label="Part">${Object.entries(tabs).map(([key, words]) => html`<button type="button" aria-pressed=${tab === key} onClick=${() => setQuery({ tab: key === 'next' ? '' : key, outcome: '', page: '', open: '' })}>${words}</button>`)}</div>
    ${tab === 'next' && html`<${Next} schedule=${schedule} firings=${firings} />`}
    ${tab === 'executions' && html`<${Executions} schedule=${schedule} query=${query} local=${local} />`}
    ${tab === 'changes' && html`<${ScheduleChanges} schedule=${schedule} etag=${etag} query=${query} />`}
    ${tab === 'definition' && html`<${Definition} schedule=${schedule} etag=${etag} />`}`;
}

function Next({ schedule, firings }) {
  const [asking, setAsking] = useState(null);
  const id = schedule.schedule_id;
  const change = async (action, time, reason) => {
    await act(id, action, { scheduled_time: time, reason });
    changed();
  };
  const at = (time) => localTime(time, schedule.timezone);
  const skip = async (reason) => {
    const time = asking;
    await change('skip', time, reason);
    toast(`The firing on ${at(time)} will be skipped.`, { about: id + time, undo: () => change('unskip', time) });
  };
  const unskip = async (time) => {
    await change('unskip', time);
    toast(`The firing on ${at(time)} is no longer skipped.`, { about: id + time, undo: () => change('skip', time) });
  };
  const skips = schedule.status === 'deleted' ? null : { times: new Set(schedule.skipped_times), onSkip: setAsking, onUnskip: unskip };
  return html`<${Panel} id="next" title="Next firings">
    <p class="words">${schedule.expression_description} <span class="muted">(${schedule.timezone})</span></p>
    <${Firings} result=${firings} timezone=${schedule.timezone} skips=${skips} />
    ${asking && html`<${ConfirmWithReason} title="Skip this firing?" confirm="Skip" kind="primary" onConfirm=${skip} onClose=${() => setAsking(null)}>
      <p><bdi class="wrap">${schedule.name}</bdi> will not run on ${at(asking)}, ${schedule.timezone}. All other firings stay.</p><//>`}
  <//>`;
}

function Actions({ schedule, isDeleted }) {
  const [asking, setAsking] = useState(null);
  const id = schedule.schedule_id;
  const curl = `curl -s -X POST ${location.origin}/api/schedules -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(definitionOf(schedule)))}`;
  return html`<div class="buttons">
    <${ActionButtons} schedules=${[schedule]} onAsk=${(action) => setAsking({ action, schedules: [schedule] })}>
    ${!isDeleted && html`<a class="button" href=${link(['schedules', id, 'edit'])}>Edit</a>`}
    <button type="button" class="button" onClick=${() => copy(id, 'The id')}><${Icon} name="copy" />Copy id</button>
    <button type="button" class="button" onClick=${() => copy(curl, 'The curl line')}><${Icon} name="copy" />Copy as curl</button>
    <//>
    ${asking && html`<${ActionDialog} ...${asking} onClose=${() => setAsking(null)} />`}
  </div>`;
}

function Definition({ schedule, etag }) {
  const fact = (name, value) => html`<div><dt>${name}</dt><dd class="wrap">${value || value === 0 ? value : html`<span class="muted">none</span>`}</dd></div>`;
  const text = JSON.stringify(definitionOf(schedule), null, 2);
  return html`<${Panel} id="definition" title="Definition" aside=${html`<button type="button" class="button small" onClick=${() => copy(text, 'The definition')}><${Icon} name="copy" />Copy</button>`}>
    <dl class="facts">
      ${fact('Id', html`<code>${schedule.schedule_id}</code>`)}
      ${fact('Group', html`<a href=${link(['groups', schedule.group])}>${schedule.group}</a>`)}
      ${fact('Labels', Object.keys(schedule.labels ?? {}).length > 0 && html`<${Labels} labels=${schedule.labels} group=${schedule.group} />`)}
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
