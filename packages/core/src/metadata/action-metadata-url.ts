import { wellKnownUrl } from './well-known-url.js';

/**
 * The URL at which a resource publishes its actions, by the rule of RFC 9728 §3.1:
 * `https://h/.well-known/stepscope/a` for `https://h/a`. It depends on the identifier alone.
 * @throws {CoreError} `INVALID_ARGUMENT` for what `protectedResourceMetadataUrl` refuses.
 */
export function actionMetadataUrl(resource: string): string {
  return wellKnownUrl(resource, 'stepscope');
}
