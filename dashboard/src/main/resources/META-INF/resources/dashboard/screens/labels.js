// Labels: chips that filter the list, and the rows of the editor.
import { html, useEffect, useRef, useState } from '../lib.js';
import { link } from '../router.js';
import { Icon } from '../ui.js';

export const MOST_FILTERED = 3;
const MOST = 10;

/** Returns the labels of an address, each as "key:value". A value has no line break. */
export const labelsOf = (text) => (text ?? '').split('\n').filter((it) => it.includes(':'));

/** Returns whether a schedule has all of these labels. */
export function hasLabels(schedule, labels) {
  return labels.every((it) => {
    const colon = it.indexOf(':');
    return schedule.labels?.[it.slice(0, colon)] === it.slice(colon + 1);
  });
}

/** Chips that lead to the schedules with the same label; at most some of them where there is little room. */
export function Labels({ labels, group, most = MOST }) {
  const all = Object.entries(labels ?? {});
  return all.length > 0 && html`<span class="labels">
    ${all.slice(0, most).map(([key, value]) => html`<a key=${key} class="chip label" title=${`All with ${key}: ${value}`} href=${link(['schedules'], { group, label: `${key}:${value}` })}><bdi>${key}: ${value}</bdi></a>`)}
    ${all.length > most && html`<span class="muted">+${all.length - most}</span>`}
  </span>`;
}

/** Key and value rows. The definition has only rows with a key; two rows with one key are an error. */
export function LabelRows({ definition, change, error, setBroken }) {
  const value = definition.labels;
  const known = useRef(value);
  const [rows, setRows] = useState(() => Object.entries(value ?? {}));
  const [problem, setProblem] = useState('');
  const box = useRef(null);
  useEffect(() => {
    if (known.current !== value) {
      known.current = value;
      setRows(Object.entries(value ?? {}));
      setProblem('');
      setBroken('labels', false);
    }
  }, [value]);
  useEffect(() => () => setBroken('labels', false), []);
  const update = (next) => {
    setRows(next);
    const used = next.filter(([key, text]) => key || text);
    const keys = used.map(([key]) => key);
    const wrong = keys.includes('') ? 'A label needs a key.' : keys.find((it, i) => keys.indexOf(it) !== i) ? `${keys.find((it, i) => keys.indexOf(it) !== i)} is there twice.` : '';
    setProblem(wrong);
    setBroken('labels', Boolean(wrong));
    if (!wrong) {
      known.current = used.length ? Object.fromEntries(used) : undefined;
      change('labels', known.current);
    }
  };
  const set = (i, at, text) => update(rows.map((row, n) => (n === i ? (at ? [row[0], text] : [text, row[1]]) : row)));
  const remove = (i) => {
    update(rows.filter((_, n) => n !== i));
    box.current.querySelector('.add').focus();
  };
  const add = () => {
    setRows([...rows, ['', '']]);
    requestAnimationFrame(() => box.current?.querySelector('.pairs > div:last-child input')?.focus());
  };
  const shown = problem || error;
  return html`<fieldset class=${shown ? 'field invalid' : 'field'} ref=${box} aria-describedby="labels-hint">
    <legend>Labels</legend>
    <div class="pairs">${rows.map(([key, text], i) => html`<div key=${i}>
      <input aria-label=${`Key of label ${i + 1}`} aria-invalid=${Boolean(shown)} value=${key} maxlength="32" placeholder="team" autocapitalize="off" autocomplete="off" spellcheck=${false} onInput=${(e) => set(i, 0, e.target.value.trim())} />
      <input aria-label=${`Value of label ${i + 1}`} aria-invalid=${Boolean(shown)} value=${text} maxlength="64" placeholder="billing" autocomplete="off" spellcheck=${false} onInput=${(e) => set(i, 1, e.target.value)} />
      <button type="button" class="button" aria-label=${`Remove label ${i + 1}`} onClick=${() => remove(i)}><${Icon} name="cross" /></button></div>`)}</div>
    ${rows.length < MOST && html`<button type="button" class="button small add" onClick=${add}>Add a label</button>`}
    <p class="hint" id="labels-hint">For finding schedules; they change nothing else. Keys have a-z, 0-9, _, . and -.</p>
    ${shown && html`<p class="error wrap" role="alert"><${Icon} name="cross" />${shown}</p>`}
  </fieldset>`;
}
