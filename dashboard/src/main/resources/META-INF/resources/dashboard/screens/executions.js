// What a schedule has run, page by page, and the strip of past and coming firings.
import { get, listExecutions } from '../api.js';
import { html, useState } from '../lib.js';
import { usePoll } from '../poll.js';
import { setQuery } from '../router.js';
import { VIEWER, distance, local as localTime, wall } from '../time.js';
import { Action, Badge, ErrorNote, Icon, Panel, Polled, When, copy, look } from '../ui.js';

const PAGE = 20;
const STRIP = 30;
const TOPICS = { web_action: 'web-actions', notification: 'notifications' };

/** Returns the name by which the local runtime knows the topic of a schedule. */
const topicOf = (schedule) => TOPICS[schedule.target_type] ?? schedule.target_topic_arn;

/** The last 30 executions and the next 30 firings, each with a shape of its own. */
export function Strip({ schedule, firings }) {
  const poll = usePoll((signal) => listExecutions(schedule.schedule_id, { limit: STRIP }, signal), [schedule.schedule_id]);
  const past = [...(poll.data?.executions ?? [])].reverse();
  const coming = firings?.firings.slice(0, STRIP) ?? [];
  const skipped = coming.filter((it) => it.code === 'skip_requested').length;
  const held = coming.filter((it) => it.verdict !== 'runs').length - skipped;
  const exceptions = [held && held + (held === 1 ? ' is held' : ' are held'), skipped && skipped + (skipped === 1 ? ' is skipped' : ' are skipped')].filter(Boolean).join(', ');
  const counts = Object.entries(past.reduce((all, it) => ({ ...all, [it.outcome]: (all[it.outcome] ?? 0) + 1 }), {}))
    .map(([outcome, n]) => `${n} ${look(outcome)[2].toLowerCase()}`).join(', ');
  const words = `${past.length ? `The last ${past.length}: ${counts}` : 'Nothing has run yet'}. ${coming.length ? `Of the next ${coming.length}, ${exceptions || 'all run'}.` : ''}`;
  return html`<figure class="strip"><div role="img" aria-label=${words}>
    ${past.map((it) => html`<span class=${'cell ' + look(it.outcome)[0]} title=${`${localTime(it.scheduled_time, schedule.timezone)}: ${it.outcome}`}><${Icon} name=${look(it.outcome)[1]} /></span>`)}
    <span class="today" title="now"></span>
    ${coming.map((it) => html`<span class=${'cell coming ' + (it.verdict !== 'runs' ? 'held' : '')} title=${`${wall(it.local_time)}: ${it.reason ?? it.verdict}`}><${Icon} name=${it.mark === 'gap' || it.code === 'skip_requested' ? 'skip' : it.verdict !== 'runs' ? 'pause' : it.mark === 'overlap' ? 'clock' : 'dot'} /></span>`)}
  </div><figcaption class="muted">${words}${poll.error ? ' The history could not be read.' : ''}</figcaption></figure>`;
}

export function Executions({ schedule, query, local }) {
  const page = query.page ?? '';
  const poll = usePoll((signal) => listExecutions(schedule.schedule_id, { limit: PAGE, next_token: page }, signal), [schedule.schedule_id, page]);
  if (page && poll.error?.status === 400) {
    return html`<div class="panel"><p>This page of the history is no longer known.</p><button class="button" onClick=${() => setQuery({ page: '' })}>To the newest</button></div>`;
  }
  return html`<${Panel} id="executions" title="Executions">
    <${Polled} poll=${poll} what="The executions">${(data) => html`
      ${data.executions.length === 0
        ? html`<p class="muted">${page ? 'Nothing older.' : 'Nothing has run yet. “Run now” runs it once, whatever its times are.'}</p>`
        : html`<ul class="executions">${data.executions.map((it) => html`<${Execution} key=${it.execution_id} schedule=${schedule} execution=${it} isOpen=${query.open === it.execution_id} local=${local} />`)}</ul>`}
      <div class="buttons">
        ${page && html`<button type="button" class="button" onClick=${() => setQuery({ page: '', open: '' })}>Newest</button>`}
        ${data.next_token && html`<button type="button" class="button" onClick=${() => setQuery({ page: data.next_token, open: '' })}>Older</button>`}
      </div>`}<//>
  <//>`;
}

function Execution({ schedule, execution, isOpen, local }) {
  const { outcome, attempts, lateness_ms: late, manual, error } = execution;
  const notes = [manual ? 'run by hand' : '', attempts > 1 ? `${attempts} attempts` : '', late > 1000 ? `${distance(late)} late` : ''].filter(Boolean);
  return html`<li>
    <button type="button" class="line" aria-expanded=${isOpen} onClick=${() => setQuery({ open: isOpen ? '' : execution.execution_id }, { replace: true })}>
      <${Badge} status=${outcome} /><span><${When} at=${execution.scheduled_time} timezone=${schedule.timezone} /></span>
      <span class="muted">${notes.join(', ')}</span>
    </button>
    ${error && html`<p class="error wrap"><${Icon} name="alert" />${error}</p>`}
    ${isOpen && html`<div class="open">
      <dl class="facts">
        <div><dt>UTC</dt><dd>${execution.scheduled_time}</dd></div>
        ${VIEWER !== 'UTC' && html`<div><dt>You</dt><dd>${localTime(execution.scheduled_time, VIEWER)}</dd></div>`}
        <div><dt>First seen</dt><dd>${execution.actual_time ?? 'never'}</dd></div>
        <div><dt>Finished</dt><dd>${execution.finished_at ?? 'not yet'}</dd></div>
        <div><dt>Attempts</dt><dd>${attempts}</dd></div>
        <div><dt>Execution id</dt><dd class="wrap"><code>${execution.execution_id}</code> <button type="button" class="link" onClick=${() => copy(execution.execution_id, 'The id')}>Copy</button></dd></div>
        <div><dt>SNS message</dt><dd class="wrap"><code>${execution.sns_message_id ?? 'none'}</code></dd></div>
      </dl>
      ${local && execution.sns_message_id && html`<${Published} schedule=${schedule} execution=${execution} />`}
    </div>`}
  </li>`;
}

/** The message as the topic received it; the local runtime keeps the newest ones. */
function Published({ schedule, execution }) {
  const [message, setMessage] = useState(null);
  const [error, setError] = useState(null);
  const read = async () => {
    const { messages } = await get(`/local/topics/${encodeURIComponent(topicOf(schedule))}/messages`);
    const found = messages.find((it) => it.message_id === execution.sns_message_id);
    setMessage(found ?? { missing: true });
    setError(null);
  };
  return html`<div>
    ${!message && html`<${Action} kind="small" run=${read} onError=${setError}>Show the published message<//>`}
    ${error && html`<${ErrorNote} error=${error} />`}
    ${message?.missing && html`<p class="muted">The topic no longer keeps this message.</p>`}
    ${message && !message.missing && html`<${Message} message=${message} />`}
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
