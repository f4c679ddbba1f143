// Groups: what is paused, from when until when and why; one group with its members.
import { actGroup, deleteGroup, listGroupChanges, listGroups, listSchedules, putGroup, readGroup } from '../api.js';
import { html, useState } from '../lib.js';
import { usePoll } from '../poll.js';
import { go, link, setQuery } from '../router.js';
import { Badge, Confirm, ConfirmWithReason, Curl, Icon, Panel, Polled, SkipCount, When, shownStatus, toast } from '../ui.js';
import { GroupChanges } from './changes.js';
import { Payload } from './fields.js';
import { PauseDialog } from './pause.js';
import { useAsShown } from './versions.js';

const MEMBERS = 100;

/** Returns all groups. */
export async function readGroups(signal) {
  const groups = [];
  let token;
  do {
    const page = await listGroups({ limit: 100, next_token: token }, signal);
    groups.push(...page.groups);
    token = page.next_token;
  } while (token);
  return groups;
}

/** Returns one sentence: whether the group is paused, or will be. */
function State({ group }) {
  const reason = group.pause_reason ? html`: <bdi class="wrap">${group.pause_reason}</bdi>` : '';
  if (group.status === 'paused') {
    return html`<span>Paused since <${When} at=${group.paused_from} />${group.paused_until ? html` until <${When} at=${group.paused_until} />` : ' until it is resumed'}${reason}</span>`;
  }
  return group.paused_from
    ? html`<span>Will be paused from <${When} at=${group.paused_from} />${group.paused_until ? html` until <${When} at=${group.paused_until} />` : ''}${reason}</span>`
    : html`<span class="muted">Its members run.</span>`;
}

export function Groups() {
  const poll = usePoll(readGroups, []);
  const [isNew, setNew] = useState(false);
  return html`
    <div class="title"><h1>Groups</h1><button type="button" class="button primary" onClick=${() => setNew(true)}>New group</button></div>
    <p class="muted">A group is paused with one write, however many schedules are in it. Its members are as before once it is resumed.</p>
    <${Polled} poll=${poll} what="The list of groups">${(groups) => html`<section class="panel">${groups.map((it) => html`
      <div class="item" key=${it.group}><${Badge} status=${it.status} />
        <div><a href=${link(['groups', it.group])}>${it.group}</a>${it.title && html` <bdi class="muted">${it.title}</bdi>`}<p><${State} group=${it} /></p></div>
        <${PauseOrResume} group=${it} small=${true} /></div>`)}</section>`}<//>
    ${isNew && html`<${Edit} onClose=${() => setNew(false)} />`}`;
}

const useGroup = (group) => useAsShown(group, () => readGroup(group.group), (page) => listGroupChanges(group.group, true, page));

/** Creates a group, or changes its settings. */
function Edit({ group, onClose }) {
  const [send, note] = useGroup(group ?? {});
  const [name, setName] = useState(group?.group ?? '');
  const [title, setTitle] = useState(group?.title ?? '');
  const [description, setDescription] = useState(group?.description ?? '');
  const [defaults, setDefaults] = useState(() => (Object.keys(group?.defaults ?? {}).length ? group.defaults : undefined));
  const [every, setEvery] = useState(String(group?.notify?.after_failures ?? ''));
  const [isBroken, setBroken] = useState(false);
  const save = async () => {
    if (isBroken) {
      return false;
    }
    const settings = { title: title || undefined, description: description || undefined, defaults, notify: every ? { after_failures: Number(every) } : undefined };
    const put = (etag) => putGroup(name.trim(), settings, etag);
    const saved = () => {
      toast(group ? 'Saved.' : `Group ${name} is created.`);
      go(['groups', name.trim()]);
    };
    return group ? send(put, saved) : put().then(saved);
  };
  const field = (id, label, value, set, rest) => html`<div class="field"><label for=${id}>${label}</label><input id=${id} value=${value} onInput=${(e) => set(e.target.value)} ...${rest} /></div>`;
  return html`<${Confirm} title=${group ? `Edit ${group.group}` : 'New group'} confirm=${group ? 'Save' : 'Create'} kind="primary" onConfirm=${save} onClose=${onClose}>
    ${note}
    ${!group && field('group-name', 'Name: a-z, 0-9 and -', name, setName, { maxlength: 64, autocomplete: 'off', spellcheck: false })}
    ${field('group-title', 'Title', title, setTitle, { maxlength: 200 })}
    ${field('group-description', 'Description', description, setDescription, { maxlength: 1000 })}
    ${field('group-notify', 'Failures in a row are notified: the first, and each …-th (10 if empty)', every, setEvery, { type: 'number', min: 1, max: 100 })}
    <${Payload} field="defaults" label="Defaults" hint=${'What a new schedule gets, such as {"timezone": "Europe/Berlin"}.'} definition=${{ defaults }} change=${(_, it) => setDefaults(it)} setBroken=${(_, it) => setBroken(it)} />
  <//>`;
}

/** The buttons that pause a group, and end its pause. */
export function PauseOrResume({ group, small }) {
  const [asking, setAsking] = useState('');
  const kind = small ? 'small' : '';
  const isHeld = group.status === 'paused' || group.paused_from;
  const words = group.status === 'paused' ? 'Resume' : 'Cancel the pause';
  return html`<span class="buttons">
    ${isHeld && html`<button type="button" class=${'button ' + kind} onClick=${() => setAsking('resume')}>${words}…</button>`}
    ${group.status !== 'paused' && html`<button type="button" class=${'button ' + kind} onClick=${() => setAsking('pause')}><${Icon} name="pause" />Pause…</button>`}
    ${asking && html`<${Ask} group=${group} action=${asking} words=${asking === 'resume' && words} onClose=${() => setAsking('')} />`}
  </span>`;
}

/** Asks before a change of the group as it was shown. */
function Ask({ group, action, words, onClose }) {
  const [send, note] = useGroup(group);
  const { group: name } = group;
  const act = (body) => send((etag) => actGroup(name, action, body, etag), ({ data }) => toast(words === 'Cancel the pause' ? `The pause of ${name} is cancelled.`
    : `${name} ${action === 'resume' ? 'is resumed' : data.status === 'paused' ? 'is paused' : 'will be paused'}.`));
  const remove = (reason) => send((etag) => deleteGroup(name, reason, etag), () => {
    toast(`Group ${name} is deleted.`);
    go(['groups']);
  });
  if (action === 'pause') {
    return html`<${PauseDialog} title=${`Pause the group ${name}?`} onPause=${act} onClose=${onClose}>${note}<p>Firings of its members during the pause are left out. “Run now” still runs a member.</p><//>`;
  }
  return action === 'resume'
    ? html`<${ConfirmWithReason} title=${`${words} of ${name}?`.replace('Resume of', 'Resume')} confirm=${words} kind="primary" onConfirm=${(reason) => act({ reason })} onClose=${onClose}>${note}<p>Its members are as they were before the pause.</p><//>`
    : html`<${ConfirmWithReason} title="Delete this group?" confirm="Delete" onConfirm=${remove} onClose=${onClose}>${note}<p>Only a group without schedules can be deleted. Move or delete them first.</p><//>`;
}

async function readOne(name, signal) {
  const [{ data: group }, members] = await Promise.all([readGroup(name, signal), listSchedules({ group: name, limit: MEMBERS }, signal)]);
  return { group, members };
}

export function Group({ name, query }) {
  const poll = usePoll((signal) => readOne(name, signal), [name]);
  if ([400, 404].includes(poll.error?.status) && !poll.data) {
    return html`<h1>Group</h1><div class="panel"><p>There is no group with the name <code class="wrap">${name}</code>.</p><p><a class="button" href="#/groups">All groups</a></p></div>`;
  }
  return html`<${Polled} poll=${poll} what="The group">${(data) => html`<${Details} ...${data} query=${query} />`}<//>`;
}

function Details({ group, members, query }) {
  const [asking, setAsking] = useState(null);
  const close = () => setAsking(null);
  const isChanges = query.tab === 'changes';
  const counts = Object.entries(group.counts ?? {}).filter(([, n]) => n > 0).map(([status, n]) => `${n} ${status}`).join(', ');
  const { timezone, retry_policy: retries } = group.defaults ?? {};
  return html`
    <div class="title"><h1><bdi class="wrap">${group.title ?? group.group}</bdi></h1><${Badge} status=${group.status} /></div>
    ${group.description && html`<p class="muted wrap"><bdi>${group.description}</bdi></p>`}
    <p class=${group.status === 'paused' ? 'reason held' : 'reason'}><${Icon} name=${group.status === 'paused' ? 'pause' : group.paused_from ? 'clock' : 'check'} /><${State} group=${group} /></p>
    ${(group.warnings ?? []).length > 0 && html`<ul class="warnings">${group.warnings.map((it) => html`<li><${Icon} name="alert" /><span>${it}</span></li>`)}</ul>`}
    <div class="buttons">
      <${PauseOrResume} group=${group} />
      <button type="button" class="button" onClick=${() => setAsking('edit')}>Edit</button>
      <a class="button" href=${link(['new'], { group: group.group })}>New schedule here</a>
      ${group.group !== 'default' && html`<button type="button" class="button danger" onClick=${() => setAsking('delete')}>Delete…</button>`}
    </div>
    <div class="tabs" role="group" aria-label="Part">
      <button type="button" aria-pressed=${!isChanges} onClick=${() => setQuery({ tab: '', page: '', open: '', of: '' })}>Members</button>
      <button type="button" aria-pressed=${isChanges} onClick=${() => setQuery({ tab: 'changes' })}>Changes</button></div>
    ${isChanges ? html`<${GroupChanges} group=${group.group} query=${query} />` : html`<${Panel} id="members" title="Members" aside=${members.schedules.length > 0 && html`<a href=${link(['schedules'], { group: group.group })}>Select and change</a>`}>
      <p class="muted">${counts ? counts + '.' : 'No schedule is in this group.'}${timezone ? ` New schedules get the timezone ${timezone}.` : ''}${retries ? ' New schedules get its retry policy.' : ''}</p>
      ${members.schedules.map((it) => html`<div class="item" key=${it.schedule_id}><${Badge} status=${shownStatus(it)} /><${SkipCount} schedule=${it} />
        <div><a href=${link(['schedules', it.schedule_id])}><bdi class="wrap">${it.name}</bdi></a>
          <p class="muted wrap">${it.next_execution ? html`<${When} at=${it.next_execution} timezone=${it.timezone} /> ${it.timezone}` : 'no next firing'}</p></div></div>`)}
      ${members.next_token && html`<p><a href=${link(['schedules'], { group: group.group })}>All members</a></p>`}
      ${members.schedules.length === 0 && html`<${Curl} line=${`curl -s -X POST ${location.origin}/api/schedules/{id}/move -H 'Content-Type: application/json' -d '{"group":"${group.group}"}'`} />`}
    <//>`}
    ${asking === 'edit' && html`<${Edit} group=${group} onClose=${close} />`}
    ${asking === 'delete' && html`<${Ask} group=${group} action="delete" onClose=${close} />`}`;
}
