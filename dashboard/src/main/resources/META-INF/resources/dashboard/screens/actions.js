// What can be asked of one schedule or of many, with a reason, a result for each, and the way back.
import { act, actOnMany, deleteSchedule, listChanges, listGroups, readSchedule } from '../api.js';
import { serverNow } from '../clock.js';
import { html, useRef, useState } from '../lib.js';
import { changed, usePoll } from '../poll.js';
import { link } from '../router.js';
import { Confirm, Icon, ReasonField, toast } from '../ui.js';
import { UntilField, instant } from './pause.js';
import { sendAt, useAsShown } from './versions.js';

const AT_ONCE = 100;
const MOST_NAMES = 200;
const MOST_TRIES = 8;

/** Each action: the words of its dialog, what was done, what it means, and the requests that take it back, in order. */
const ACTIONS = {
  pause: { ask: 'Pause', done: 'paused', about: 'Firings during the pause are left out.', kind: 'primary', back: (it) => [stateOf(it)] },
  resume: { ask: 'Resume', done: 'resumed', about: 'Firings run at their times again.', kind: 'primary', back: (it) => [stateOf(it)] },
  skip: { ask: 'Skip the next firing of', done: 'skipped once', about: 'Only the next firing is left out.', kind: 'primary' },
  move: { ask: 'Move', done: 'moved', about: 'Id, history and definition stay. From now on the pauses of the new group count.', kind: 'primary', back: (it) => [{ action: 'move', group: it.group }] },
  trigger: { ask: 'Run', done: 'run', confirm: 'Run now', about: 'Runs once, now, also during a pause.', kind: 'primary' },
  delete: { ask: 'Delete', done: 'deleted', about: 'Firings stop at once. For 90 days the history stays readable, and a restore is possible.', kind: 'danger', back: (it) => [{ action: 'restore' }, stateOf(it), ...skipsOf(it)] },
  restore: { ask: 'Restore', done: 'restored', about: 'Definition, labels and group are as before, and it is paused: nothing runs before a resume.', kind: 'primary', back: () => [{ action: 'delete' }] },
};

/** Returns the request that gives a schedule the state that it had before. */
const stateOf = ({ status, paused_until: until, pause_reason: reason }) => (status === 'paused' ? { action: 'pause', until: until ?? undefined, reason: reason ?? undefined } : { action: 'resume' });

const skipsOf = ({ skipped_times: times }) => (times ?? []).filter((it) => Date.parse(it) > serverNow()).map((it) => ({ action: 'skip', scheduled_time: it }));

const sendOne = ({ action, ...body }, id, etag) => (action === 'delete' ? deleteSchedule(id, body.reason, etag) : act(id, action, body, etag));

/** Returns the schedules with the times that are skipped, which only single reads have. */
const withSkips = (schedules) => Promise.all(schedules.map(async (it) => (it.skipped_count > 0 ? { ...it, ...(await readSchedule(it.schedule_id)).data } : it)));

/** Sends one request for each 100 ids. If one is refused as a whole, its schedules have that as their result. */
async function sendMany(body, ids, progress) {
  const results = [];
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const chunk = ids.slice(i, i + AT_ONCE);
    try {
      results.push(...await actOnMany({ ...body, schedule_ids: chunk }));
    } catch (e) {
      if (e.status === 400) {
        throw e;
      }
      results.push(...chunk.map((id) => ({ schedule_id: id, status: e.status, error: e.code, details: e.message + ' ' + e.details })));
    }
    progress(results.length);
  }
  return results;
}

const isFailure = (result) => result.error !== null || !(result.status < 300);

/** Sends a request and says how many it failed for. A schedule may be restored only a moment after that was accepted. */
async function sendUntilRestored(body, ids) {
  let left = ids;
  let others = 0;
  for (let tries = 0; left.length && tries < MOST_TRIES; tries++) {
    await new Promise((done) => setTimeout(done, tries * 500));
    const failures = (await sendMany(body, left, () => {})).filter(isFailure);
    left = failures.filter((it) => it.error === 'schedule_deleted').map((it) => it.schedule_id);
    others += failures.length - left.length;
  }
  return left.length + others && `${left.length + others} failed`;
}

/** Takes an action back: the requests of each schedule in order, those that are equal together. Returns what failed. */
async function takeBack(back, schedules, send) {
  const steps = schedules.map(back);
  const failures = [];
  for (let i = 0; steps.some((it) => it[i]); i++) {
    const groups = new Map();
    steps.map((it) => JSON.stringify(it[i])).forEach((key, n) => key && groups.set(key, [...(groups.get(key) ?? []), schedules[n].schedule_id]));
    for (const [key, ids] of groups) {
      const step = JSON.parse(key);
      const why = await send(step, ids).catch((e) => e.message);
      failures.push(...(why ? [`${step.action} ${step.scheduled_time ?? ''}: ${why}`] : []));
    }
  }
  return failures;
}

const named = (schedules) => (schedules.length === 1 ? schedules[0].name : `${schedules.length.toLocaleString('en')} schedules`);

/** @param version that an action on one schedule has led to */
function announce(action, done, onDone, { isPending, version } = {}) {
  const { back } = ACTIONS[action];
  const words = action === 'trigger' ? `${named(done)} ${done.length === 1 ? 'runs' : 'run'} now, once. The execution is in its history.`
    : `${named(done)} ${done.length === 1 ? 'is' : 'are'} ${ACTIONS[action].done}.`;
  let last = version;
  const sendNext = async (step, [id]) => {
    last = (await sendAt(last, () => readSchedule(id), (etag) => sendOne(step, id, etag))).version;
  };
  const undo = async () => {
    const failures = await takeBack(back, done, version ? sendNext : sendUntilRestored);
    onDone(done.map((it) => it.schedule_id));
    changed();
    if (failures.length) {
      toast(`Not all could be taken back: ${failures.join('; ')}`, { tone: 'bad' });
    }
  };
  toast(words + (isPending ? ' The change is accepted, but not confirmed yet.' : ''), { about: done.map((it) => it.schedule_id).join(), undo: back && undo });
}

/**
 * Asks for what an action needs, does it, and says what came of it. Failures of some are listed and can be tried again.
 *
 * @param schedules as lists or single reads show them
 * @param onDone gets the ids that were changed
 */
export function ActionDialog({ action, schedules, onClose, onDone = () => {} }) {
  const [until, setUntil] = useState('');
  const [group, setGroup] = useState(schedules.length === 1 ? schedules[0].group : '');
  const [reason, setReason] = useState('');
  const [progress, setProgress] = useState(0);
  const [failures, setFailures] = useState(null);
  const all = useRef(schedules).current;
  const finished = useRef([]);
  const { schedule_id: id } = all[0];
  const [send, note] = useAsShown(all[0], () => readSchedule(id), (page) => listChanges(id, page));
  const { ask, confirm, about, kind } = ACTIONS[action];
  const isMany = all.length > 1;
  const left = failures ? failures.map((it) => it.schedule) : all;

  const run = async () => {
    const body = { action, reason: reason.trim() || undefined };
    if (action === 'pause') {
      body.until = instant(until);
    } else if (action === 'move') {
      body.group = group;
    }
    return isMany ? runMany(body) : send((etag) => sendOne(body, id, etag), ({ status, before, version }) => {
      announce(action, [before], onDone, { isPending: status === 202, version });
      onDone([id]);
    });
  };

  const runMany = async (body) => {
    const asked = action === 'delete' ? await withSkips(left) : left;
    const results = await sendMany(body, asked.map((it) => it.schedule_id), setProgress);
    setProgress(0);
    const byId = new Map(results.map((it) => [it.schedule_id, it]));
    const failed = asked.map((it) => ({ schedule: it, result: byId.get(it.schedule_id) })).filter((it) => isFailure(it.result));
    const bad = new Set(failed.map((it) => it.schedule));
    const done = asked.filter((it) => !bad.has(it));
    finished.current.push(...done);
    if (failed.length) {
      setFailures(failed);
    } else {
      tell();
    }
    // After the toast: what shows this dialog may leave the page with what is read again.
    onDone(done.map((it) => it.schedule_id));
    changed();
    return failed.length === 0;
  };

  const tell = () => {
    if (finished.current.length) {
      announce(action, finished.current, onDone);
      finished.current = [];
    }
  };
  const close = () => {
    tell();
    onClose();
  };
  const title = isMany ? `${ask} ${all.length.toLocaleString('en')} schedules?` : `${ask} this schedule?`;
  const go = failures ? `Try ${failures.length === 1 ? 'it' : failures.length} again` : confirm ?? ask.split(' ')[0];
  return html`<${Confirm} title=${title} confirm=${go} kind=${kind} onConfirm=${run} onClose=${close}>
    ${note}${failures ? html`<${Failures} failures=${failures} of=${all.length} />` : html`<${Names} schedules=${all} /><p>${about}</p>`}
    ${!failures && action === 'pause' && html`<${UntilField} value=${until} set=${setUntil} />`}
    ${!failures && action === 'move' && html`<${GroupField} value=${group} set=${setGroup} />`}
    ${!failures && html`<${ReasonField} value=${reason} set=${setReason} />`}
    ${progress > 0 && html`<p role="status"><${Icon} name="clock" /> ${progress.toLocaleString('en')} of ${left.length.toLocaleString('en')}…</p>`}
  <//>`;
}

function Names({ schedules }) {
  const shown = schedules.slice(0, MOST_NAMES);
  return schedules.length === 1
    ? html`<p><bdi class="wrap strong">${schedules[0].name}</bdi></p>`
    : html`<ul class="names" tabindex="0" aria-label="Schedules">${shown.map((it) => html`<li key=${it.schedule_id}><bdi class="wrap">${it.name}</bdi></li>`)}${schedules.length > shown.length && html`<li class="muted">and ${(schedules.length - shown.length).toLocaleString('en')} more</li>`}</ul>`;
}

function Failures({ failures, of }) {
  return html`<p role="status"><strong>${failures.length.toLocaleString('en')} of ${of.toLocaleString('en')} failed.</strong> The others are done.</p>
    <ul class="names" tabindex="0" aria-label="Failures">${failures.slice(0, MOST_NAMES).map(({ schedule, result }) => html`<li key=${schedule.schedule_id}>
      <a href=${link(['schedules', schedule.schedule_id])}><bdi class="wrap">${schedule.name}</bdi></a><p class="wrap"><span class="bad"><${Icon} name="cross" /> ${result.error}</span> <bdi>${result.details}</bdi></p></li>`)}
      ${failures.length > MOST_NAMES && html`<li class="muted">and ${failures.length - MOST_NAMES} more</li>`}</ul>`;
}

function GroupField({ value, set }) {
  const poll = usePoll((signal) => listGroups({ limit: 100 }, signal), []);
  return html`<div class="field"><label for="move-group">Group</label>
    <input id="move-group" list="groups" value=${value} autocomplete="off" spellcheck=${false} onInput=${(e) => set(e.target.value.trim())} />
    <datalist id="groups">${(poll.data?.groups ?? []).map((it) => html`<option value=${it.group} />`)}</datalist></div>`;
}

/** The buttons of what can be asked of these schedules; onAsk gets the action. */
export function ActionButtons({ schedules, onAsk, small, children }) {
  const has = (test) => schedules.some(test);
  const alive = has((it) => it.status !== 'deleted');
  const paused = has((it) => it.status === 'paused');
  const running = has((it) => ['active', 'pending', 'failed'].includes(it.status));
  const button = (action, words, icon, kind = '') => html`<button type="button" class=${`button ${kind} ${small ? 'small' : ''}`} onClick=${() => onAsk(action)}>${icon && html`<${Icon} name=${icon} />`}${words}</button>`;
  return html`
    ${alive && button('trigger', 'Run now…', '', small ? '' : 'primary')}
    ${paused && button('resume', 'Resume…', 'check')}
    ${running && button('pause', 'Pause…', 'pause')}
    ${small && alive && button('skip', 'Skip next…', 'skip')}
    ${alive && button('move', 'Move…')}
    ${has((it) => it.status === 'deleted') && button('restore', 'Restore…', 'undo', small ? '' : 'primary')}
    ${children}
    ${alive && button('delete', 'Delete…', '', 'danger')}`;
}
