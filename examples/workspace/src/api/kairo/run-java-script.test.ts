import { describe, expect, test } from 'vitest';
import { createJavaScriptRunner } from './run-java-script.js';

const runAs = createJavaScriptRunner({ timeoutMs: 10_000 });
const run = (code: string) => runAs(code, 'user-1');
/** For code that would never end by itself. */
const runBrieflyAs = createJavaScriptRunner({ timeoutMs: 300 });
const runBriefly = (code: string) => runBrieflyAs(code, 'user-1');

const nested = (depth: number) => `let a = 1; for (let i = 0; i < ${depth}; i++) a = [a]; a`;

describe('code that ends well', () => {
  test.each([
    ['the last expression', '1; 2 + 3', 5],
    [
      'an object, as JSON holds it',
      '({ a: [1, "two"], date: new Date(0) })',
      {
        a: [1, 'two'],
        date: '1970-01-01T00:00:00.000Z',
      },
    ],
    [
      'what is nested as deeply as allowed',
      nested(100),
      JSON.parse('['.repeat(100) + 1 + ']'.repeat(100)),
    ],
    ['null for undefined', 'undefined', null],
    ['a big integer as a string', '2n ** 70n', '1180591620717411303424'],
    ['what a promise resolves to', '(async () => { await null; return 7; })()', 7],
  ])('answers %s', async (_what, code, result) => {
    expect(await run(code)).toEqual({ status: 'completed', result, error: null, console: [] });
  });

  test('answers what was written to the console, a line each', async () => {
    const { console } = await run(`
      console.log('sum', 3, { a: [1] }, undefined);
      console.warn('careful');
    `);
    expect(console).toEqual(['sum 3 {"a":[1]} undefined', 'careful']);
  });
});

describe('code that fails', () => {
  test.each([
    ['a thrown error', 'throw new TypeError("no such plank")', 'TypeError', 'no such plank'],
    ['a thrown value', 'throw 42', 'Error', '42'],
    ['a rejected promise', 'Promise.reject(new RangeError("far"))', 'RangeError', 'far'],
    ['a syntax error', 'const = 1', 'SyntaxError', 'variable name expected'],
    ['a promise that is never settled', 'new Promise(() => {})', 'Error', 'never settled'],
    ['deep recursion', 'const f = () => 1 + f(); f()', 'InternalError', 'stack overflow'],
    ['a result that is nested too deeply', nested(3000), 'RangeError', 'too deep'],
    ['a result that is nested far too deeply', nested(6000), 'RangeError', 'too deep'],
    ['a result that is too large', '"x".repeat(20_000)', 'RangeError', 'too large'],
  ])('answers %s', async (_what, code, name, message) => {
    const outcome = await run(code);
    expect(outcome).toMatchObject({ status: 'failed', result: null, error: { name } });
    expect(outcome.error?.message).toContain(message);
  });

  test('cuts short what is nested too deeply for the console', async () => {
    const { status, console } = await run(`${nested(6000)}; console.log(a)`);
    expect({ status, console }).toEqual({ status: 'completed', console: ['[nested too deeply]'] });
  });

  test.each([
    ['an object that cannot be converted', 'throw { message: { toString: 1, valueOf: 1 } }'],
    ['a name that cannot be converted', 'throw { name: { toString: null }, message: [] }'],
    ['an empty object', 'Promise.reject({})'],
  ])('describes %s without asking it', async (_what, code) => {
    const { status, error } = await run(code);
    expect({ status, error }).toEqual({
      status: 'failed',
      error: { name: 'Error', message: 'no message' },
    });
  });

  test('keeps what was written to the console before', async () => {
    expect(await run('console.log("here"); throw new Error("there")')).toMatchObject({
      status: 'failed',
      console: ['here'],
    });
  });
});

describe('limits', () => {
  const tooMany = { status: 429, code: 'TOO_MANY_REQUESTS' };

  test.each([
    ['an endless loop', 'while (true) {}'],
    ['an endless loop that catches everything', 'for (;;) { try { for (;;); } catch {} }'],
    ['endless promises', '(async () => { for (;;) await 0; })()'],
    ['a regular expression that backtracks for ever', '/(a+)+$/.test("a".repeat(60) + "b")'],
    [
      'steps that are long and never look at the clock',
      'const s = "ab".repeat(1e6); for (;;) s.indexOf("ba".repeat(1000) + "c")',
    ],
    ['an endless loop in a getter of what is thrown', 'throw { get message() { for (;;); } }'],
  ])('ends %s', async (_what, code) => {
    const outcome = await runBriefly(code);
    expect(outcome).toMatchObject({
      status: 'timed-out',
      result: null,
      error: { name: 'InternalError', message: 'the time limit was met' },
    });
  });

  test.each([
    ['arrays', 'new Array(10_000).fill(1)'],
    ['typed arrays', 'new Uint8Array(100_000)'],
    ['strings', '"x".repeat(100_000) + all.length'],
  ])('ends a run that fills its memory with %s', async (_what, value) => {
    const outcome = await run(`const all = []; for (;;) all.push(${value})`);
    expect(outcome).toMatchObject({ status: 'out-of-memory', result: null });
  });

  test('ends promises that wait for each other without end, by whichever limit is met first', async () => {
    const { status } = await runBriefly('const f = () => Promise.resolve().then(f); f()');
    expect(['timed-out', 'out-of-memory']).toContain(status);
  });

  test('survives a bomb: the next run is as the first', async () => {
    await run('const all = []; for (;;) all.push("x".repeat(10_000) + all.length)');
    expect((await run('6 * 7')).result).toBe(42);
  });

  test('cuts the console', async () => {
    const { console } = await run('for (let i = 0; i < 10_000; i++) console.log("0123456789")');
    expect(console.join('\n').length).toBeLessThan(16_500);
    expect((await run('console.log("x".repeat(100_000))')).console[0]).toHaveLength(16_385);
  });

  test('refuses a run beside too many others with 429', async () => {
    const narrow = createJavaScriptRunner({ concurrency: 1 });
    const first = narrow('1', 'user-1');
    await expect(narrow('2', 'user-2')).rejects.toMatchObject(tooMany);
    expect((await first).result).toBe(1);
    expect((await narrow('3', 'user-2')).result).toBe(3);
  });

  test('runs one at a time for each user, and leaves room for others', async () => {
    const runner = createJavaScriptRunner({ concurrency: 2 });
    const first = runner('1', 'user-1');
    await expect(runner('2', 'user-1')).rejects.toMatchObject(tooMany);
    expect((await runner('3', 'user-2')).result).toBe(3);
    expect((await first).result).toBe(1);
    expect((await runner('4', 'user-1')).result).toBe(4);
  });

  test('does not hold up this thread while code runs', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await runBriefly('for (;;);');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('what code can reach', () => {
  test.each(['process', 'require', 'fetch', 'Buffer', 'setTimeout', 'WebAssembly', 'module'])(
    'has no %s',
    async (name) => {
      expect((await run(`typeof ${name}`)).result).toBe('undefined');
    },
  );

  test('finds no way out through constructors', async () => {
    const code = `
      const make = (value) => value.constructor.constructor('return typeof process')();
      [make(globalThis), make(console.log), make([])].join()
    `;
    expect((await run(code)).result).toBe('undefined,undefined,undefined');
  });

  test('imports nothing', async () => {
    expect((await run('import("node:fs")')).status).toBe('failed');
  });

  test('finds nothing that an earlier run left behind', async () => {
    await run('globalThis.left = 1; Object.prototype.left = 2');
    expect((await run('typeof left')).result).toBe('undefined');
  });
});
