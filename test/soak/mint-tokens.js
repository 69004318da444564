// Mints as many distinct ES256 tokens as its argument says, one a line, for many-tokens.js, and serves
// the keys until that disconnects.
import { startTestIssuer } from '../../packages/testing/dist/index.js';
import { once } from 'node:events';
import process from 'node:process';

const issuer = await startTestIssuer({ algorithms: ['ES256'] });
process.send({ issuer: issuer.issuer });
process.on('disconnect', () => process.exit());
for (let index = 0; index < Number(process.argv[2]); index++) {
  const token = await issuer.mint({
    scopes: ['files:read', 'files:write'],
    subject: `user-${index}`,
    expiresInSeconds: 86_400,
  });
  if (!process.stdout.write(`${token}\n`)) await once(process.stdout, 'drain');
}
