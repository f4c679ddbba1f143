// What needs attention, what is held, what runs next. It says that nothing is wrong only of what it has read.
import { get, listExecutions, listSchedules } from '../api.js';
import { serverNow } from '../clock.js';
import { html, useState } from '../lib.js';
import { usePoll } from '../poll.js';
import { link } from '../router.js';
import { VIEWER } from '../time.js';
import { Badge, Icon, Panel, Polled, When } from '../ui.js';
import { ActionDialog } from './actions.js';
import { readGroups } from './groups.js';
import { Teach } from './schedules.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const MOST_ACTIVE = 500;
const MOST_CHECKED = 50;
const AT_ONCE = 6;
const BAD = new Set(['failed', 'missed', 'timed_out']);
const GOOD = new Set(['published', 'succeeded']);

async function readActive(signal) {
  const schedules = [];
  let token;
  do {
    const page = await listSchedules({ status: 'active', limit: 100, next_token: token }, signal);
    schedules.push(...page.schedules);
    token = page.next_token;
  } while (token && schedules.length < MOST_ACTIVE);
  return { schedules, isAll: !token };
}

async function readTroubles(signal) {
  const page = await listSchedules({ limit: MOST_CHECKED }, signal);
  const queue = page.schedules.filter((it) => it.status !== 'deleted');
  const checked = queue.length;
  const troubles = [];
  const worker = async () => {
    for (let schedule = queue.shift(); schedule; schedule = queue.shift()) {
      const { executions } = await listExecutions(schedule.schedule_id, { limit: 10 }, signal);
      // A later success settles what went wrong before.
      const settled = executions.findIndex((it) => GOOD.has(it.outcome));
      const bad = executions.slice(0, settled < 0 ? executions.length : settled).filter((it) => BAD.has(it.outcome));
      if (bad.length) {
        troubles.push({ schedule, execution: bad[0], more: bad.length - 1 });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  troubles.sort((a, b) => (a.execution.scheduled_time < b.execution.scheduled_time ? 1 : -1));
  return { troubles, checked, isAll: !page.next_token };
}

export function Overview({ local }) {
  const failed = usePoll((signal) => listSchedules({ status: 'failed', limit: 100 }, signal), []);
  const troubles = usePoll(readTroubles, [], { every: MINUTE });
  const paused = usePoll((signal) => listSchedules({ status: 'paused', limit: 100 }, signal), []);
  const active = usePoll(readActive, [], { every: 15_000 });
  const letters = usePoll((signal) => (local ? get('/local/dead-letters', signal) : Promise.resolve({ dead_letters: [] })), [local], { every: 15_000 });
  const groups = usePoll(readGroups, [], { every: 15_000 });
  const polls = [failed, troubles, paused, active, letters, groups];
  const count = (failed.data?.schedules.length ?? 0) + (troubles.data?.troubles.length ?? 0) + (letters.data?.dead_letters.length ? 1 : 0);
  const any = polls.every((it) => it.data) && !active.data.schedules.length && !paused.data.schedules.length && !failed.data.schedules.length && !troubles.data.checked;
  if (any) {
    return html`<h1>Overview</h1><${Teach} />`;
  }
  return html`
    <div class="title"><h1>Overview</h1><span class="muted">Times in ${VIEWER}</span></div>
    <${Summary} polls=${polls} count=${count} troubles=${troubles} />
    <div class="grid">
      <${Panel} id="attention" title="Needs attention">
        <${Polled} poll=${failed} what="The list of failed schedules">${(data) => data.schedules.map((it) => html`<${Failed} key=${it.schedule_id} schedule=${it} />`)}<//>
        <${Polled} poll=${troubles} what="The executions">${(data) => html`
          ${data.troubles.map((it) => html`<${Trouble} key=${it.execution.execution_id} ...${it} />`)}
          <p class="muted">Executions of ${data.isAll ? 'all' : 'the newest'} ${data.checked} schedules were checked${data.troubles.length ? '' : '; none failed or was missed'}.</p>`}<//>
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
function Summary({ polls, count, troubles }) {
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
  return html`<p class="summary ok" role="status"><${Icon} name="check" />${troubles.data.isAll ? 'Nothing needs attention.' : 'Nothing needs attention in what was checked.'}</p>`;
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

function Trouble({ schedule, execution, more }) {
  return html`<div class="item"><${Badge} status=${execution.outcome} /><div><${Name} schedule=${schedule} />
    <p class="wrap"><${When} at=${execution.scheduled_time} />${more > 0 ? `, and ${more} before` : ''}. ${execution.error ?? ''}</p></div>
    <${Ask} action="trigger" schedule=${schedule}>Run now…<//></div>`;
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
