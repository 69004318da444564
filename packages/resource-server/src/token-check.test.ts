import { expect, test } from 'vitest';
import { invalidToken } from './refusal.js';
import { checkToken, type CheckResult, type VerifiedCall } from './token-check.js';

const call = {} as VerifiedCall;
const refusal = invalidToken('revoked', 'The access token has been revoked.');
const offers = (name: string): CheckResult => ({ headers: { [name]: '1' } });

test.each<[string, readonly CheckResult[], CheckResult]>([
  ['nothing against the call', [undefined, undefined], undefined],
  ['the headers of all', [offers('A'), undefined, offers('B')], { headers: { A: '1', B: '1' } }],
  ['the first refusal', [undefined, { refusal }, offers('A')], { refusal }],
  [
    'a refusal with the headers of those before it, such as a new nonce',
    [offers('A'), { refusal }],
    { refusal, headers: { A: '1' } },
  ],
])('checks that follow one another say %s, whether they wait or not', async (_, results, all) => {
  for (const waits of [
    () => false,
    () => true,
    (index: number) => index % 2 === 0,
    (index: number) => index % 2 === 1,
  ]) {
    const checks = results.map(
      (result, index) => () => (waits(index) ? Promise.resolve(result) : result),
    );
    expect(await checkToken(call, checks)).toEqual(all);
  }
});
