import { describe, expect, test } from 'vitest';
import { isScope } from './is-scope.js';

describe('[S1.01] isScope', () => {
  test.each(['a', 'files:read', '!', '#', '[', ']', '~', '*', '@', '__proto__', 'https://a/b?c'])(
    'accepts %s',
    (scope) => {
      expect(isScope(scope)).toBe(true);
    },
  );

  test.each([
    ['the empty string', ''],
    ['a space', 'a b'],
    ['a leading space', ' a'],
    ['a double quote', 'a"'],
    ['a backslash', 'a\\b'],
    ['a tab', 'a\t'],
    ['a newline', 'a\n'],
    ['DEL', 'a\u007f'],
    ['NUL', '\u0000'],
    ['a no-break space', 'a\u00a0b'],
    ['a non-ASCII letter', 'é'],
    ['a lone surrogate', '\ud800'],
    ['a number', 1],
    ['undefined', undefined],
    ['null', null],
    ['an array', ['a']],
  ])('refuses %s', (_, value) => {
    expect(isScope(value)).toBe(false);
  });

  test('allows exactly %x21 / %x23-5B / %x5D-7E', () => {
    const allowed = Array.from({ length: 0x100 }, (_, code) => code).filter((code) =>
      isScope(String.fromCharCode(code)),
    );
    const expected = Array.from({ length: 0x5e }, (_, index) => index + 0x21).filter(
      (code) => code !== 0x22 && code !== 0x5c,
    );
    expect(allowed).toEqual(expected);
  });
});
