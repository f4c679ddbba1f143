// The whole state of the page is in the hash: #/path?parameters. The server sees only "/".
import { useEffect, useState } from './lib.js';

/** Parses a hash into path segments and parameters. A malformed escape makes an unknown path, not an error. */
export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  let segments;
  try {
    segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    segments = ['unknown'];
  }
  return { segments, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Returns the hash of a path and its parameters; empty parameters are left out. */
export function link(segments, query = {}) {
  const used = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(used).toString();
  return '#/' + segments.map(encodeURIComponent).join('/') + (text ? '?' + text : '');
}

export function go(segments, query) {
  location.hash = link(segments, query);
}

/** Changes parameters of the current path. Typing replaces the entry of the history; other changes add one. */
export function setQuery(changes, { replace = false } = {}) {
  const { segments, query } = parse(location.hash);
  const next = link(segments, { ...query, ...changes });
  if (next === location.hash) {
    return;
  }
  if (replace) {
    history.replaceState(null, '', next);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = next;
  }
}

export function useRoute() {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const read = () => setRoute(parse(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return route;
}
