// What needs attention, what is held, what runs next. It says that nothing is wrong only of what it has read.
import { get, listAttention, listSchedules } from '../api.js';
import { can } from '../clock.js';
import { html, useState } from '../lib.js';
import { usePoll } from '../poll.js';
import { link } from '../router.js';
import { VIEWER, plain } from '../time.js';
import { Badge, Icon, Panel, Polled, When } from '../ui.js';
import { ActionDialog } from './actions.js';
import { ExecutionButtons } from './executions.js';
import { PauseOrResume, readGroups } from './groups.js';
import { NextHour, readActive } from './nexthour.js';
import { Teach } from './schedules.js';

const MOST_PAGES = 10;

/** Reads further pages, because one schedule that fails each minute fills the first ones. */
async function readAttention(signal) {
  const executions = [];
  let page = {};
  for (let i = 0; i < MOST_PAGES && page.next_token !== null; i += 1) {
    page = await listAttention({ limit: 100, next_token: page.next_token }, signal);
    executions.push(...page.executions);
  }
  return { ...page, executions };
}

/** Returns the executions of each schedule, in their order. */
function bySchedule(executions) {
  const found = new Map();
  executions.forEach((it) => found.get(it.schedule_id)?.push(it) ?? found.set(it.schedule_id, [it]));
  return [...found.values()];
}

export function Overview({ local }) {
  const failed = usePoll((signal) => listSchedules({ status: 'failed', limit: 100 }, signal), []);
  const troubles = usePoll(async (signal) => (can('attention') ? readAttention(signal) : { executions: [] }), [], { every: 15_000 });
  const paused = usePoll((signal) => listSchedules({ status: 'paused', limit: 100 }, signal), []);
  const active = usePoll(readActive, [], { every: 15_000 });
  const letters = usePoll(async (signal) => (local ? get('/local/dead-letters', signal) : { dead_letters: [] }), [local], { every: 15_000 });
  const groups = usePoll(async (signal) => (can('groups') ? readGroups(signal) : []), [], { every: 15_000 });
  const polls = [failed, troubles, paused, active, letters, groups];
  const count = (failed.data?.schedules.length ?? 0) + (troubles.data ? bySchedule(troubles.data.executions).length : 0) + (letters.data?.dead_letters.length ? 1 : 0);
  const isCut = Boolean(failed.data?.next_token || troubles.data?.next_token);
  if (polls.every((it) => it.data) && active.data.isAlone && count === 0 && groups.data.every((it) => it.status !== 'paused')) {
    return html`<h1>Overview</h1><${Teach} />`;
  }
  return html`
    <div class="title"><h1>Overview</h1><span class="muted">Times in ${VIEWER}</span></div>
    <${Summary} polls=${polls} count=${count} isCut=${isCut} />
    <div class="grid">
      <${Panel} id="attention" title="Needs attention">
        <${Polled} poll=${failed} what="The list of failed schedules">${(data) => data.schedules.map((it) => html`<${Failed} key=${it.schedule_id} schedule=${it} />`)}<//>
        <${Polled} poll=${troubles} what="The executions">${(data) => html`
          ${bySchedule(data.executions).map((it) => html`<${Trouble} key=${it[0].schedule_id} executions=${it} isCut=${Boolean(data.next_token)} />`)}
          ${data.executions.length === 0 && can('attention') && html`<p class="muted">No execution failed, timed out or was missed, unless a later one succeeded or someone has acknowledged it.</p>`}
          ${data.next_token && html`<p class="muted">Only the newest ${data.executions.length.toLocaleString('en')} are read; earlier ones may be of other schedules, too. <a href=${link(['schedules'], { sort: 'failing' })}>All schedules, failures first</a></p>`}`}<//>
        <${Polled} poll=${letters} what="The dead-letter queue">${(data) => data.dead_letters.length > 0 && html`<div class="item"><span class="bad"><${Icon} name="alert" /></span><div>${data.dead_letters.length === 1 ? 'One dead letter waits' : data.dead_letters.length + ' dead letters wait'} to be redriven. <a href=${link(['time'], { topic: 'dead-letters' })}>See them</a></div></div>`}<//>
      <//>
      <${Panel} id="held" title="Held">
        <${Polled} poll=${groups} what="The list of groups">${(data) => data.filter((it) => it.status === 'paused').map((it) => html`<div class="item" key=${it.group}><${Badge} status="paused" />
          <div>Group <a href=${link(['groups', it.group])}>${it.group}</a><p class="muted wrap">since <${When} at=${it.paused_from} />${it.paused_until && html` until <${When} at=${it.paused_until} />`}${it.pause_reason && html`: <bdi>${it.pause_reason}</bdi>`}</p><${PauseOrResume} group=${it} small=${true} /></div></div>`)}<//>
        <${Polled} poll=${paused} what="The list of paused schedules">${(data) => html`
          ${data.schedules.slice(0, 20).map((it) => html`<${Held} key=${it.schedule_id} schedule=${it} />`)}
          ${data.schedules.length === 0 && html`<p class="muted">No schedule is paused${groups.data?.some((it) => it.status === 'paused') ? ' by itself' : ''}.</p>`}
          ${data.schedules.length > 20 && html`<p><a href=${link(['schedules'], { status: 'paused' })}>All paused schedules${data.next_token ? ', more than 100' : ` (${data.schedules.length})`}</a></p>`}`}<//>
      <//>
      <${Panel} id="next" title="Next hour">
        <${Polled} poll=${active} what="The list of active schedules">${(data) => html`<${NextHour} ...${data} />`}<//>
      <//>
    </div>`;
}

/** One sentence about the whole. It never says that all is well if something could not be read. */
function Summary({ polls, count, isCut }) {
  const unread = polls.some((it) => it.error);
  const reading = polls.some((it) => it.data === undefined && !it.error);
  if (count > 0) {
    return html`<p class="summary bad" role="status"><${Icon} name="alert" />${isCut ? 'At least ' : ''}${count > 1 ? count + ' things need' : isCut ? 'one thing needs' : 'One thing needs'} attention${reading ? ' so far. Reading…' : '.'}${unread ? ' Not everything could be read.' : ''}</p>`;
  }
  if (unread) {
    return html`<p class="summary warn" role="status"><${Icon} name="alert" />Not everything could be read, so something may be wrong.</p>`;
  }
  if (reading) {
    return html`<p class="summary" role="status"><${Icon} name="clock" />Reading…</p>`;
  }
  return html`<p class="summary ok" role="status"><${Icon} name="check" />Nothing needs attention.</p>`;
}

const Name = ({ schedule }) => html`<a href=${link(['schedules', schedule.schedule_id])}><bdi class="wrap">${schedule.name}</bdi></a>`;

function Failed({ schedule }) {
  return html`<div class="item"><${Badge} status="failed" /><div><${Name} schedule=${schedule} /><p class="wrap">EventBridge refused it: ${schedule.status_reason ?? 'no reason was given'}. <a href=${link(['schedules', schedule.schedule_id, 'edit'])}>Correct it</a></p></div></div>`;
}

/** The newest failure of a schedule, and how many came before. */
function Trouble({ executions: [execution, ...earlier], isCut }) {
  return html`<div class="item"><${Badge} status=${execution.outcome} /><div><${Name} schedule=${execution} />
    <p class="wrap"><a href=${link(['schedules', execution.schedule_id], { tab: 'executions', open: execution.execution_id })}><${When} at=${execution.scheduled_time} /></a>. ${plain(execution.error ?? '')}</p>
    ${earlier.length > 0 && html`<p class="muted">And ${isCut ? 'at least ' : ''}${earlier.length === 1 ? 'one' : earlier.length.toLocaleString('en')} before: <a href=${link(['schedules', execution.schedule_id], { tab: 'executions' })}>all executions</a></p>`}
    <div class="buttons"><${ExecutionButtons} execution=${execution} earlier=${earlier} all=${isCut ? 'the newest' : 'all'} /></div></div></div>`;
}

function Held({ schedule }) {
  const { paused_from: from, paused_until: until, pause_reason: reason } = schedule;
  const [isAsking, setAsking] = useState(false);
  return html`<div class="item"><${Badge} status="paused" /><div><${Name} schedule=${schedule} /><p class="muted wrap">since <${When} at=${from} />${until && html` until <${When} at=${until} />`}${reason && html`: <bdi>${reason}</bdi>`}</p>
    <div class="buttons"><button type="button" class="button small" onClick=${() => setAsking(true)}>Resume…</button></div>
    ${isAsking && html`<${ActionDialog} action="resume" schedules=${[schedule]} onClose=${() => setAsking(false)} />`}</div></div>`;
}
