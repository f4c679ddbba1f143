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

export const get = async (path, signal) => (await call('GET', path, { signal })).data;

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

export const listSchedules = (parameters, signal) => getList('/api/schedules' + queryOf(parameters), signal);
const one = (id) => '/api/schedules/' + encodeURIComponent(id);
export const readSchedule = (id, signal) => call('GET', one(id) + '?include=expression_description', { signal });
export const listExecutions = (id, parameters, signal) => getList(one(id) + '/executions' + queryOf(parameters), signal);

/** Executions that failed, timed out or were missed, and that nobody has dealt with. */
export const listAttention = (parameters, signal) => getList('/api/attention' + queryOf(parameters), signal);
export const readTimeline = (parameters, signal) => get('/api/timeline' + queryOf(parameters), signal);

const execution = (id) => '/api/executions/' + encodeURIComponent(id);
export const getExecution = (id, signal) => get(execution(id), signal);

/** @param action retry or acknowledge */
export const actOnExecution = (id, action, body) => call('POST', execution(id) + '/' + action, { body, headers: WITH_KEY() });
export const explain = async (request, signal) => (await call('POST', '/api/expressions/explain', { body: request, signal })).data;

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
export const createSchedule = (definition) => call('POST', '/api/schedules', { body: definition, headers: WAIT });

/** Adds the version that a change was made from; without one, the change overwrites any. */
const matching = (etag, headers = WAIT) => (etag ? { ...headers, 'If-Match': etag } : headers);
export const replaceSchedule = (id, definition, etag) => call('PUT', one(id), { body: definition, headers: matching(etag) });
export const deleteSchedule = (id, reason, etag) => call('DELETE', one(id) + queryOf({ reason }), { headers: matching(etag) });

const WITH_KEY = () => ({ ...WAIT, 'Idempotency-Key': crypto.randomUUID() });

/** @param action the last part of the path. The key makes a repetition after a lost response safe. */
export const act = (id, action, body, etag) => call('POST', one(id) + '/' + action, { body, headers: matching(etag, WITH_KEY()) });

/** Acts on up to 100 schedules and returns a result for each. */
export const actOnMany = async (body) => (await call('POST', '/api/schedules/actions', { body, headers: WITH_KEY() })).data.results;
export const listChanges = (id, parameters, signal) => getList(one(id) + '/changes' + queryOf(parameters), signal);

/** @param onlyItself whether to leave out the changes of the group's schedules */
export const listGroupChanges = (name, onlyItself, parameters, signal) => getList(onlyItself ? group(name) + '/changes' + queryOf(parameters) : '/api/changes' + queryOf({ group: name, ...parameters }), signal);
export const listFirings = (id, parameters, signal) => getList(one(id) + '/firings' + queryOf(parameters), signal);
export const listGroups = (parameters, signal) => getList('/api/groups' + queryOf(parameters), signal);
const group = (name) => '/api/groups/' + encodeURIComponent(name);
export const readGroup = (name, signal) => call('GET', group(name), { signal });

/** @param etag none refuses a group that exists */
export const putGroup = (name, settings, etag) => call('PUT', group(name), { body: settings, headers: etag ? matching(etag) : { ...WAIT, 'If-None-Match': '*' } });
export const deleteGroup = (name, reason, etag) => call('DELETE', group(name) + queryOf({ reason }), { headers: matching(etag) });

/** @param action pause or resume */
export const actGroup = (name, action, body, etag) => call('POST', group(name) + '/' + action, { body, headers: matching(etag, WITH_KEY()) });

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
