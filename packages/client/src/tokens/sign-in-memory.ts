import type { Settings } from '../settings.js';
import type { ResourceStates } from '../state/resource-state.js';
import { StoredValue } from '../storage/stored-value.js';
import { parseRememberedSignIn, type RememberedSignIn } from './remembered-sign-in.js';
import { subOf } from './shared-tokens.js';
import type { TokenVault } from './token-vault.js';

/** What outlives the page of a sign-in: what is written down of it, and what other tabs have. */
export class SignInMemory {
  readonly #resources: ResourceStates;
  readonly #vault: TokenVault;
  readonly #stored: StoredValue<RememberedSignIn>;

  constructor(
    { issuer, clientId, nameStorage }: Settings,
    resources: ResourceStates,
    vault: TokenVault,
  ) {
    const owner = { issuer, clientId, resource: resources[0].resource };
    this.#resources = resources;
    this.#vault = vault;
    this.#stored = new StoredValue(nameStorage, owner, 'sign-in', parseRememberedSignIn);
  }

  /** The sign-in that a reload may restore. */
  get remembered(): RememberedSignIn | undefined {
    return this.#stored.read();
  }

  /** Whether another tab, or what was written down, has the tokens of the remembered sign-in. */
  async join(): Promise<boolean> {
    const { remembered } = this;
    return remembered !== undefined && this.#vault.join(remembered.sub ?? '');
  }

  /** Writes the names of what is held down. */
  remember(): void {
    const { sessions } = this.#vault;
    const granted = Object.fromEntries(
      Array.from(sessions, ([resource, session]) => [resource, session.granted.toString()]),
    );
    const sub = subOf(sessions);
    this.#stored.write({ granted, ...(sub !== '' && { sub }) });
  }

  /** Forgets the sign-in, and what its user has answered. */
  forget(): void {
    this.#stored.remove();
    this.forgetAnswers();
  }

  /** What one user has answered is not another's answer. */
  forgetAnswers(): void {
    for (const { denials, prompts, signIns } of this.#resources) {
      denials.clear();
      prompts.clear();
      signIns.clear();
    }
  }
}
