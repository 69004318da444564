/** A browser reduced to what these tests need: cookies, redirects followed by hand, forms. */
export interface Browser {
  get(url: string): Promise<Page>;
  /** Submits the first form whose action ends with `action`, as a browser would. */
  submit(page: Page, action: string, fields?: Fields): Promise<Page>;
  post(url: string, fields: Fields, headers?: Record<string, string>): Promise<Page>;
  /** Another browser with the same cookies, such as a thief's. */
  copy(): Browser;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Where the last answer points, if the browser did not follow it. */
  readonly location: string | undefined;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/**
 * A browser with its own cookies. It follows redirects within `origin` and stops at the first one that
 * leads elsewhere, such as an application's callback.
 */
export function createBrowser(origin: string, from?: ReadonlyMap<string, Cookie>): Browser {
  const cookies = new Map(from);

  const request = async (url: string, init: RequestInit = {}): Promise<Page> => {
    const { pathname } = new URL(url);
    const cookie = [...cookies.values()]
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(init.headers as Record<string, string>), cookie },
    });
    for (const line of response.headers.getSetCookie()) store(cookies, line);
    const body = await response.text();
    const target = response.headers.get('location');
    const location = target === null ? undefined : new URL(target, url).href;
    if (location !== undefined && new URL(location).origin === origin) return request(location);
    return { url, status: response.status, headers: response.headers, body, location };
  };

  const post: Browser['post'] = (url, fields, headers) => {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
    }
    return request(url, { method: 'POST', body: form, headers: { origin, ...headers } });
  };

  return {
    copy: () => createBrowser(origin, cookies),
    get: (url) => request(new URL(url, origin).href),
    post: (url, fields, headers) => post(new URL(url, origin).href, fields, headers),
    submit(page, action, fields = {}) {
      const form = findForm(page.body, action);
      return post(new URL(form.action, page.url).href, { ...form.hidden, ...fields });
    },
  };
}

function store(cookies: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const path = /^path=(.*)$/i.exec(attributes.find((a) => /^path=/i.test(a)) ?? '')?.[1] ?? '/';
  const expired = attributes.some((a) => /^expires=Thu, 01 Jan 1970/i.test(a));
  if (expired) cookies.delete(`${name} ${path}`);
  else cookies.set(`${name} ${path}`, { name, value, path });
}

function findForm(
  body: string,
  action: string,
): { action: string; hidden: Record<string, string[]> } {
  for (const [, target = '', content = ''] of body.matchAll(
    /<form[^>]* action="([^"]*)"[^>]*>(.*?)<\/form>/gs,
  )) {
    if (!target.endsWith(action)) continue;
    const hidden: Record<string, string[]> = {};
    for (const [, name = '', value = ''] of content.matchAll(
      /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
    )) {
      (hidden[name] ??= []).push(unescape(value));
    }
    return { action: target, hidden };
  }
  throw new Error(`No form to ${action} on this page:\n${body}`);
}

function unescape(text: string): string {
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return Object.entries(entities).reduce((t, [entity, c]) => t.replaceAll(entity, c), text);
}
