import type { Intent, Outcome } from '@stepscope/client';
import type { App } from './app.js';
import { attempt } from './attempt.js';
import { drafts } from './drafts.js';

/** Announced on `window` when a draft has become a file. */
export const draftSaved = 'coline:draft-saved';

/** Saves the draft for which the user went to the authorization server, if they allowed it there. */
export async function resumeDraft(
  app: App,
  { outcome, intent }: { readonly outcome: Outcome; readonly intent: Intent },
): Promise<void> {
  const draft = drafts.find();
  if (draft === undefined || intent.action !== 'files.create' || outcome.status !== 'granted')
    return;
  const saved = await attempt(
    app,
    {
      failed: `Could not save “${draft.name}”`,
      done: `Saved “${draft.name}”, which waited for your permission.`,
    },
    () => app.api.createFile(draft),
  );
  if (saved === undefined) return;
  drafts.drop();
  window.dispatchEvent(new Event(draftSaved));
}
