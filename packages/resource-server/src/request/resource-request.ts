/** Header fields by lower-case name, as `node:http` has them, or the `Headers` of fetch. */
export type RequestHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null };

/**
 * What is read of a request. Both an `IncomingMessage` of `node:http` or `node:http2` and a `Request`
 * of fetch fit as they are; bodies are never read.
 */
export interface ResourceRequest {
  readonly method?: string | undefined;
  /** Absolute, or path and query. */
  readonly url?: string | undefined;
  /** Express: `url` before a mount has shortened it. */
  readonly originalUrl?: string | undefined;
  readonly headers: RequestHeaders;
  /** Names and values in turn, as received: `headers` alone hides a second `Authorization`. */
  readonly rawHeaders?: readonly string[];
}

/** The value of a header field; several values are joined with commas. */
export function headerOf(request: ResourceRequest, name: string): string | undefined {
  const { headers } = request;
  if (isFetchHeaders(headers)) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
}

/** Each value of a header field, where the request still knows them apart, else what `headerOf` says. */
export function valuesOf(request: ResourceRequest, name: string): readonly string[] {
  const { rawHeaders = [] } = request;
  const values = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === name,
  );
  return values.length > 0 ? values : [headerOf(request, name) ?? []].flat();
}

/** How many times a header field was sent, where the request still knows it. */
export function occurrencesOf({ rawHeaders = [] }: ResourceRequest, name: string): number {
  let occurrences = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index]!;
    if (sent.length === name.length && sent.toLowerCase() === name) occurrences++;
  }
  return occurrences;
}

function isFetchHeaders(headers: RequestHeaders): headers is { get(name: string): string | null } {
  return typeof headers['get'] === 'function';
}
