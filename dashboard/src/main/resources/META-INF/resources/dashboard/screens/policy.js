// The run policy in the editor: what a schedule expects of its consumer, and what follows a failure.
import { html, useRef } from '../lib.js';
import { Field, NumberInput, described } from '../ui.js';

/** Each number: its label, limits and default, and what it means. */
const NUMBERS = {
  report_within_seconds: ['Report within (seconds)', { min: 60, max: 86_400, placeholder: '900' }, 'After that an attempt has timed out.'],
  pause_after_failures: ['Pause after failures in a row', { min: 1, max: 100, placeholder: 'never' }],
  'retry.maximum_attempts': ['Attempts at most', { min: 1, max: 20, placeholder: '1' }],
  'retry.first_delay_seconds': ['First delay (seconds)', { min: 60, max: 86_400, placeholder: '60' }],
  'retry.multiplier': ['Factor of each later delay', { min: 1, max: 10, step: 'any', placeholder: '2' }],
  'retry.maximum_delay_seconds': ['Longest delay (seconds)', { min: 60, max: 86_400, placeholder: '3600' }],
  'retry.jitter': ['Jitter, as a share of the delay', { min: 0, max: 0.5, step: 'any', placeholder: '0.1' }],
};

const at = (path) => 'run_policy.' + path;

/** The fields of which the server names errors, those within others first. */
export const POLICY_FIELDS = [...Object.keys(NUMBERS), 'expect_report', 'overlap', 'retry'].map(at);

/** Returns the object with another value at a path of at most two names; undefined takes it away. */
function changedAt(object, [name, ...rest], value) {
  const next = { ...object, [name]: rest.length ? changedAt(object?.[name], rest, value) : value };
  if (next[name] === undefined) {
    delete next[name];
  }
  return Object.keys(next).length ? next : undefined;
}

/** A schedule without a policy has none: the part is closed, and unchecking takes the policy away until it is checked again. */
export function RunPolicy({ definition, change, errors }) {
  const policy = definition.run_policy ?? undefined;
  const last = useRef(null);
  const set = (path, value) => change('run_policy', changedAt(policy, path.split('.'), value));
  const toggle = (isOn) => {
    if (!isOn) {
      last.current = policy;
    }
    change('run_policy', isOn ? { ...(policy ?? last.current), expect_report: true } : undefined);
  };
  const number = (path) => {
    const [label, limits, hint] = NUMBERS[path];
    const [outer, inner] = path.split('.');
    const error = errors[at(path)];
    return html`<${Field} id=${at(path)} label=${label} hint=${hint} error=${error}>
      <${NumberInput} field=${at(path)} value=${inner ? policy[outer]?.[inner] : policy[outer]} error=${error} set=${(it) => set(path, it)} ...${limits} />
    <//>`;
  };
  const rest = [errors.run_policy, errors[at('expect_report')], errors[at('retry')]].filter(Boolean).join('; ');
  return html`<details class="more" open=${Boolean(policy) || POLICY_FIELDS.some((it) => errors[it])}>
    <summary>Reports and retries</summary>
    <label class="check"><input type="checkbox" id="run_policy" checked=${Boolean(policy?.expect_report)} onChange=${(e) => toggle(e.target.checked)} />The consumer reports how each execution went</label>
    <p class="hint">Without reports, an execution ends with its publication.</p>
    ${rest && html`<p class="error wrap" role="alert">${rest}</p>`}
    ${policy && html`
      <div class="pair">${number('report_within_seconds')}
        <${Field} id=${at('overlap')} label="While one still runs" error=${errors[at('overlap')]}>
          <select ...${described(at('overlap'), errors[at('overlap')])} value=${policy.overlap ?? ''} onChange=${(e) => set('overlap', e.target.value || undefined)}>
            ${policy.overlap === undefined && html`<option value="">Run the next too (default)</option>`}<option value="allow">Run the next too</option><option value="skip">Leave the next out</option></select>
        <//></div>
      <div class="pair">${number('retry.maximum_attempts')}${number('pause_after_failures')}</div>
      <div class="pair">${number('retry.first_delay_seconds')}${number('retry.multiplier')}</div>
      <div class="pair">${number('retry.maximum_delay_seconds')}${number('retry.jitter')}</div>`}
  </details>`;
}
