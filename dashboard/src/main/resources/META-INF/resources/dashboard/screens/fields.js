// Controls of the editor that are not always needed.
import { html, useEffect, useRef, useState } from '../lib.js';
import { Field, NumberInput, described } from '../ui.js';
import { LabelRows } from './labels.js';

/**
 * A JSON object as text. Until the text is a JSON object, the definition keeps its last value.
 *
 * @param whole whether it is all there is to edit: it is large, and cannot be empty
 */
export function Payload({ field, label, hint, definition, change, error, setBroken, whole }) {
  const value = definition[field];
  const known = useRef(value);
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [problem, setProblem] = useState('');
  useEffect(() => {
    if (known.current !== value) {
      known.current = value;
      setText(value === undefined ? '' : JSON.stringify(value, null, 2));
      setProblem('');
      setBroken(field, false);
    }
  }, [value]);
  useEffect(() => () => setBroken(field, false), []);
  const input = (next) => {
    setText(next);
    let parsed;
    try {
      parsed = next.trim() === '' && !whole ? undefined : JSON.parse(next);
      if (parsed !== undefined && (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed))) {
        throw new Error('It must be one JSON object, such as {"message": "Hello"}.');
      }
    } catch (e) {
      setProblem(e.message);
      setBroken(field, true);
      return;
    }
    known.current = parsed;
    setProblem('');
    setBroken(field, false);
    change(field, parsed);
  };
  return html`<${Field} id=${field} label=${label} hint=${hint} wide=${whole} error=${problem || error}>
    <textarea ...${described(field, problem || error)} class="code" rows=${whole ? 16 : Math.min(Math.max(text.split('\n').length, 3), 14)} spellcheck=${false} value=${text} onInput=${(e) => input(e.target.value)}></textarea>
  <//>`;
}

const MORE = ['group', 'description', 'labels', 'start_date', 'end_date', 'flexible_time_window_minutes', 'retry_policy', 'arguments', 'status'];

/** Start, end and everything else that has a default. Open if the definition has one of them, or an error is there. */
export function More({ id, definition, change, errors, setBroken }) {
  const isUsed = MORE.some((it) => definition[it] !== undefined || errors[it]);
  const policy = definition.retry_policy ?? {};
  const setPolicy = (field, value) => {
    const next = { ...policy, [field]: value };
    if (value === undefined) {
      delete next[field];
    }
    change('retry_policy', Object.keys(next).length ? next : undefined);
  };
  const date = (field, label, hint) => html`<${Field} id=${field} label=${label} hint=${hint} error=${errors[field]}>
    <input ...${described(field, errors[field])} value=${definition[field] ?? ''} placeholder="2026-12-01T00:00:00Z" spellcheck=${false} onInput=${(e) => change(field, e.target.value)} />
  <//>`;
  return html`<details class="more" open=${isUsed}>
    <summary>More: ${id ? '' : 'group, '}description, labels, start and end, delivery</summary>
    ${!id && html`<${Field} id="group" label="Group" hint="Pausing a group holds back all schedules in it." error=${errors.group}>
      <input ...${described('group', errors.group)} value=${definition.group ?? ''} placeholder="default" autocomplete="off" spellcheck=${false} onInput=${(e) => change('group', e.target.value.trim())} />
    <//>`}
    <${Field} id="description" label="Description" error=${errors.description}>
      <input ...${described('description', errors.description)} value=${definition.description ?? ''} maxlength="512" onInput=${(e) => change('description', e.target.value)} />
    <//>
    <${LabelRows} definition=${definition} change=${change} error=${errors.labels} setBroken=${setBroken} />
    <div class="pair">${date('start_date', 'Start', 'UTC, included. A rate counts from it.')}${date('end_date', 'End', 'UTC, included.')}</div>
    <div class="pair">
      <${Field} id="retry_attempts" label="Retries of a delivery" error=${errors.retry_policy}>
        <${NumberInput} field="retry_attempts" value=${policy.maximum_retry_attempts} min="0" max="185" error=${errors.retry_policy} set=${(it) => setPolicy('maximum_retry_attempts', it)} />
      <//>
      <${Field} id="event_age" label="Give up after (seconds)">
        <${NumberInput} field="event_age" value=${policy.maximum_event_age_seconds} min="60" max="86400" set=${(it) => setPolicy('maximum_event_age_seconds', it)} />
      <//>
    </div>
    <${Field} id="flexible_time_window_minutes" label="Flexible window (minutes)" hint="Spreads the load: it fires at some time within the window." error=${errors.flexible_time_window_minutes}>
      <${NumberInput} field="flexible_time_window_minutes" value=${definition.flexible_time_window_minutes} min="1" max="1440" error=${errors.flexible_time_window_minutes} set=${(it) => change('flexible_time_window_minutes', it)} />
    <//>
    <${Payload} field="arguments" label="Arguments" hint="A JSON object beside the payload." definition=${definition} change=${change} error=${errors.arguments} setBroken=${setBroken} />
    ${!id && html`<label class="check"><input type="checkbox" checked=${definition.status === 'paused'} onChange=${(e) => change('status', e.target.checked ? 'paused' : undefined)} />Create it paused</label>`}
  </details>`;
}
