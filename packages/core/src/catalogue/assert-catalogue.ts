import { wrongKind } from '../support/wrong-kind.js';
import type { Catalogue } from './catalogue.js';

const methods = ['has', 'requirementOf', 'alternativesOf', 'evaluate', 'closure'];
const maps = ['scopes', 'actions', 'combinations'];

/** @throws {CoreError} `INVALID_ARGUMENT` for anything but a catalogue, such as its definition. */
export function assertCatalogue(value: unknown, place: string): void {
  if (!isCatalogue(value)) throw wrongKind(place, 'a catalogue, as defineCatalogue returns it');
}

/**
 * The catalogue among the options of a function.
 * @throws {CoreError} `INVALID_ARGUMENT` where there is none.
 */
export function catalogueOf<S extends string, A extends string>(options: {
  readonly catalogue: Catalogue<S, A>;
}): Catalogue<S, A> {
  const { catalogue } = Object(options) as typeof options;
  assertCatalogue(catalogue, 'catalogue');
  return catalogue;
}

/** By its members, because an application may have two versions of this package. */
export function isCatalogue(value: unknown): boolean {
  const members = recordOf(value);
  return (
    methods.every((name) => typeof members[name] === 'function') &&
    maps.every((name) => typeof recordOf(members[name])['get'] === 'function')
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}
