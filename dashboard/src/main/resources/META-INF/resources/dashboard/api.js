// Calls of the API and of the local runtime. Every failure is an ApiError with a sentence for the user.

const TIMEOUT = 20_000;

export class ApiError extends Error {
  /** @param status HTTP status; 0 if there was no response */
  constructor(status, code, message, details, retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfter = retryAfter;
  }
}

const SENTENCES = {
  429: 'Too many requests. Wait a moment and try again.',
  500: 'The server failed. Its log has the reason.',
  502: 'The server failed. Its log has the reason.',
  503: 'The service is not available now. Try again in a few seconds.',
  504: 'The server did not respond in time.',
};

function errorOf(response, data) {
  const body = data && typeof data === 'object' ? data : {};
  const message = body.message || SENTENCES[response.status] || 'The request failed with status ' + response.status;
  const retryAfter = Number(response.headers.get('Retry-After')) || 0;
  return new ApiError(response.status, body.error || 'http_' + response.status, message, body.details || '', retryAfter);
}

async function read(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** Returns status, data and headers of a response. Throws ApiError; an AbortError of the caller's signal is passed on. */
export async function call(method, path, { body, headers = {}, signal, hasTimeout = true } = {}) {
  const timeout = hasTimeout ? AbortSignal.timeout(TIMEOUT) : undefined;
  const options = {
    method,
    headers: { ...headers },
    signal: signal && timeout && AbortSignal.any ? AbortSignal.any([signal, timeout]) : signal || timeout,
    cache: 'no-store',
  };
  if (body !== undefined) {
    options.body = typeof body === 'string' ? body : JSON.stringify(body);
    options.headers['Content-Type'] = 'application/json';
  }
  let response;
  let data;
  try {
    response = await fetch(path, options);
    data = await read(response);
  } catch (e) {
    if (signal && signal.aborted) {
      throw e;
    }
    const sentence = e.name === 'TimeoutError' ? 'The server did not respond in time.' : 'The server cannot be reached.';
    throw new ApiError(0, 'unreachable', sentence, 'Check that the runtime is still running.', 0);
  }
  if (!response.ok && response.status !== 304) {
    throw errorOf(response, data);
  }
  return { status: response.status, data, etag: response.headers.get('ETag') };
}

export async function get(path, signal) {
  return (await call('GET', path, { signal })).data;
}

const MOST_KNOWN = 20;
const known = new Map();

/** Reads a list. One that has not changed since it was read last is not sent again. */
async function getList(path, signal) {
  const last = known.get(path);
  const { status, data, etag } = await call('GET', path, { signal, headers: last?.etag ? { 'If-None-Match': last.etag } : {} });
  known.delete(path);
  known.set(path, status === 304 ? last : { etag: etag ?? '', data });
  if (known.size > MOST_KNOWN) {
    known.delete(known.keys().next().value);
  }
  return known.get(path).data;
}

/** Returns the query of parameters; empty ones are left out, and a list is a parameter for each value. */
export function queryOf(parameters) {
  const used = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((it) => [name, it]))
    .filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(used).toString();
  return text ? '?' + text : '';
}

export function listSchedules(parameters, signal) {
  return getList('/api/schedules' + queryOf(parameters), signal);
}

const one = (id) => '/api/schedules/' + encodeURIComponent(id);

export function readSchedule(id, signal) {
  return call('GET', one(id) + '?include=expression_description', { signal });
}

export function listExecutions(id, parameters, signal) {
  return getList(one(id) + '/executions' + queryOf(parameters), signal);
}

/** Executions that failed, timed out or were missed, and that nobody has dealt with. */
export function listAttention(parameters, signal) {
  return getList('/api/attention' + queryOf(parameters), signal);
}

export function readTimeline(parameters, signal) {
  return get('/api/timeline' + queryOf(parameters), signal);
}

const execution = (id) => '/api/executions/' + encodeURIComponent(id);

export function getExecution(id, signal) {
  return get(execution(id), signal);
}

/** @param action retry or acknowledge */
export function actOnExecution(id, action, body) {
  return call('POST', execution(id) + '/' + action, { body, headers: WITH_KEY() });
}

export async function explain(request, signal) {
  return (await call('POST', '/api/expressions/explain', { body: request, signal })).data;
}

/** Acts on executions, 100 at a time; fails with the first that failed. */
export async function actOnExecutions(ids, action, reason) {
  for (let i = 0; i < ids.length; i += 100) {
    const { data } = await call('POST', '/api/executions/actions', { body: { action, execution_ids: ids.slice(i, i + 100), reason }, headers: WITH_KEY() });
    const failed = data.results.find((it) => it.error);
    if (failed) {
      throw new ApiError(failed.status, failed.error, 'Not all could be acknowledged.', failed.details ?? '', 0);
    }
  }
}

const WAIT = { Prefer: 'wait=5' };

export function createSchedule(definition) {
  return call('POST', '/api/schedules', { body: definition, headers: WAIT });
}

/** @param etag the version that the change was made from; null to overwrite any */
export function replaceSchedule(id, definition, etag) {
  return call('PUT', one(id), { body: definition, headers: etag ? { ...WAIT, 'If-Match': etag } : WAIT });
}

export function deleteSchedule(id, reason) {
  return call('DELETE', one(id) + queryOf({ reason }), { headers: WAIT });
}

const WITH_KEY = () => ({ ...WAIT, 'Idempotency-Key': crypto.randomUUID() });

/** @param action the last part of the path. The key makes a repetition after a lost response safe. */
export function act(id, action, body) {
  return call('POST', one(id) + '/' + action, { body, headers: WITH_KEY() });
}

/** Acts on up to 100 schedules and returns a result for each. */
export async function actOnMany(body) {
  return (await call('POST', '/api/schedules/actions', { body, headers: WITH_KEY() })).data.results;
}

/** @param etag of the schedule that the user sees; a later change of someone else is not overwritten */
export function revert(id, body, etag) {
  return call('POST', one(id) + '/revert', { body, headers: { ...WITH_KEY(), ...(etag ? { 'If-Match': etag } : {}) } });
}

export function listChanges(id, parameters, signal) {
  return getList(one(id) + '/changes' + queryOf(parameters), signal);
}

/** @param onlyItself whether to leave out the changes of the group's schedules */
export function listGroupChanges(name, onlyItself, parameters, signal) {
  return getList(onlyItself ? group(name) + '/changes' + queryOf(parameters) : '/api/changes' + queryOf({ group: name, ...parameters }), signal);
}

export function listFirings(id, parameters, signal) {
  return getList(one(id) + '/firings' + queryOf(parameters), signal);
}

export function listGroups(parameters, signal) {
  return getList('/api/groups' + queryOf(parameters), signal);
}

const group = (name) => '/api/groups/' + encodeURIComponent(name);

export function getGroup(name, signal) {
  return get(group(name), signal);
}

/** @param isNew whether to refuse a group that exists */
export function putGroup(name, settings, isNew) {
  return call('PUT', group(name), { body: settings, headers: isNew ? { ...WAIT, 'If-None-Match': '*' } : WAIT });
}

export function deleteGroup(name, reason) {
  return call('DELETE', group(name) + queryOf({ reason }), { headers: WAIT });
}

/** @param action pause or resume */
export function actGroup(name, action, body) {
  return call('POST', group(name) + '/' + action, { body, headers: WITH_KEY() });
}

/** Splits the details of an error into those of each field; '' has those that name no known field. */
export function byField(details, fields) {
  const found = {};
  let field = '';
  for (const part of details.split('; ')) {
    const named = /^([a-z_.-]+(?:, [a-z_-]+)*): (.*)$/s.exec(part);
    const name = named && (fields.find((it) => it === named[1] || named[1].startsWith(it + '.')) || CRON[named[1].split(',')[0]]);
    field = name || (found[field] ? field : '');
    (found[field] = found[field] || []).push(name && fields.includes(named[1]) ? named[2] : part);
  }
  return Object.fromEntries(Object.entries(found).map(([name, parts]) => [name, parts.join('; ')]));
}

const CRON = Object.fromEntries(['minute', 'hour', 'day-of-month', 'month', 'day-of-week', 'year', 'day', 'second', 'value', 'unit']
  .map((name) => [name, 'schedule_expression']));
