/** A document that has been written but not saved. */
export interface Draft {
  readonly name: string;
  readonly content: string;
}

const key = 'coline.draft';

/**
 * Keeps the document that waits for a permission, so that a redirect to the authorization server does
 * not lose it. The SDK writes no request bodies down; the app keeps its own draft, in this tab only.
 */
export const drafts = {
  keep(draft: Draft): void {
    sessionStorage.setItem(key, JSON.stringify(draft));
  },
  find(): Draft | undefined {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Draft);
  },
  drop(): void {
    sessionStorage.removeItem(key);
  },
};
