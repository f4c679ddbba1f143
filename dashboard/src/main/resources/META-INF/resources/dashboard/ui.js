// Parts that several screens use. All text of users is a text node, never markup.
import { classes, html, useEffect, useLayoutEffect, useRef, useState } from './lib.js';
import { local, relative, VIEWER } from './time.js';
import { useNow } from './clock.js';

// Each status has a shape of its own, so that it can be told without its color.
const SHAPES = {
  check: 'M3.5 8.5l3 3 6-7',
  pause: 'M5.5 4v8M10.5 4v8',
  cross: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  clock: 'M8 4.5V8l2.5 1.5M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13',
  dash: 'M4 8h8',
  flag: 'M4 14V2.5h7.5l-2 3 2 3H4',
  play: 'M5 3.5l7.5 4.5L5 12.5z',
  dot: 'M8 6.5a1.5 1.5 0 100 3 1.5 1.5 0 000-3',
  skip: 'M4 4l5 4-5 4zM11.5 4v8',
  alert: 'M8 2L1.5 13.5h13zM8 6.5v3.5M8 11.8v.4',
  tag: 'M2.5 2.5h5l6 6-5 5-6-6zM5.4 5.4v.1',
  undo: 'M6 3L2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 010 7H6',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${SHAPES[name] || SHAPES.dash} /></svg>`;
}

const STATUS = {
  active: ['ok', 'check', 'Active'],
  pending: ['wait', 'clock', 'Pending'],
  paused: ['held', 'pause', 'Paused'],
  held: ['held', 'pause', 'Held by group'],
  failed: ['bad', 'cross', 'Failed'],
  completed: ['quiet', 'flag', 'Completed'],
  deleted: ['quiet', 'dash', 'Deleted'],
  published: ['ok', 'check', 'Published'],
  succeeded: ['ok', 'check', 'Succeeded'],
  in_progress: ['wait', 'clock', 'In progress'],
  waiting: ['wait', 'clock', 'Waiting'],
  retrying: ['wait', 'clock', 'Retrying'],
  missed: ['bad', 'alert', 'Missed'],
  timed_out: ['bad', 'alert', 'Timed out'],
  skipped: ['held', 'skip', 'Skipped'],
  cancelled: ['quiet', 'dash', 'Cancelled'],
};

/** Returns the color class, the icon and the word of a status or outcome; unknown ones are shown as they are. */
export function look(status) {
  return STATUS[status] || ['quiet', 'dash', String(status)];
}

/** Returns the status of a schedule as its badge shows it: an active one may be held by its group. */
export function shownStatus({ status, blocked_by: blocks }) {
  return status === 'active' && blocks.length > 0 ? 'held' : status;
}

export function Badge({ status }) {
  const [tone, icon, word] = look(status);
  return html`<span class=${'badge ' + tone}><${Icon} name=${icon} />${word}</span>`;
}

/** How many of its firings to come are skipped; nothing for none. */
export function SkipCount({ schedule }) {
  const n = schedule.skipped_count;
  return n > 0 && html`<span class="badge held" title=${`${n} of its firings to come ${n === 1 ? 'is' : 'are'} skipped`}><${Icon} name="skip" />${n} skipped</span>`;
}

/** A time in a timezone, its distance from now, and the other timezones as a tooltip. */
export function When({ at, timezone = VIEWER, apart }) {
  const now = useNow();
  if (!at) {
    return html`<span class="muted">none</span>`;
  }
  const title = `${at} UTC\n${local(at, VIEWER)} in ${VIEWER}`;
  return html`<time dateTime=${at} title=${title}>${local(at, timezone)} <span class="muted nowrap">${apart ? relative(at, now) : `(${relative(at, now)})`}</span></time>`;
}

/** The text of an error, with what to do and the details. */
export function ErrorNote({ error, children }) {
  return html`<div class="note bad" role="alert">
    <${Icon} name="alert" />
    <div><strong>${error.message}</strong>${error.details ? html`<p class="wrap">${error.details}</p>` : ''}${children}</div>
  </div>`;
}

/** Shows what a poll read: nothing yet, its data, or its data together with why it is old. */
export function Polled({ poll, children, what = 'This' }) {
  const { data, error, at, refresh } = poll;
  if (data === undefined) {
    return error
      ? html`<${ErrorNote} error=${error}><p>${what} could not be read. <button class="link" onClick=${refresh}>Try again</button></p><//>`
      : html`<p class="loading" role="status">Reading…</p>`;
  }
  return html`${error && html`<${Stale} error=${error} at=${at} refresh=${refresh} />`}${children(data)}`;
}

function Stale({ error, at, refresh }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return html`<div class="note warn" role="status">
    <${Icon} name="alert" />
    <div><strong>Stale:</strong> read ${Math.round((Date.now() - at) / 1000)} s ago. ${error.message} <button class="link" onClick=${refresh}>Try again</button></div>
  </div>`;
}

/** A button that is disabled while its action runs. Failures become toasts, unless onError handles them. */
export function Action({ run, children, onError, kind = '', ...rest }) {
  const [busy, setBusy] = useState(false);
  const alive = useRef(true);
  useEffect(() => () => { alive.current = false; }, []);
  const click = async () => {
    if (busy) {
      return;
    }
    setBusy(true);
    try {
      await run();
    } catch (error) {
      (onError || failed)(error);
    } finally {
      if (alive.current) {
        setBusy(false);
      }
    }
  };
  return html`<button type="button" class=${'button ' + kind} aria-busy=${busy} aria-disabled=${busy} onClick=${click} ...${rest}>${children}</button>`;
}

export function Panel({ title, aside, children, id }) {
  return html`<section class="panel" aria-labelledby=${id}>
    <header><h2 id=${id}>${title}</h2>${aside}</header>
    ${children}
  </section>`;
}

/** One labelled control. The error is announced and tied to the control by its id. */
export function Field({ id, label, hint, error, children, wide }) {
  return html`<div class=${classes({ field: true, wide, invalid: error })}>
    <label for=${id}>${label}</label>
    ${children}
    ${hint && html`<p class="hint" id=${id + '-hint'}>${hint}</p>`}
    ${error && html`<p class="error wrap" id=${id + '-error'}><${Icon} name="cross" />${error[0].toUpperCase() + error.slice(1)}</p>`}
  </div>`;
}

export const described = (id, error) => ({ id, 'aria-invalid': error ? 'true' : 'false', 'aria-describedby': error ? `${id}-error ${id}-hint` : id + '-hint' });

export function NumberInput({ field, value, error, set, ...limits }) {
  const [text, setText] = useState('');
  const input = (e) => {
    setText(e.target.value);
    set(e.target.value === '' ? undefined : Number(e.target.value));
  };
  // What was typed stays while it is that number, so that "1.0" can become "1.05".
  const shown = text !== '' && Number(text) === value ? text : String(value ?? '');
  return html`<input ...${described(field, error)} type="number" inputmode=${limits.step ? 'decimal' : 'numeric'} value=${shown} onInput=${input} ...${limits} />`;
}

/**
 * Asks before something that cannot be undone, or for what an action needs. Enter confirms. A failure is shown in it, and
 * it stays open; it stays open, too, if onConfirm returns false.
 */
export function Confirm({ title, children, confirm, cancel = 'Cancel', onConfirm, onClose, kind = 'danger' }) {
  const dialog = useRef(null);
  const [error, setError] = useState(null);
  const isOpen = useRef(true);
  // Not after the next frame: an action that is done sooner would close a dialog that is not open yet.
  useLayoutEffect(() => dialog.current.showModal(), []);
  // The event of the dialog comes later: until then, something else may have been asked.
  const close = () => {
    dialog.current?.close();
    if (isOpen.current) {
      isOpen.current = false;
      onClose();
    }
  };
  const run = async () => {
    setError(null);
    if ((await onConfirm()) !== false) {
      close();
    }
  };
  return html`<dialog ref=${dialog} aria-labelledby="confirm-title" onClose=${close}>
    <form novalidate onSubmit=${(e) => e.preventDefault()}>
      <h2 id="confirm-title">${title}</h2>
      ${error && html`<${ErrorNote} error=${error} />`}
      ${children}
      <div class="buttons end">
        <button type="button" class="button" onClick=${close}>${cancel}</button>
        <${Action} type="submit" kind=${kind} run=${run} onError=${setError}>${confirm}<//>
      </div>
    </form>
  </dialog>`;
}

/** What everyone who reads the changes will see beside an action. */
export function ReasonField({ value, set }) {
  return html`<div class="field"><label for="reason">Reason <span class="muted">(optional)</span></label>
    <input id="reason" maxlength="200" autocomplete="off" value=${value} onInput=${(e) => set(e.target.value)} /></div>`;
}

/** Asks for a reason before an action. onConfirm gets it; undefined if it was left empty. */
export function ConfirmWithReason({ onConfirm, children, ...rest }) {
  const [reason, setReason] = useState('');
  return html`<${Confirm} onConfirm=${() => onConfirm(reason.trim() || undefined)} ...${rest}>${children}<${ReasonField} value=${reason} set=${setReason} /><//>`;
}

// --- toasts

const TEN_SECONDS = 10_000;
let toasts = [];
let number = 0;
const listeners = new Set();

function show(next) {
  toasts = next;
  listeners.forEach((listener) => listener(next));
}

const dismiss = (id) => show(toasts.filter((it) => it.id !== id));

/**
 * Shows a message for ten seconds; with undo, a button that takes the action back. Of earlier ones, only failures and what
 * can be undone stay, unless they are about the same.
 */
export function toast(text, { undo, about, tone = 'ok' } = {}) {
  const id = ++number;
  show([...toasts.filter((it) => (it.undo || it.tone === 'bad') && (!about || it.about !== about)).slice(-2), { id, text, undo, about, tone }]);
  setTimeout(() => dismiss(id), TEN_SECONDS);
}

export function failed(error) {
  toast(error.message + (error.details ? ' ' + error.details : ''), { tone: 'bad' });
}

export function Toasts() {
  const [shown, setShown] = useState(toasts);
  useEffect(() => {
    listeners.add(setShown);
    return () => listeners.delete(setShown);
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${shown.map((it) => html`<div class=${'toast ' + it.tone} key=${it.id}>
      <${Icon} name=${it.tone === 'bad' ? 'alert' : 'check'} /><span class="wrap">${it.text}</span>
      ${it.undo && html`<${Action} kind="small" run=${async () => { dismiss(it.id); await it.undo(); }}>Undo<//>`}
      <button type="button" class="link" aria-label="Dismiss" onClick=${() => dismiss(it.id)}>×</button>
    </div>`)}
  </div>`;
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(what + ' copied.');
  } catch {
    toast('The browser does not allow copying here. ' + text, { tone: 'bad' });
  }
}

/** A curl line that can be copied. */
export function Curl({ line }) {
  return html`<div class="curl"><code>${line}</code><button type="button" class="button small" onClick=${() => copy(line, 'The curl line')}><${Icon} name="copy" />Copy</button></div>`;
}

/** Quotes a text for a POSIX shell. */
export function quoted(text) {
  return "'" + text.replaceAll("'", "'\\''") + "'";
}
