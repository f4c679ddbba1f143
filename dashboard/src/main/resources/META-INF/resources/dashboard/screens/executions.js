// What a schedule has run, page by page, and the strip of past and coming firings.
import { actOnExecution, actOnExecutions, get, getExecution, listExecutions } from '../api.js';
import { html, useState } from '../lib.js';
import { changed, usePoll } from '../poll.js';
import { link, setQuery } from '../router.js';
import { VIEWER, distance, local as localTime, plain, wall } from '../time.js';
import { Action, Badge, ConfirmWithReason, ErrorNote, Icon, Panel, Polled, When, copy, look, toast } from '../ui.js';
import { counted } from './recent.js';

const PAGE = 20;
const STRIP = 30;
const OUTCOMES = ['published', 'succeeded', 'failed', 'timed_out', 'missed', 'skipped', 'cancelled', 'waiting', 'retrying', 'in_progress'];
const TOPICS = { web_action: 'web-actions', notification: 'notifications' };

/** Returns the name by which the local runtime knows the topic of a schedule. */
const topicOf = (schedule) => TOPICS[schedule.target_type] ?? schedule.target_topic_arn;

/** The last 30 executions and the next 30 firings, each with a shape of its own. */
export function Strip({ schedule, firings }) {
  const poll = usePoll((signal) => listExecutions(schedule.schedule_id, { limit: STRIP }, signal), [schedule.schedule_id]);
  const past = [...(poll.data?.executions ?? [])].reverse();
  const coming = firings?.firings.slice(0, STRIP) ?? [];
  const skipped = coming.filter((it) => it.code === 'skip_requested').length;
  const gaps = coming.filter((it) => it.mark === 'gap').length;
  const held = coming.filter((it) => it.verdict !== 'runs').length - skipped - gaps;
  const exceptions = [gaps && (gaps === 1 ? '1 does not exist, as clocks skip it' : gaps + ' do not exist, as clocks skip them'), held && held + (held === 1 ? ' is held' : ' are held'), skipped && skipped + (skipped === 1 ? ' is skipped' : ' are skipped')].filter(Boolean).join(', ');
  const counts = counted(past.map((it) => it.outcome));
  const before = past.length ? `The last ${past.length}: ` : 'Nothing has run yet';
  const after = `. ${coming.length ? `Of the next ${coming.length}, ${exceptions || 'all run'}.` : ''}`;
  return html`<figure class="strip"><div role="img" aria-label=${before + counts.map(([, it]) => it).join(', ') + after}>
    ${past.map((it) => html`<span class=${'cell ' + look(it.outcome)[0]} title=${`${localTime(it.scheduled_time, schedule.timezone)}: ${it.outcome}`}><${Icon} name=${look(it.outcome)[1]} /></span>`)}
    <span class="today" title="now"></span>
    ${coming.map((it) => html`<span class=${'cell coming ' + (it.verdict === 'runs' ? '' : it.mark === 'gap' ? 'muted' : 'held')} title=${`${wall(it.local_time)}: ${it.reason ?? it.verdict}`}><${Icon} name=${it.mark === 'gap' || it.code === 'skip_requested' ? 'skip' : it.verdict !== 'runs' ? 'pause' : it.mark === 'overlap' ? 'clock' : 'dot'} /></span>`)}
  </div><figcaption class="muted">${before}${counts.map(([outcome, it], i) => html`${i > 0 && ', '}<a href=${link(['schedules', schedule.schedule_id], { tab: 'executions', outcome })}>${it}</a>`)}${after}${poll.error ? ' The history could not be read.' : ''}</figcaption></figure>`;
}

export function Executions({ schedule, query, local }) {
  const page = query.page ?? '';
  const outcome = OUTCOMES.includes(query.outcome) ? query.outcome : '';
  const poll = usePoll((signal) => listExecutions(schedule.schedule_id, { outcome, limit: PAGE, next_token: page }, signal), [schedule.schedule_id, outcome, page]);
  const filter = html`<label class="inline"><span class="muted">Outcome</span> <select value=${outcome} onChange=${(e) => setQuery({ outcome: e.target.value, page: '', open: '' })}>
    <option value="">Any</option>${OUTCOMES.map((it) => html`<option value=${it}>${look(it)[2]}</option>`)}</select></label>`;
  if (page && poll.error?.status === 400) {
    return html`<div class="panel"><p>This page of the history is no longer known.</p><button class="button" onClick=${() => setQuery({ page: '' })}>To the newest</button></div>`;
  }
  return html`<${Panel} id="executions" title="Executions" aside=${filter}>
    <${Polled} poll=${poll} what="The executions">${(data) => html`
      ${query.open && !data.executions.some((it) => it.execution_id === query.open) && html`<${Elsewhere} key=${query.open} id=${query.open} schedule=${schedule} local=${local} />`}
      ${data.executions.length === 0
        ? html`<p class="muted">${page ? 'Nothing older.' : outcome ? 'No execution ended like this.' : 'Nothing has run yet. “Run now” runs it once, whatever its times are.'}</p>`
        : html`<ul class="executions">${data.executions.map((it) => html`<${Execution} key=${it.execution_id} schedule=${schedule} execution=${it} isOpen=${query.open === it.execution_id} local=${local} />`)}</ul>`}
      <div class="buttons">
        ${page && html`<button type="button" class="button" onClick=${() => setQuery({ page: '', open: '' })}>Newest</button>`}
        ${data.next_token && html`<button type="button" class="button" onClick=${() => setQuery({ page: data.next_token, open: '' })}>Older</button>`}
      </div>`}<//>
  <//>`;
}

/** The execution that the address opens, if it is not on this page of the list. */
function Elsewhere({ id, schedule, local }) {
  const poll = usePoll((signal) => getExecution(id, signal), [id]);
  return html`<${Polled} poll=${poll} what="The execution of this address">${(data) => html`<ul class="executions">${data.schedule_id === schedule.schedule_id
    ? html`<${Execution} schedule=${schedule} execution=${data} isOpen=${true} local=${local} />`
    : html`<li>The execution of this address is one of another schedule.</li>`}</ul>`}<//>`;
}

const WRONG = new Set(['failed', 'timed_out', 'missed']);
const RETRIED = new Set([...WRONG, 'skipped', 'cancelled']);
const ASKED = {
  retry: { title: 'Try this execution again?', confirm: 'Retry', done: 'One more attempt was requested.', about: 'Its message is published once more, as the schedule is now, beyond the attempts that the run policy allows.' },
  acknowledge: { title: 'Acknowledge this failure?', confirm: 'Acknowledge', done: 'The failure is acknowledged.', about: 'It no longer needs attention. The history keeps it.' },
};

/**
 * What can be done about an execution that went wrong. A dialog stays about those executions for which it was opened.
 *
 * @param earlier executions that are acknowledged together with it
 */
export function ExecutionButtons({ execution, earlier = [], all = 'all', acknowledged }) {
  const [asking, setAsking] = useState(null);
  const run = async (reason) => {
    const { action, ids } = asking;
    await (action === 'acknowledge' && ids.length > 1 ? actOnExecutions(ids, action, reason) : actOnExecution(ids[0], action, { reason }));
    toast(ASKED[action].done, { about: ids[0] });
    changed();
  };
  const ask = (action) => setAsking({ action, ids: [execution, ...earlier].map((it) => it.execution_id) });
  return html`${RETRIED.has(execution.outcome) && html`<button type="button" class="button small" onClick=${() => ask('retry')}>Retry…</button>`}
    ${WRONG.has(execution.outcome) && !acknowledged && html`<button type="button" class="button small" onClick=${() => ask('acknowledge')}>Acknowledge${earlier.length ? ` ${all} ${(earlier.length + 1).toLocaleString('en')}` : ''}…</button>`}
    ${asking && html`<${ConfirmWithReason} title=${ASKED[asking.action].title} confirm=${ASKED[asking.action].confirm} kind="primary" onConfirm=${run} onClose=${() => setAsking(null)}><p>${ASKED[asking.action].about}</p><//>`}`;
}

function Execution({ schedule, execution, isOpen, local }) {
  const { outcome, attempt, attempts, lateness_ms: late, manual, error } = execution;
  const tries = attempt > 1 ? `attempt ${attempt}` : attempts > 1 ? `${attempts} attempts` : '';
  const notes = [manual ? 'run by hand' : '', tries, late > 1000 ? `${distance(late)} late` : ''].filter(Boolean);
  return html`<li>
    <button type="button" class="line" aria-expanded=${isOpen} onClick=${() => setQuery({ open: isOpen ? '' : execution.execution_id }, { replace: true })}>
      <${Badge} status=${outcome} /><span><${When} at=${execution.scheduled_time} timezone=${schedule.timezone} /></span>
      <span class="muted">${notes.join(', ')}</span>
    </button>
    ${error && html`<p class="error wrap"><${Icon} name="alert" />${plain(error)}</p>`}
    ${isOpen && html`<${Opened} schedule=${schedule} execution=${execution} local=${local} />`}
  </li>`;
}

/** Everything about an execution; its attempts are read only when it is opened. */
function Opened({ schedule, execution, local }) {
  const poll = usePoll((signal) => getExecution(execution.execution_id, signal), [execution.execution_id]);
  const fact = (name, value) => value && html`<div><dt>${name}</dt><dd class="wrap">${value}</dd></div>`;
  const time = (at) => at && html`<${When} at=${at} timezone=${schedule.timezone} />`;
  return html`<div class="open">
    <dl class="facts">
      ${fact('UTC', execution.scheduled_time)}
      ${VIEWER !== 'UTC' && fact('You', localTime(execution.scheduled_time, VIEWER))}
      ${fact('First seen', execution.actual_time ?? 'never')}
      ${fact('Finished', execution.finished_at ?? 'not yet')}
      ${fact('Attempts', String(Math.max(execution.attempt, execution.attempts)))}
      ${fact('Execution id', html`<code>${execution.execution_id}</code> <button type="button" class="link" onClick=${() => copy(execution.execution_id, 'The id')}>Copy</button>`)}
      ${fact('SNS message', html`<code>${execution.sns_message_id ?? 'none'}</code>`)}
      ${fact('Report due', poll.data && execution.outcome === 'waiting' && time(poll.data.report_by))}
      ${fact('Next attempt', time(poll.data?.next_attempt_at))}
      ${fact('Acknowledged', poll.data?.acknowledgement && html`by ${poll.data.acknowledgement.by}${poll.data.acknowledgement.reason && html`: <bdi>${poll.data.acknowledgement.reason}</bdi>`}`)}
    </dl>
    <${Polled} poll=${poll} what="The attempts">${(data) => html`<${Attempts} rows=${data.attempt_history} events=${data.events} timezone=${schedule.timezone} />
      <div class="buttons"><${ExecutionButtons} execution=${data} acknowledged=${data.acknowledgement} /></div>`}<//>
    ${local && execution.outcome === 'missed' && html`<p>A <a href=${link(['time'], { topic: 'dead-letters' })}>dead letter</a> may say why its deliveries failed.</p>`}
    ${local && execution.sns_message_id && html`<${Published} schedule=${schedule} execution=${execution} />`}
  </div>`;
}

/** The attempts with what their consumer said, and the reports that did not count. */
function Attempts({ rows, events, timezone }) {
  const said = rows.some((it) => it.started_at || it.reported_at || it.message) || rows.length > 1 || events.length > 0;
  return said && html`<div class="scroll" tabindex="0" role="region" aria-label="Attempts"><table class="attempts">
    <thead><tr><th scope="col">Attempt</th><th scope="col">Outcome</th><th scope="col">Published</th><th scope="col">Reported</th><th scope="col">Message</th></tr></thead>
    <tbody>${rows.map((it) => html`<tr key=${it.attempt}><td>${it.attempt}</td><td><${Badge} status=${it.outcome ?? 'waiting'} /></td>
      <td>${it.published_at ? localTime(it.published_at, timezone) : 'not yet'}</td>
      <td>${it.reported_at ? localTime(it.reported_at, timezone) : it.started_at ? 'started ' + localTime(it.started_at, timezone) : 'no'}</td>
      <td><bdi class="wrap">${[it.message, it.output].filter(Boolean).join(' · ')}${it.truncated ? ' (cut)' : ''}</bdi></td></tr>`)}</tbody></table></div>
    ${events.length > 0 && html`<ul class="warnings">${events.map((it) => html`<li><${Icon} name="alert" /><span class="wrap">${localTime(it.at, timezone)}: ${EVENTS[it.kind] ?? it.kind}, ${it.outcome}${it.attempt ? ` of attempt ${it.attempt}` : ''}${it.message && html`: <bdi>${it.message}</bdi>`}</span></li>`)}</ul>`}`;
}

const EVENTS = { contradiction: 'a report that contradicts an earlier one', late: 'a report that came too late', unknown_attempt: 'a report of an attempt that there is not' };

/** The message as the topic received it; the local runtime keeps the newest ones. */
function Published({ schedule, execution }) {
  const [message, setMessage] = useState(null);
  const [error, setError] = useState(null);
  const now = topicOf(schedule);
  const read = async () => {
    const { topics } = await get('/local/topics');
    // The target may have been another one then.
    const targets = topics.filter((it) => it.startsWith('arn:') || Object.values(TOPICS).includes(it)).sort((a, b) => (b === now) - (a === now));
    let found;
    for (let i = 0; !found && i < targets.length; i++) {
      const { messages } = await get(`/local/topics/${encodeURIComponent(targets[i])}/messages`);
      found = messages.filter((it) => it.message_id === execution.sns_message_id).map((it) => ({ ...it, topic: targets[i] }))[0];
    }
    setMessage(found ?? { missing: true });
    setError(null);
  };
  return html`<div>
    ${!message && html`<${Action} kind="small" run=${read} onError=${setError}>Show the published message<//>`}
    ${error && html`<${ErrorNote} error=${error} />`}
    ${message?.missing && html`<p class="muted">No topic keeps this message any more.</p>`}
    ${message?.topic && html`${message.topic !== now && html`<p class="wrap">It was published to ${message.topic}, which was the target then.</p>`}<${Message} message=${message} />`}
  </div>`;
}

/** Returns a text as indented JSON, or as it is. */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function Message({ message }) {
  return html`<div class="message">
    <p class="muted wrap">${message.received_at} · ${Object.entries(message.attributes).map(([name, value]) => `${name}=${value}`).join(' · ')}</p>
    <pre class="code wrap" tabindex="0"><bdi>${pretty(message.message)}</bdi></pre>
  </div>`;
}
