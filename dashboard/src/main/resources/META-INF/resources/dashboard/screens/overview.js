// What needs attention, what is held, what runs next. It says that nothing is wrong only of what it has read.
import { get, listAttention, listSchedules } from '../api.js';
import { serverNow } from '../clock.js';
import { html, useState } from '../lib.js';
import { usePoll } from '../poll.js';
import { link } from '../router.js';
import { VIEWER } from '../time.js';
import { Badge, Icon, Panel, Polled, When } from '../ui.js';
import { ActionDialog } from './actions.js';
import { ExecutionButtons } from './executions.js';
import { readGroups } from './groups.js';
import { Teach } from './schedules.js';

const HOUR = 3_600_000;
const MOST_ACTIVE = 500;
const MOST_SHOWN = 50;

async function readActive(signal) {
  const schedules = [];
  let token;
  do {
    const page = await listSchedules({ status: 'active', limit: 100, next_token: token }, signal);
    schedules.push(...page.schedules);
    token = page.next_token;
  } while (token && schedules.length < MOST_ACTIVE);
  const isAlone = schedules.length === 0 && (await listSchedules({ limit: 1 }, signal)).schedules.length === 0;
  return { schedules, isAll: !token, isAlone };
}

export function Overview({ local }) {
  const failed = usePoll((signal) => listSchedules({ status: 'failed', limit: 100 }, signal), []);
  const troubles = usePoll((signal) => listAttention({ limit: MOST_SHOWN }, signal), [], { every: 15_000 });
  const paused = usePoll((signal) => listSchedules({ status: 'paused', limit: 100 }, signal), []);
  const active = usePoll(readActive, [], { every: 15_000 });
  const letters = usePoll((signal) => (local ? get('/local/dead-letters', signal) : Promise.resolve({ dead_letters: [] })), [local], { every: 15_000 });
  const groups = usePoll(readGroups, [], { every: 15_000 });
  const polls = [failed, troubles, paused, active, letters, groups];
  const count = (failed.data?.schedules.length ?? 0) + (troubles.data?.executions.length ?? 0) + (letters.data?.dead_letters.length ? 1 : 0);
  const isEmpty = polls.every((it) => it.data) && active.data.isAlone && !troubles.data.executions.length;
  if (isEmpty) {
    return html`<h1>Overview</h1><${Teach} />`;
  }
  return html`
    <div class="title"><h1>Overview</h1><span class="muted">Times in ${VIEWER}</span></div>
    <${Summary} polls=${polls} count=${count} />
    <div class="grid">
      <${Panel} id="attention" title="Needs attention">
        <${Polled} poll=${failed} what="The list of failed schedules">${(data) => data.schedules.map((it) => html`<${Failed} key=${it.schedule_id} schedule=${it} />`)}<//>
        <${Polled} poll=${troubles} what="The executions">${(data) => html`
          ${data.executions.map((it) => html`<${Trouble} key=${it.execution_id} execution=${it} />`)}
          ${data.executions.length === 0 && html`<p class="muted">No execution failed, timed out or was missed, unless a later one succeeded or someone has acknowledged it.</p>`}
          ${data.next_token && html`<p class="muted">And earlier ones.</p>`}`}<//>
        <${Polled} poll=${letters} what="The dead-letter queue">${(data) => data.dead_letters.length > 0 && html`<div class="item"><span class="bad"><${Icon} name="alert" /></span><div>${data.dead_letters.length === 1 ? 'One dead letter waits' : data.dead_letters.length + ' dead letters wait'} to be redriven. <a href=${link(['time'], { topic: 'dead-letters' })}>See them</a></div></div>`}<//>
      <//>
      <${Panel} id="held" title="Held">
        <${Polled} poll=${groups} what="The list of groups">${(data) => data.filter((it) => it.status === 'paused').map((it) => html`<div class="item" key=${it.group}><${Badge} status="paused" />
          <div>Group <a href=${link(['groups', it.group])}>${it.group}</a><p class="muted wrap">since <${When} at=${it.paused_from} />${it.paused_until && html` until <${When} at=${it.paused_until} />`}${it.pause_reason && html`: <bdi>${it.pause_reason}</bdi>`}</p></div></div>`)}<//>
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
function Summary({ polls, count }) {
  const unread = polls.some((it) => it.error);
  const reading = polls.some((it) => it.data === undefined && !it.error);
  if (count > 0) {
    return html`<p class="summary bad" role="status"><${Icon} name="alert" />${count === 1 ? 'One thing needs' : count + ' things need'} attention${reading ? ' so far. Reading…' : '.'}${unread ? ' Not everything could be read.' : ''}</p>`;
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

/** A button that asks for the reason of an action. */
function Ask({ action, schedule, children }) {
  const [isAsking, setAsking] = useState(false);
  return html`<button type="button" class="button small" onClick=${() => setAsking(true)}>${children}</button>
    ${isAsking && html`<${ActionDialog} action=${action} schedules=${[schedule]} onClose=${() => setAsking(false)} />`}`;
}

function Trouble({ execution }) {
  return html`<div class="item"><${Badge} status=${execution.outcome} /><div><${Name} schedule=${execution} />
    <p class="wrap"><a href=${link(['schedules', execution.schedule_id], { tab: 'executions', open: execution.execution_id })}><${When} at=${execution.scheduled_time} /></a>. ${execution.error ?? ''}</p>
    <div class="buttons"><${ExecutionButtons} execution=${execution} /></div></div></div>`;
}

function Held({ schedule }) {
  const { paused_from: from, paused_until: until, pause_reason: reason } = schedule;
  return html`<div class="item"><${Badge} status="paused" /><div><${Name} schedule=${schedule} /><p class="muted wrap">since <${When} at=${from} />${until && html` until <${When} at=${until} />`}${reason && html`: <bdi>${reason}</bdi>`}</p></div>
    <${Ask} action="resume" schedule=${schedule}>Resume…<//></div>`;
}

function NextHour({ schedules, isAll }) {
  const until = new Date(serverNow() + HOUR).toISOString();
  const upcoming = schedules.filter((it) => it.next_execution).sort((a, b) => (a.next_execution < b.next_execution ? -1 : 1));
  const soon = upcoming.filter((it) => it.next_execution <= until);
  const shown = (soon.length ? soon : upcoming).slice(0, 20);
  return html`
    ${soon.length === 0 && html`<p class="muted">${upcoming.length ? 'Nothing runs within an hour. After that:' : 'No active schedule has a next firing.'}</p>`}
    ${shown.map((it) => html`<div class="item" key=${it.schedule_id}><div><${Name} schedule=${it} /><p class="muted"><${When} at=${it.next_execution} /></p></div></div>`)}
    ${(soon.length || upcoming.length) > shown.length && html`<p><a href=${link(['schedules'], { status: 'active', sort: 'next' })}>All ${(soon.length || upcoming.length)} in order</a></p>`}
    ${!isAll && html`<p class="muted">Of the newest ${schedules.length} active schedules.</p>`}`;
}
