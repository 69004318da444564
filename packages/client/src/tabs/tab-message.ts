import type { ClientEvents } from '../client.js';
import type { OutcomeStatus } from '../outcome.js';
import { asRecord } from '../storage/stored-value.js';
import type { SharedTokens } from '../tokens/shared-tokens.js';

/** What the tabs of one client tell each other. */
export type TabMessage =
  /** Whoever has tokens, tell. */
  | { readonly type: 'ask' }
  | {
      readonly type: 'tokens';
      readonly tokens: SharedTokens;
      /** What has just been taken back, by resource. */
      readonly revoked: readonly (readonly [resource: string, scopes: readonly string[]])[];
    }
  | {
      readonly type: 'ended';
      readonly sub: string;
      readonly version: number;
      readonly reason: ClientEvents['signed-out']['reason'];
    }
  /** Tokens of this version went with their tab: older ones are of no use. */
  | { readonly type: 'lost'; readonly sub: string; readonly version: number }
  | { readonly type: 'denied'; readonly resource: string; readonly scopes: readonly string[] }
  /** To the tab that shows a question: it is to ask for these too. */
  | { readonly type: 'join'; readonly resource: string; readonly scopes: readonly string[] }
  /** To the tab that shows a question: another one has taken it over. */
  | { readonly type: 'taken' }
  /** By the tab that showed a question: the user has answered it, for these scopes. */
  | {
      readonly type: 'answered';
      readonly resource: string;
      readonly scopes: readonly string[];
      readonly status: OutcomeStatus;
      readonly unavailable: readonly string[];
    };

/** A message of another tab; `undefined` for what nobody here has sent. */
export function parseTabMessage(value: unknown): TabMessage | undefined {
  // The channel's name has the format's version in it: what has a type is one of ours.
  return typeof asRecord(value)?.['type'] === 'string' ? (value as TabMessage) : undefined;
}
