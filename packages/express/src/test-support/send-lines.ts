import { request } from 'node:http';

/** A response, with its header fields by lower-case name. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/**
 * Sends exactly these header lines, after `Host: attacker.example`: `fetch` would join or drop some.
 * `line` is a method and a path, such as `GET /files`.
 */
export function sendLines(
  base: string,
  line: string,
  headers: readonly (readonly [string, string])[] = [],
): Promise<Answer> {
  const [method, path] = line.split(' ') as [string, string];
  const lines = [['Host', 'attacker.example'], ['Connection', 'close'], ...headers].flat();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const outgoing = request({ hostname, port, path, method, headers: lines }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
        }),
      );
    });
    outgoing.on('error', reject).end();
  });
}
