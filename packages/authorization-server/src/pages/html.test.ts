import { describe, expect, test } from 'vitest';
import { html } from './html.js';

describe('html', () => {
  test.each([
    ['markup', '<b>&"\'', '&lt;b&gt;&amp;&quot;&#39;'],
    ['a character that reorders text', 'a\u202Eb', 'a[U+202E]b'],
    ['a control character', 'a\u0000b', 'a[U+0000]b'],
    ['an isolate', '\u2066x\u2069', '[U+2066]x[U+2069]'],
    ['a zero-width space', 'a\u200Bb', 'a[U+200B]b'],
    ['letters of any script', 'Zoë 日本 שלום', 'Zoë 日本 שלום'],
    ['an emoji that is joined', '👩‍💻', '👩‍💻'],
    ['a line break', 'a\nb', 'a\nb'],
  ])('shows %s as text', (_description, value, expected) => {
    expect(html`${value}`.toString()).toBe(expected);
  });

  test('keeps its own markup, joins lists, and leaves out what is not there', () => {
    const items = ['<', '>'].map((item) => html`<b>${item}</b>`);
    expect(html`<i title="${'"'}">${items}${false}${undefined}${0}</i>`.toString()).toBe(
      '<i title="&quot;"><b>&lt;</b><b>&gt;</b>0</i>',
    );
  });
});
