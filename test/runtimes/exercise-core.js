/**
 * Uses everything that the built core exports, with nothing but the language, and throws where a result
 * is not the expected one or an export is not used. It runs unchanged in every runtime.
 * @param {Readonly<Record<string, any>>} built The module namespace of core.
 * @returns {number} How many results were compared.
 */
export function exerciseCore(built) {
  const used = new Set();
  const core = new Proxy(built, {
    get(target, name) {
      used.add(name);
      return target[name];
    },
  });
  const compared = [];
  for (const [what, actual, expected] of resultsOf(core)) {
    const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}.`);
    compared.push(what);
  }
  const unused = Object.keys(built).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`Not exercised: ${unused.join(', ')}.`);
  return compared.length;
}

/** @param {Readonly<Record<string, any>>} core @returns {[what: string, actual: unknown, expected: unknown][]} */
function resultsOf(core) {
  const { ScopeSet } = core;
  const requires = core.anyOf('files:admin', core.allOf('files:read', 'files:write'));
  const definition = {
    scopes: {
      'files:read': { title: 'Read files', translations: { de: { title: 'Dateien lesen' } } },
      'files:write': { title: 'Edit files' },
      'files:admin': { title: 'Administer files', implies: ['files:write'], sensitivity: 'high' },
    },
    actions: {
      'files.list': { title: 'List files', requires: 'files:read' },
      'files.share': { title: 'Share a file', requires },
    },
  };
  const catalogue = core.defineCatalogue(definition);
  const held = ScopeSet.parse('files:read openid');
  const context = { realm: 'files', resourceMetadata: 'https://api.example/m' };
  const situation = { ...context, code: 'MISSING_CREDENTIALS', dpopAlgs: ['ES256'] };
  const header = core.denial(situation).headers['WWW-Authenticate'];
  const smaller = core.parseCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
  const missing = { scopes: ['files:write'], cheapest: ['files:read', 'files:write'] };

  const resource = 'https://api.example';
  const published = core.buildActionMetadata({ catalogue, resource, scopes: [] });
  const metadata = core.parseActionMetadata(published, { resource });

  return [
    [
      'unknownName',
      core.unknownName('word', 'raed', ['read', 'write']),
      'Unknown word "raed". Did you mean "read"?',
    ],
    ['unknownOption', core.unknownOption('option', { a: 1 }, { a: true }), undefined],
    ['isScope', ['a', 'a b', '\u00e9'].map(core.isScope), [true, false, false]],
    ['ScopeSet', ScopeSet.of('b', 'a').union(new Set(['c'])), ['a', 'b', 'c']],
    [
      'fromClaim',
      ScopeSet.fromClaim({ realm_access: { roles: ['a'] } }, 'realm_access.roles'),
      ['a'],
    ],
    ['prototype names', ScopeSet.of('__proto__', 'constructor').has('toString'), false],
    ['isProtocolScope', ['openid', 'a'].map(core.isProtocolScope), [true, false]],
    ['protocolScopes', core.protocolScopes.size, 4],
    ['alternativesOf', core.alternativesOf(requires).length, 2],
    ['evaluate', core.evaluate(requires, held).missing, ['files:admin']],
    ['catalogue', catalogue.evaluate('files.share', held).satisfied, false],
    ['catalogue with implications', catalogue.closure(ScopeSet.of('files:admin')).size, 2],
    ['explain', core.explain('files.share', held, { catalogue }).missing, ['files:write']],
    [
      'localize',
      core.localize(catalogue.scopes.get('files:read'), ['de-AT']).title,
      'Dateien lesen',
    ],
    ['lintCatalogue', core.lintCatalogue(catalogue).every(({ rule }) => rule !== ''), true],
    ['diffCatalogues', core.diffCatalogues(catalogue, smaller).breaking, true],
    [
      'resolveGrant',
      core.resolveGrant({ catalogue, requested: held, consented: ScopeSet.empty }).dropped,
      [
        { scope: 'files:read', reason: 'declined' },
        { scope: 'openid', reason: 'declined' },
      ],
    ],
    [
      'explainGrant',
      core.explainGrant({ catalogue, requested: held })[0].text,
      'files:read is held.',
    ],
    [
      'suggestScopes',
      core.suggestScopes(['files.list', 'files.share'], { catalogue }).scopes,
      missing.cheapest,
    ],
    [
      'unusedScopes',
      core.unusedScopes(ScopeSet.of('files:read', 'files:write'), ['files.list'], { catalogue }),
      missing.scopes,
    ],
    [
      'parseChallenges',
      core.parseChallenges(header).map(({ scheme }) => scheme),
      ['Bearer', 'DPoP'],
    ],
    [
      'readTokenChallenge',
      core.parseChallenges(header).map(core.readTokenChallenge)[1],
      { scheme: 'DPoP', algs: ['ES256'], malformed: [] },
    ],
    [
      'formatChallenge',
      core.formatChallenge({ scheme: 'Bearer', params: { realm: 'a"\r\n' } }),
      'Bearer realm="a"',
    ],
    ['isProblem', core.isProblem(JSON.parse(JSON.stringify(core.denial(situation).body))), true],
    ['exposedHeaders', core.exposedHeaders.length, 3],
    [
      'protectedResourceMetadataUrl',
      core.protectedResourceMetadataUrl('https://api.example/v1'),
      'https://api.example/.well-known/oauth-protected-resource/v1',
    ],
    ['isLoopbackHost', ['localhost', 'api.example'].map(core.isLoopbackHost), [true, false]],
    ['nearestName', core.nearestName('files:raed', ['files:read']), 'files:read'],
    [
      'profiles',
      [core.auth0, core.cognito, core.entraId, core.keycloak, core.okta, core.standard].map(
        ({ name }) => name,
      ),
      ['auth0', 'cognito', 'entraId', 'keycloak', 'okta', 'standard'],
    ],
    ['toWireScopes', core.toWireScopes(ScopeSet.of('a'), core.entraId, 'api://x'), ['api://x/a']],
    [
      'fromWireScopes',
      core.fromWireScopes(ScopeSet.of('api://x/a'), core.entraId, 'api://x'),
      ['a'],
    ],
    [
      'scopesOfClaims',
      core.scopesOfClaims({ scope: 'a' }, core.standard, 'https://api.example'),
      ['a'],
    ],
    [
      'actionMetadataUrl',
      core.actionMetadataUrl('https://api.example/v1'),
      'https://api.example/.well-known/stepscope/v1',
    ],
    ['action metadata', core.evaluateAction(metadata, 'files.list', held), { satisfied: true }],
    [
      'parseRevocation',
      core.parseRevocation({ iss: 'i', sub: 's', clientId: 'c', at: 1, more: 2 }),
      { iss: 'i', sub: 's', clientId: 'c', at: 1 },
    ],
    ['deepFreeze', Object.isFrozen(core.deepFreeze({ a: {} }).a), true],
    ['privateNotes', core.privateNotes().get({}), undefined],
    ['CoreError', refusalOf(() => ScopeSet.parse('a  b'), core), 'INVALID_SCOPE'],
  ];
}

/** @param {() => unknown} act @param {Readonly<Record<string, any>>} core */
function refusalOf(act, core) {
  try {
    return act();
  } catch (error) {
    return error instanceof core.CoreError && error instanceof TypeError ? error.code : error;
  }
}
