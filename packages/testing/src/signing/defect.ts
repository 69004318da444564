import { base64url } from 'jose';
import type { Draft } from './sign-draft.js';

/** How a defect gets into a JWT: before it is signed, or afterwards in its text. */
export interface Defect<Context> {
  change?(draft: Draft, context: Context): void | Promise<void>;
  alter?(token: string): string;
}

/** Other values for claims; `undefined` removes one. */
export function claims<Context>(
  change: (context: Context) => Record<string, unknown>,
): Defect<Context> {
  return { change: (draft, context) => void Object.assign(draft.claims, change(context)) };
}

/** Other values for header parameters; `undefined` removes one. */
export function header<Context>(
  change: (context: Context) => Record<string, unknown>,
): Defect<Context> {
  return { change: (draft, context) => void Object.assign(draft.header, change(context)) };
}

export function payloadText(change: (json: string) => string): Defect<unknown> {
  return {
    change(draft) {
      draft.payload = new TextEncoder().encode(change(JSON.stringify(draft.claims)));
    },
  };
}

export function headerText(change: (json: string) => string): Defect<unknown> {
  return {
    change(draft) {
      draft.headerJson = change(JSON.stringify(draft.header));
    },
  };
}

/** Another text after signing. */
export function text(
  change: (parts: [header: string, payload: string, signature: string]) => string,
): Defect<unknown> & { alter(token: string): string } {
  return { alter: (token) => change(token.split('.') as [string, string, string]) };
}

/** No signature, and `alg` says so. */
export function unsigned(alg: string): Defect<unknown> {
  return {
    ...headerText((json) => json.replace(/"alg":"\w+"/, `"alg":"${alg}"`)),
    ...text(([head, payload]) => `${head}.${payload}.`),
  };
}

/** An HMAC over the right text, keyed with the public key. */
export function signedWithPublicPem<
  Context extends { readonly key: { readonly publicPem: string } },
>(): Defect<Context> {
  return {
    change(draft, { key }) {
      draft.header['alg'] = 'HS256';
      draft.secret = new TextEncoder().encode(key.publicPem);
    },
  };
}

/** One bit of the signature is another one. */
export const wrongSignature = text(([head, payload, signature]) => {
  const bytes = base64url.decode(signature);
  bytes[0] = bytes[0]! ^ 1;
  return `${head}.${payload}.${base64url.encode(bytes)}`;
});

/** Something that must be understood, and is not (RFC 7515 §4.1.11). */
export const unknownCritical = headerText((json) =>
  json.replace(/^\{/, '{"crit":["urn:example:must"],"urn:example:must":1,'),
);
