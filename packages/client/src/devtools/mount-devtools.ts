import { unknownOption } from '@stepscope/core';
import { element } from '../browser/element.js';
import { internalsOf } from '../client-internals.js';
import type { Client } from '../client.js';
import { ClientOptionsError } from '../errors.js';
import type { Logger } from '../log-event.js';
import type { ResourceState } from '../state/resource-state.js';
import { describeEvent } from './describe-event.js';
import { devtoolsStyles } from './devtools-styles.js';
import { setsView, type SetsFacts } from './sets-view.js';
import { Simulations } from './simulations.js';
import { simulationsView } from './simulations-view.js';
import { Timeline } from './timeline.js';
import { timelineView } from './timeline-view.js';

/** The longest time that `setTimeout` can wait. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export interface DevtoolsOptions {
  /** Where the panel is put; it stays at the lower edge of the window. @default document.body */
  readonly parent?: Node;
  /** Whether it starts opened. @default false */
  readonly open?: boolean;
}

const optionNames: Record<keyof DevtoolsOptions, true> = { parent: true, open: true };

/**
 * Shows a panel for developers: the four sets of each resource, a timeline of challenges, prompts,
 * refreshes and outcomes since it was mounted (the last hundred), and buttons that simulate a denial, a
 * revocation and an expiry. Answers a function that removes it and everything that it has put in place.
 *
 * The panel is hidden until `client.handleRedirect()` has settled, so it may be mounted right after
 * `createClient()`, and then misses nothing; a popup's page never shows it. It holds no token, code,
 * header value, body or query, and writes nothing down.
 *
 * For development pages alone: whoever can click in the page can make the client believe that
 * permissions are gone. Nothing of that reaches the authorization server or an API.
 * @throws {ClientOptionsError} for anything that `createClient` did not make, an option that is not there,
 *   a `parent` that is no node, and outside a page.
 */
export function mountDevtools<S extends string, A extends string>(
  client: Client<S, A>,
  options: DevtoolsOptions = {},
): () => void {
  const internals = internalsOf(client);
  assertOptions(options);
  const { parent = document.body, open = false } = options;
  const { settings, resources, sessions } = internals;
  const simulations = new Simulations(internals);
  const timeline = new Timeline(settings.now);
  const views = [
    ...resources.map((resource) => setsView(resource.resource, () => factsOf(resource))),
    simulationsView(simulations, internals),
    timelineView(timeline, { severalResources: resources.length > 1 }),
  ];

  const host = document.createElement('stepscope-devtools');
  const root = host.attachShadow({ mode: 'open' });
  const styles = new CSSStyleSheet();
  styles.replaceSync(devtoolsStyles);
  root.adoptedStyleSheets = [styles];
  const panel = element('section', 'panel');
  panel.setAttribute('aria-label', 'Stepscope devtools');
  const toggle = element('button', 'toggle', 'Stepscope devtools');
  toggle.type = 'button';
  toggle.setAttribute('aria-controls', 'body');
  const body = element('div', 'body');
  body.id = 'body';
  const user = element('p', 'user');
  body.append(user, ...views.map((view) => view.element));
  panel.append(toggle, body);
  root.append(panel);

  function factsOf(resource: ResourceState): SetsFacts {
    const { catalogue, declared, store } = resource;
    const expiresAt = sessions.at(resource)?.expiresAt;
    const hasToken =
      sessions.at(resource) !== undefined &&
      (expiresAt === undefined || expiresAt > settings.now());
    return { ...store.snapshot, catalogue, declared, hasToken, expiresAt };
  }

  const [first] = resources;
  let isOpen = open;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = (): void => {
    const { status } = first.store.snapshot;
    host.hidden = status === 'starting';
    toggle.setAttribute('aria-expanded', String(isOpen));
    body.hidden = !isOpen;
    clearTimeout(timer);
    if (host.hidden || !isOpen) return;
    const { user: who } = first.store.snapshot;
    user.textContent =
      status === 'signed-in'
        ? `Signed in as ${who?.name ?? who?.sub ?? 'somebody'}.`
        : 'Nobody is signed in.';
    for (const view of views) view.update();
    // An access token expires without an event.
    const left = resources.map(
      (resource) => (sessions.at(resource)?.expiresAt ?? 0) - settings.now(),
    );
    const next = Math.min(...left.filter((ms) => ms > 0), MAX_DELAY_MS);
    if (next < MAX_DELAY_MS) timer = setTimeout(update, next);
  };
  const show = (shown: boolean): void => {
    isOpen = shown;
    update();
  };
  toggle.addEventListener('click', () => show(!isOpen));
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    show(false);
    toggle.focus();
  });

  const logger: Logger = (event) => {
    const cause = simulations.causeOf(event);
    const description =
      cause === 'expiry'
        ? {
            title: 'Expiry',
            detail: 'the access token counts as expired',
            scopes: [],
            tone: 'bad' as const,
          }
        : describeEvent(event);
    timeline.add(description, { simulated: cause !== undefined });
    update();
  };
  settings.loggers.add(logger);
  const unsubscribe = resources.flatMap((resource) => [
    resource.store.on('change', update),
    resource.store.on('denied', ({ scopes }) => {
      timeline.add(describeEvent({ type: 'denied', resource: resource.resource, scopes }));
      update();
    }),
    resource.store.on('revoked', ({ scopes }) => {
      const simulated = simulations.isRevoking(resource);
      timeline.add(describeEvent({ type: 'revoked', resource: resource.resource, scopes }), {
        simulated,
      });
      update();
    }),
  ]);
  unsubscribe.push(
    first.store.on('signed-out', ({ reason }) => {
      timeline.add(describeEvent({ type: 'signed-out', reason }));
      update();
    }),
  );

  update();
  parent.appendChild(host);
  return () => {
    clearTimeout(timer);
    settings.loggers.delete(logger);
    for (const stop of unsubscribe) stop();
    simulations.remove();
    host.remove();
  };
}

function assertOptions(options: DevtoolsOptions): void {
  const problem = problemOf(options);
  if (problem !== undefined) throw new ClientOptionsError('INVALID_OPTIONS', problem);
}

function problemOf(options: DevtoolsOptions): string | undefined {
  const unknown = unknownOption('option of mountDevtools', options, optionNames);
  if (unknown !== undefined) return unknown;
  if (typeof document === 'undefined') {
    return 'mountDevtools has no page here: call it in a browser alone.';
  }
  const { parent = document.body } = options;
  return typeof parent?.appendChild === 'function'
    ? undefined
    : 'parent is no node of the page: pass one that is there already, such as document.body.';
}
