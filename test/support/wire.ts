import type { BrowserContext, Request, Response } from 'playwright-core';
import type { RunningWorkspace } from './running-workspace.js';

/** The requests of one browser to the authorization server and the API, as they were sent. */
export class Wire {
  /** Answers of the API, oldest first. */
  readonly apiAnswers: Response[] = [];
  /** Authorization requests, oldest first, as if they had not been pushed but were URLs. */
  readonly authorizations: URL[] = [];
  /** Pages that the authorization server showed to the user to decide something, oldest first. */
  readonly questions: URL[] = [];
  readonly #context: BrowserContext;
  readonly #workspace: RunningWorkspace;

  constructor(context: BrowserContext, workspace: RunningWorkspace) {
    this.#context = context;
    this.#workspace = workspace;
    context.on('request', (request) => {
      const url = new URL(request.url());
      const pushed = new URLSearchParams(request.postData() ?? '');
      if (url.origin === workspace.issuer && pushed.has('code_challenge')) {
        this.authorizations.push(new URL(`?${pushed}`, url));
      }
      if (url.origin === workspace.issuer && request.method() === 'GET') {
        if (url.pathname.startsWith('/interaction/')) this.questions.push(url);
      }
    });
    context.on('response', (response) => {
      if (response.url().startsWith(`${workspace.api}/`)) this.apiAnswers.push(response);
    });
  }

  /** How many answers of the API had this status. */
  answersWith(status: number): number {
    return this.apiAnswers.filter((response) => response.status() === status).length;
  }

  /** Waits until the next refresh of a token has been answered. */
  async nextRefresh(): Promise<void> {
    await this.#context.waitForEvent('requestfinished', {
      predicate: (request) => isRefresh(request, this.#workspace.issuer),
    });
  }
}

function isRefresh(request: Request, issuer: string): boolean {
  return (
    request.url().startsWith(`${issuer}/`) &&
    new URLSearchParams(request.postData() ?? '').get('grant_type') === 'refresh_token'
  );
}
