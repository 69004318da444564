import { expect, test } from 'vitest';
import { unknownName, unknownOption } from './unknown-name.js';

const known = { issuer: true, redirectUri: true, clockToleranceSeconds: true };

test.each([
  ['redirectURI', 'Unknown option "redirectURI". Did you mean "redirectUri"?'],
  ['clockTolerence', 'Unknown option "clockTolerence". Did you mean "clockToleranceSeconds"?'],
  ['xyz', 'Unknown option "xyz": choose from issuer, redirectUri, clockToleranceSeconds.'],
  [
    'toString',
    'Unknown option "toString": choose from issuer, redirectUri, clockToleranceSeconds.',
  ],
])('an option %s is told as such', (name, message) => {
  expect(unknownOption('option', { issuer: 1, [name]: 1 }, known)).toBe(message);
});

test('options that are known have no problem', () => {
  expect(unknownOption('option', { issuer: undefined }, known)).toBeUndefined();
  expect(unknownOption('option', {}, known)).toBeUndefined();
});

test('names a value by the word that is given', () => {
  expect(unknownName('outage', 'refused', ['refuse', 'hang'])).toBe(
    'Unknown outage "refused". Did you mean "refuse"?',
  );
  expect(unknownName('outage', undefined, ['hang'])).toBe(
    'Unknown outage "undefined": choose from hang.',
  );
});
