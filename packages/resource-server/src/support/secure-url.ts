import { isLoopbackHost } from '@stepscope/core';
import { InvalidOptionError } from '../resource-server-error.js';

/**
 * `value` as a URL that is safe to trust: `https:`, or `http:` on a loopback host, and neither
 * credentials nor a fragment.
 * @throws {InvalidOptionError} for anything else, naming `option`.
 */
export function secureUrl(option: string, value: unknown): URL {
  if (value === undefined) throw new InvalidOptionError(`${option} is missing: give its URL.`);
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw new InvalidOptionError(
      `${option} is not an absolute URL: write it out, with its scheme.`,
    );
  }
  const url = new URL(value);
  // "localhost:4400" and "api.example:443" parse as URLs of a scheme with a port as their path.
  if (/^[\w.-]+:\d+(\/|$)/.test(value)) {
    throw new InvalidOptionError(
      `${option} has no scheme: write https://${value}, or http:// before a loopback host.`,
    );
  }
  if (!isSecure(url)) {
    throw new InvalidOptionError(
      url.protocol === 'http:'
        ? `${option} is http://${url.host}: use https:, since http: is for loopback hosts only.`
        : `${option} is a ${url.protocol} URI: use https:. What tokens name an API by is its audience.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidOptionError(`${option} holds credentials: leave them out.`);
  }
  if (url.hash !== '' || value.includes('#')) {
    throw new InvalidOptionError(`${option} has a fragment: leave out "#" and what follows.`);
  }
  return url;
}

/** Whether `url` is `https:`, or `http:` on a host that is this machine. */
export function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}
