import { errors } from 'oidc-provider';
import type { Context } from '../provider/koa.js';
import { readForm } from './read-form.js';
import type { Services } from './services.js';

/**
 * The fields of a form whose one-time token was issued for `binding`.
 * @throws `invalid_request` if the token is missing, foreign, expired or used.
 */
export async function checkForm(
  ctx: Context,
  { formTokens }: Services,
  binding: string,
): Promise<URLSearchParams> {
  const form = await readForm(ctx);
  if (!(await formTokens.redeem(form.get('form_token') ?? undefined, binding))) {
    throw new errors.InvalidRequest(
      'This form was sent before, or its page is too old. Go back, reload the page and try again.',
    );
  }
  return form;
}
