import { ScopeSet } from '@stepscope/core';
import type { Browser } from '../browser/browser.js';
import type { OutcomeStatus } from '../outcome.js';
import { asRecord } from '../storage/stored-value.js';
import type { TabMessage } from '../tabs/tab-message.js';
import type { Tabs } from '../tabs/tabs.js';

/** How long a tab's question stands without a sign of life. */
const LEASE_MS = 6000;

/** How often a tab looks whose question it is. */
const LOOK_MS = 2000;

const RECORD = 'prompt';

/** A question that may be one of several tabs. */
export interface SharedQuestion {
  readonly resource: string;
  /** What it asks for by now. */
  readonly scopes: ScopeSet;
  /** Whether the user has not gone to the authorization server yet. */
  readonly canGrow: boolean;
  readonly settled: boolean;
  /** Another tab wants more to be asked for. */
  grow(more: ScopeSet): void;
  /** It is this tab's to ask, and others know for what. Called again when that has changed. */
  lead(): void;
  /** The user has answered in another tab what concerns these scopes; the rest is asked anew. */
  answeredElsewhere(scopes: ScopeSet, status: OutcomeStatus, unavailable: ScopeSet): void;
}

/** Which tab shows its question. */
export interface PromptLease {
  readonly holder: string;
  readonly resource: string;
  readonly scopes: ScopeSet;
  readonly until: number;
  /** Nobody looks at that tab, and no window is open yet: one that is looked at may take over. */
  readonly yields: boolean;
}

interface Part {
  readonly question: SharedQuestion;
  /** The user has asked for it in this tab, and wants to see it here. */
  readonly insists: boolean;
  leads: boolean;
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * One prompt for many tabs. The tab that shows a question holds a lease, which it renews; the others
 * have theirs added to it, and wait for the answer, or until the lease runs out. No lock is held while
 * the user decides.
 */
export class OnePrompt {
  readonly #tabs: Tabs;
  readonly #browser: Browser;
  readonly #now: () => number;
  #part: Part | undefined;

  constructor(tabs: Tabs, { browser, now }: { browser: Browser; now: () => number }) {
    this.#tabs = tabs;
    this.#browser = browser;
    this.#now = now;
    tabs.on((message) => this.#hear(message));
  }

  /** What another tab asks the user at this moment. */
  async elsewhere(): Promise<PromptLease | undefined> {
    const lease = await this.#update((found) => found);
    return lease?.holder === this.#tabs.id ? undefined : lease;
  }

  /** Shows `question` as soon as no other tab has one open: at once where the user `insists`. */
  enter(question: SharedQuestion, { insists }: { readonly insists: boolean }): void {
    clearTimeout(this.#part?.timer);
    this.#part = undefined;
    if (question.settled) return;
    this.#part = { question, insists, leads: false };
    void this.#look(this.#part);
  }

  /** `question` asks for more than before. */
  grown(question: SharedQuestion): void {
    if (this.#part?.question === question) void this.#look(this.#part);
  }

  /** `question` is over. Where nobody waits for its answer any more, it has none. */
  left(
    question: SharedQuestion,
    answer: { readonly status: OutcomeStatus; readonly unavailable: ScopeSet } | undefined,
  ): void {
    const part = this.#part;
    if (part?.question !== question) return;
    this.#forget(part);
    if (!part.leads) return;
    this.#release();
    void this.#tabs.post({
      type: 'answered',
      resource: question.resource,
      scopes: answer === undefined ? [] : question.scopes.toJSON(),
      status: answer?.status ?? 'dismissed',
      unavailable: answer?.unavailable.toJSON() ?? [],
    });
  }

  async #look(part: Part): Promise<void> {
    clearTimeout(part.timer);
    const { question } = part;
    const { id } = this.#tabs;
    let taken = false;
    const lease = await this.#update((found) => {
      const claimed = this.#claim(part, found);
      taken = found !== undefined && found.holder !== claimed.holder;
      return claimed;
    });
    if (taken) void this.#tabs.post({ type: 'taken' });
    if (this.#part !== part) {
      // It has ended while it was written down.
      if (this.#part === undefined) this.#release();
      else void this.#look(this.#part);
      return;
    }
    if (lease.holder === id) {
      part.leads = true;
      const more = lease.scopes.difference(question.scopes);
      if (more.size > 0) question.grow(more);
      question.lead();
    } else if (part.leads) {
      this.#forget(part);
      // A window that is open stays, and so does what the user has asked for here.
      if (question.canGrow && !part.insists) {
        question.answeredElsewhere(ScopeSet.empty, 'dismissed', ScopeSet.empty);
      }
      return;
    } else if (lease.resource === question.resource) {
      const scopes = question.scopes.difference(lease.scopes);
      if (scopes.size > 0) {
        const { resource } = question;
        void this.#tabs.post({ type: 'join', resource, scopes: scopes.toJSON() });
      }
    }
    clearTimeout(part.timer);
    part.timer = setTimeout(() => void this.#look(part), LOOK_MS);
  }

  #claim({ question, insists, leads }: Part, found: PromptLease | undefined): PromptLease {
    const visible = this.#browser.isVisible();
    const other = found !== undefined && found.holder !== this.#tabs.id;
    if (other && !(insists && !leads) && !(found.yields && visible)) return found;
    const joined = found?.resource === question.resource && question.canGrow;
    return {
      holder: this.#tabs.id,
      resource: question.resource,
      scopes: joined ? question.scopes.union(found.scopes) : question.scopes,
      until: this.#now() + LEASE_MS,
      yields: !visible && question.canGrow && !insists,
    };
  }

  #hear(message: TabMessage): void {
    const part = this.#part;
    if (part === undefined || part.question.settled) return;
    const { question, leads, insists } = part;
    if (message.type === 'taken' && leads) {
      void this.#look(part);
    } else if (message.type === 'join' && leads && message.resource === question.resource) {
      const more = ScopeSet.from(message.scopes).difference(question.scopes);
      if (more.size === 0 || !question.canGrow) return;
      question.grow(more);
      void this.#look(part);
    } else if (message.type === 'answered' && !insists) {
      const about = message.resource === question.resource ? message.scopes : [];
      const scopes = ScopeSet.from(about);
      // One that was taken over while nobody looked at this tab.
      const takenOver = question.canGrow && question.scopes.isSubsetOf(scopes);
      if (leads && !takenOver) return;
      question.answeredElsewhere(scopes, message.status, ScopeSet.from(message.unavailable));
    }
  }

  #release(): void {
    void this.#update((found) => (found?.holder === this.#tabs.id ? undefined : found));
  }

  #forget(part: Part): void {
    clearTimeout(part.timer);
    if (this.#part === part) this.#part = undefined;
  }

  /** The lease that stands after `change`, which finds none where it has run out. */
  async #update<T extends PromptLease | undefined>(
    change: (found: PromptLease | undefined) => T,
  ): Promise<T> {
    let lease: T | undefined;
    const write = (value: unknown): unknown => {
      const found = parseLease(value, this.#now());
      lease = change(found);
      return lease === found ? value : lease && { ...lease, scopes: lease.scopes.toJSON() };
    };
    // What cannot be written is nobody else's.
    await this.#tabs.update(RECORD, write).catch(() => write(undefined));
    // Not read again: the clock has gone on, and may have been set.
    return lease as T;
  }
}

function parseLease(value: unknown, now: number): PromptLease | undefined {
  const { holder, resource, scopes, until, yields } = asRecord(value) ?? {};
  if (typeof holder !== 'string' || typeof resource !== 'string') return undefined;
  if (typeof until !== 'number' || until <= now || until > now + LEASE_MS) return undefined;
  return { holder, resource, scopes: ScopeSet.fromClaim(scopes), until, yields: yields === true };
}
