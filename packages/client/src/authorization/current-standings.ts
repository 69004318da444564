import type { ResourceState, ResourceStates } from '../state/resource-state.js';
import type { SessionManager } from '../tokens/session-manager.js';
import type { Standing, Standings, Who } from './plan.js';

/** Where the user stands at this moment, at `about` and at the other resources, and who it is. */
export function currentStandings(
  about: ResourceState,
  {
    resources,
    sessions,
  }: { readonly resources: ResourceStates; readonly sessions: SessionManager },
): readonly [Standings, Who] {
  const standing = (of: ResourceState): Standing => ({
    of,
    granted: sessions.granted(of),
    denied: of.denials.current(),
  });
  const { user, idToken } = sessions.signedIn ?? {};
  const others = resources.filter((resource) => resource !== about).map(standing);
  return [
    { about: standing(about), others },
    { sub: user?.sub, idToken },
  ];
}
