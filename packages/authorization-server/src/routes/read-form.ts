import { errors } from 'oidc-provider';
import type { Context } from '../provider/koa.js';

const MAX_FORM_BYTES = 64 * 1024;

/**
 * The fields of a submitted form.
 * @throws `invalid_request` for another content type, or more than 64 KiB.
 */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (ctx.is('application/x-www-form-urlencoded') === false) {
    throw new errors.InvalidRequest('a form is expected');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    size += (chunk as Buffer).length;
    if (size > MAX_FORM_BYTES) throw new errors.InvalidRequest('the form is too large');
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
