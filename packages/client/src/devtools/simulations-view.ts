import { button, element } from '../browser/element.js';
import type { ClientInternals } from '../client-internals.js';
import type { View } from './sets-view.js';
import type { Simulations } from './simulations.js';

const noSession = 'Nobody is signed in.';
const noRefreshToken =
  'The session has no refresh token, and so no refresh that could tell: see that offline_access is granted.';

/** Buttons that simulate what users and servers do. */
export function simulationsView(
  simulations: Simulations,
  { resources, sessions }: ClientInternals,
): View {
  const section = element('section', 'section');
  const status = element('p', 'status');
  status.setAttribute('role', 'status');

  const say = (text: string): void => {
    status.textContent = text;
  };
  const run = async (simulated: Promise<boolean>, done: string): Promise<void> => {
    try {
      const did = await simulated;
      say(did ? done : sessions.signedIn === undefined ? noSession : noRefreshToken);
    } catch (error) {
      say((error as Error).message);
    }
  };

  const deny = button('Deny the next authorization', 'secondary', () => {
    simulations.denyNext(!simulations.deniesNext);
    update();
    say(
      simulations.deniesNext
        ? 'The next authorization is going to be answered with access_denied.'
        : 'The next authorization goes to the server again.',
    );
  });

  const select = element('select', 'select');
  select.id = 'revoked-scope';
  const label = element('label', 'label', 'Scope to revoke');
  label.htmlFor = select.id;
  const revoke = button('Revoke', 'secondary', () => {
    const [index, scope] = select.value.split(' ');
    const resource = resources[Number(index)];
    if (scope === undefined || resource === undefined) {
      say(
        sessions.signedIn === undefined ? noSession : 'Nothing is granted that could be revoked.',
      );
      return;
    }
    void run(
      simulations.revoke(resource, scope),
      `${scope} is revoked, as far as this client knows. The next real refresh brings it back.`,
    );
  });

  const expire = button('Expire the access token', 'secondary', () => {
    const all = resources.map((resource) => simulations.expire(resource));
    void run(
      Promise.all(all).then((did) => did.includes(true)),
      'The access token counts as expired: the next call refreshes it.',
    );
  });

  const actions = element('div', 'actions');
  const revocation = element('div', 'revocation');
  revocation.append(label, select, revoke);
  actions.append(deny, expire, revocation);
  section.append(
    element('h2', 'title', 'Simulate'),
    element(
      'p',
      'note',
      'Only this client, in all its tabs, is made to believe it. The server knows nothing of it, and the API goes on to accept the token.',
    ),
    actions,
    status,
  );

  let options: string | undefined;
  function update(): void {
    deny.setAttribute('aria-pressed', String(simulations.deniesNext));
    const granted = resources.map((resource) => sessions.granted(resource).toJSON());
    const next = JSON.stringify(granted);
    if (next === options) return;
    options = next;
    const chosen = select.value;
    const groups = granted.map((scopes, index) => {
      const choices = scopes.map((scope) => optionOf(scope, `${index} ${scope}`));
      if (resources.length === 1) return choices;
      const group = element('optgroup', 'group');
      group.label = resources[index]?.resource ?? '';
      group.append(...choices);
      return choices.length === 0 ? [] : [group];
    });
    select.replaceChildren(...groups.flat());
    if (select.options.length === 0) select.append(optionOf('nothing is granted', ''));
    const kept = [...select.options].find(({ value }) => value === chosen);
    if (kept !== undefined) kept.selected = true;
  }

  return { element: section, update };
}

function optionOf(text: string, value: string): HTMLOptionElement {
  const option = element('option', 'option', text);
  option.value = value;
  return option;
}
