import { auth0, cognito, entraId, keycloak, okta, type ProviderProfile } from '../index.js';

/** A token as its vendor documents it: only keys, times and what no page prints are ours. */
export interface VendorToken {
  /** The page that the header and the claims are from. */
  readonly page: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface Vendor {
  readonly profile: ProviderProfile;
  readonly audience: readonly string[];
  readonly access: VendorToken;
  readonly id: VendorToken;
  /** What the access token grants. */
  readonly scopes: readonly string[];
  readonly clientId: string;
}

const microsoft = 'https://learn.microsoft.com/en-us/entra/identity-platform';
const aws = 'https://docs.aws.amazon.com/cognito/latest/developerguide';

export const vendors: Readonly<Record<string, Vendor>> = {
  'Entra ID, version 2.0': {
    profile: entraId,
    audience: ['6e74172b-be56-4843-9ff4-e66a39bb12e3'],
    access: {
      page: `${microsoft}/access-tokens#token-formats`,
      header: { typ: 'JWT', alg: 'RS256', kid: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY' },
      claims: {
        aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
        iss: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
        azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
        azpacr: '0',
        name: 'Abe Lincoln',
        oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        preferred_username: 'abeli@microsoft.com',
        rh: 'I',
        scp: 'access_as_user',
        sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
        tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        uti: 'fqiBqXLPj0eQa82S-IYFAA',
        ver: '2.0',
      },
    },
    id: {
      page: `${microsoft}/id-token-claims-reference`,
      header: { typ: 'JWT', alg: 'RS256', kid: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY' },
      claims: {
        aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
        iss: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
        name: 'Abe Lincoln',
        nonce: '12345',
        oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        preferred_username: 'abeli@microsoft.com',
        roles: ['access_as_user'],
        sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
        tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        uti: 'fqiBqXLPj0eQa82S-IYFAA',
        ver: '2.0',
      },
    },
    scopes: ['access_as_user'],
    clientId: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
  },
  'Entra ID, version 1.0': {
    profile: entraId,
    audience: ['ef1da9d4-ff77-4c3e-a005-840c3f830745'],
    access: {
      page: `${microsoft}/access-tokens#token-formats`,
      header: {
        typ: 'JWT',
        alg: 'RS256',
        x5t: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY',
        kid: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY',
      },
      claims: {
        aud: 'ef1da9d4-ff77-4c3e-a005-840c3f830745',
        iss: 'https://sts.windows.net/fa15d692-e9c7-4460-a743-29f29522229/',
        acr: '1',
        amr: ['wia'],
        appid: '75dbe77f-10a3-4e59-85fd-8c127544f17c',
        appidacr: '0',
        idp: 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd0122247/',
        ipaddr: '222.222.222.22',
        name: 'abeli',
        oid: '02223b6b-aa1d-42d4-9ec0-1b2bb9194438',
        rh: 'I',
        scp: 'user_impersonation',
        sub: 'l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA',
        tid: 'fa15d692-e9c7-4460-a743-29f2956fd429',
        unique_name: 'abeli@microsoft.com',
        uti: 'FVsGxYXI30-TuikuuUoFAA',
        ver: '1.0',
      },
    },
    id: {
      page: `${microsoft}/id-token-claims-reference`,
      header: { typ: 'JWT', alg: 'RS256', kid: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY' },
      claims: {
        aud: 'ef1da9d4-ff77-4c3e-a005-840c3f830745',
        iss: 'https://sts.windows.net/fa15d692-e9c7-4460-a743-29f29522229/',
        oid: '02223b6b-aa1d-42d4-9ec0-1b2bb9194438',
        sub: 'l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA',
        tid: 'fa15d692-e9c7-4460-a743-29f2956fd429',
        unique_name: 'abeli@microsoft.com',
        uti: 'FVsGxYXI30-TuikuuUoFAA',
        ver: '1.0',
      },
    },
    scopes: ['user_impersonation'],
    clientId: '75dbe77f-10a3-4e59-85fd-8c127544f17c',
  },
  'Entra ID, for an application itself': {
    profile: entraId,
    audience: ['6e74172b-be56-4843-9ff4-e66a39bb12e3'],
    access: {
      page: `${microsoft}/access-token-claims-reference#payload-claims`,
      header: { typ: 'JWT', alg: 'RS256', kid: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY' },
      claims: {
        aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
        iss: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
        azp: '00001111-aaaa-2222-bbbb-3333cccc4444',
        azpacr: '1',
        oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        roles: ['Files.Read.All'],
        sub: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        uti: 'fqiBqXLPj0eQa82S-IYFAA',
        ver: '2.0',
      },
    },
    id: {
      page: `${microsoft}/id-token-claims-reference`,
      header: { typ: 'JWT', alg: 'RS256', kid: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY' },
      claims: {
        aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
        iss: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
        roles: ['Files.Read.All'],
        sub: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        uti: 'fqiBqXLPj0eQa82S-IYFAA',
        ver: '2.0',
      },
    },
    scopes: ['Files.Read.All'],
    clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
  },
  'Auth0, by its own token profile': {
    profile: auth0,
    audience: ['https://example.com/health-api'],
    access: {
      page: 'https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles',
      header: { typ: 'JWT', alg: 'RS256', kid: 'auth0-key' },
      claims: {
        iss: 'https://my-domain.auth0.com/',
        sub: 'auth0|123456',
        aud: ['https://example.com/health-api', 'https://my-domain.auth0.com/userinfo'],
        azp: 'my_client_id',
        scope: 'openid profile read:patients read:admin',
        my_custom_claim: 'my_custom_value',
      },
    },
    id: {
      page: 'https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure',
      header: { typ: 'JWT', alg: 'RS256', kid: 'auth0-key' },
      claims: {
        iss: 'https://my-domain.auth0.com/',
        sub: 'auth0|123456',
        aud: 'my_client_id',
        name: 'Jane Doe',
        given_name: 'Jane',
        family_name: 'Doe',
      },
    },
    scopes: ['openid', 'profile', 'read:admin', 'read:patients'],
    clientId: 'my_client_id',
  },
  'Auth0, by RFC 9068': {
    profile: auth0,
    audience: ['https://example.com/health-api'],
    access: {
      page: 'https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles',
      header: { typ: 'at+jwt', alg: 'RS256', kid: 'auth0-key' },
      claims: {
        iss: 'https://my-domain.auth0.com/',
        sub: 'auth0|123456',
        aud: ['https://example.com/health-api', 'https://my-domain.auth0.com/userinfo'],
        client_id: 'my_client_id',
        jti: '73WakrfVbNJBaAmhQtEeDv',
        scope: 'openid profile read:patients read:admin',
        my_custom_claim: 'my_custom_value',
      },
    },
    id: {
      page: 'https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure',
      header: { typ: 'JWT', alg: 'RS256', kid: 'auth0-key' },
      claims: {
        iss: 'https://my-domain.auth0.com/',
        sub: 'auth0|123456',
        aud: 'my_client_id',
        nonce: '12345',
        name: 'Jane Doe',
      },
    },
    scopes: ['openid', 'profile', 'read:admin', 'read:patients'],
    clientId: 'my_client_id',
  },
  Keycloak: {
    profile: keycloak,
    audience: ['service1'],
    access: {
      page: 'https://www.keycloak.org/docs/latest/server_admin/#audience-support',
      header: { alg: 'RS256', typ: 'JWT', kid: 'keycloak-key' },
      claims: {
        jti: 'd58f5dc8-fd8f-462b-8a19-716f8f83985b',
        iss: 'https://keycloak.example/realms/demo',
        aud: ['service1', 'service2'],
        sub: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
        typ: 'Bearer',
        azp: 'frontend-client',
        sid: '2a88c258-f73a-4103-b862-e1fbd8f4e04e',
        acr: '1',
        'allowed-origins': ['https://app.example'],
        realm_access: { roles: ['offline_access', 'default-roles-demo'] },
        resource_access: { service1: { roles: ['service1-role'] } },
        scope: 'email profile service1-scope',
        email_verified: true,
        preferred_username: 'john',
      },
    },
    id: {
      page: 'https://www.keycloak.org/docs/latest/server_admin/#audience-support',
      header: { alg: 'RS256', typ: 'JWT', kid: 'keycloak-key' },
      claims: {
        jti: '8b1bd32a-2c72-4a06-aa4c-4d3dbd4f6f4f',
        iss: 'https://keycloak.example/realms/demo',
        aud: 'frontend-client',
        sub: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
        typ: 'ID',
        azp: 'frontend-client',
        nonce: '12345',
        at_hash: 'sKqBDHzvYF_TGMEnVsbpXQ',
        preferred_username: 'john',
      },
    },
    scopes: ['email', 'profile', 'service1-scope'],
    clientId: 'frontend-client',
  },
  Okta: {
    profile: okta,
    audience: ['https://api.example.com'],
    access: {
      page: 'https://developer.okta.com/docs/reference/api/oidc/#access-token-payload',
      header: { alg: 'RS256', kid: '45js03w0djwedsw' },
      claims: {
        ver: 1,
        jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
        iss: 'https://example.okta.com/oauth2/0oacqf8qaJw56czJi0g4',
        aud: 'https://api.example.com',
        sub: '00ujmkLgagxeRrAg20g3',
        cid: 'nmdP1fcyvdVO11AL7ECm',
        uid: '00ujmkLgagxeRrAg20g3',
        scp: ['openid', 'email', 'flights', 'custom'],
        custom_claim: 'CustomValue',
      },
    },
    id: {
      page: 'https://developer.okta.com/docs/reference/api/oidc/#id-token-payload',
      header: { alg: 'RS256', kid: '45js03w0djwedsw' },
      claims: {
        ver: 1,
        sub: '00uid4BxXw6I6TV4m0g3',
        iss: 'https://example.okta.com/oauth2/0oacqf8qaJw56czJi0g4',
        aud: 'uAaunofWkaDJxukCFeBx',
        amr: ['pwd'],
        jti: 'ID.4eAWJOCMB3SX8XewDfVR',
        at_hash: 'cpqKfdQA5eH891Ff5oJr_Q',
        name: 'John Doe',
        email: 'john.doe@example.com',
      },
    },
    scopes: ['custom', 'email', 'flights', 'openid'],
    clientId: 'nmdP1fcyvdVO11AL7ECm',
  },
  'Cognito, bound to a resource': {
    profile: { ...cognito, scopePrefix: 'resourceserver.1/' },
    audience: ['https://api.example.com'],
    access: {
      page: `${aws}/amazon-cognito-user-pools-using-the-access-token.html`,
      header: { kid: '1234example=', alg: 'RS256' },
      claims: {
        sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        device_key: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        'cognito:groups': ['testgroup'],
        iss: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
        version: 2,
        client_id: 'xxxxxxxxxxxxexample',
        aud: 'https://api.example.com',
        origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        event_id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        token_use: 'access',
        scope: 'phone openid profile resourceserver.1/appclient2 email',
        jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        username: 'my-test-user',
      },
    },
    id: {
      page: `${aws}/amazon-cognito-user-pools-using-the-id-token.html`,
      header: { kid: '1234example=', alg: 'RS256' },
      claims: {
        sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        iss: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
        aud: 'xxxxxxxxxxxxexample',
        event_id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        token_use: 'id',
        jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        'cognito:username': 'my-test-user',
      },
    },
    scopes: ['appclient2', 'email', 'openid', 'profile'],
    clientId: 'xxxxxxxxxxxxexample',
  },
  'Cognito, without aud': {
    profile: cognito,
    audience: ['57cbishk4j24pabc1234567890'],
    access: {
      page: `${aws}/amazon-cognito-user-pools-using-the-access-token.html`,
      header: { kid: '1234example=', alg: 'RS256' },
      claims: {
        sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        token_use: 'access',
        scope: 'https://api.example/files.read https://other.example/files.write',
        iss: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
        jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        client_id: '57cbishk4j24pabc1234567890',
        username: 'janedoe@example.com',
      },
    },
    id: {
      page: `${aws}/amazon-cognito-user-pools-using-the-id-token.html`,
      header: { kid: '1234example=', alg: 'RS256' },
      claims: {
        sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        iss: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
        aud: '57cbishk4j24pabc1234567890',
        token_use: 'id',
        jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        client_id: '57cbishk4j24pabc1234567890',
      },
    },
    scopes: ['files.read'],
    clientId: '57cbishk4j24pabc1234567890',
  },
};
