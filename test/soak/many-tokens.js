// 100 000 distinct ES256 tokens, minted by another process so that the memory is that of verifying:
// `node --max-old-space-size=96 test/soak/many-tokens.js`. Each must pass, and the cache must keep to
// its bounds.
import { defineCatalogue } from '../../packages/core/dist/index.js';
import { createResourceServer } from '../../packages/resource-server/dist/index.js';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const TOKENS = 100_000;
const bounds = { maxEntries: 10_000, maxBytes: 16 * 1024 * 1024 };

const minter = fork(fileURLToPath(new URL('mint-tokens.js', import.meta.url)), [String(TOKENS)], {
  execArgv: [],
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const [{ issuer }] = await once(minter, 'message');
const server = createResourceServer({
  issuer,
  resource: 'https://api.example',
  catalogue: defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } }),
  cache: bounds,
});

let passed = 0;
for await (const token of createInterface({ input: minter.stdout })) {
  const request = { headers: { authorization: `Bearer ${token}` } };
  // Twice, because the cache would remember none that comes only once.
  for (let time = 0; time < 2; time++) {
    const { outcome } = await server.check(request, { requirement: 'files:read' });
    if (outcome !== 'allowed') throw new Error(`Token ${passed} was ${outcome}.`);
  }
  const { entries, bytes } = server.cacheStats();
  if (entries > bounds.maxEntries || bytes > bounds.maxBytes) {
    throw new Error(`The cache holds ${entries} entries and ${bytes} bytes.`);
  }
  passed++;
  if (passed === TOKENS) minter.disconnect();
}
if (passed !== TOKENS) throw new Error(`Only ${passed} tokens came.`);
const { heapUsed } = process.memoryUsage();
const stats = JSON.stringify(server.cacheStats());
process.stdout.write(`${passed} tokens passed; heap ${heapUsed} bytes; cache ${stats}\n`);
