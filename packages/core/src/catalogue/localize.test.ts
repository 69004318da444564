import { describe, expect, test } from 'vitest';
import { parseCatalogue } from './parse-catalogue.js';
import { localize } from './localize.js';

const entry = {
  title: 'Read files',
  description: 'Lists files.',
  implies: ['x'],
  translations: {
    de: { title: 'Dateien lesen', description: 'Listet Dateien auf.' },
    'de-AT': { title: 'Dateien anschauen' },
    'pt-BR': { title: 'Ler arquivos' },
  },
};

describe('localize', () => {
  test.each<[string | string[], string, string]>([
    ['de', 'Dateien lesen', 'Listet Dateien auf.'],
    ['de-AT', 'Dateien anschauen', 'Listet Dateien auf.'],
    ['DE-at-1901', 'Dateien anschauen', 'Listet Dateien auf.'],
    ['de-x-private', 'Dateien lesen', 'Listet Dateien auf.'],
    ['pt-br', 'Ler arquivos', 'Lists files.'],
    ['pt', 'Read files', 'Lists files.'],
    ['fr', 'Read files', 'Lists files.'],
    ['', 'Read files', 'Lists files.'],
    [['fr', 'pt-BR', 'de'], 'Ler arquivos', 'Listet Dateien auf.'],
    [[], 'Read files', 'Lists files.'],
  ])('reads %j as %s', (languages, title, description) => {
    expect(localize(entry, languages)).toEqual({ title, description, implies: ['x'] });
  });

  test('leaves an entry without translations as it is', () => {
    expect(localize({ title: 'T' }, 'de')).toEqual({ title: 'T' });
  });

  test('translates a scope named __proto__', () => {
    const catalogue = parseCatalogue(
      JSON.parse('{"scopes":{"__proto__":{"title":"T","translations":{"de":{"title":"Ü"}}}}}'),
    );
    expect(localize(catalogue.scopes.get('__proto__')!, 'de')).toEqual({ title: 'Ü' });
  });
});
