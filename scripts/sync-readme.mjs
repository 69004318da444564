// Copies files into the code blocks of READMEs that name them; `--check` only says whether they agree.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const packages = readdirSync('packages').map((name) => join('packages', name, 'README.md'));

for (const file of ['README.md', ...packages]) {
  const readme = readFileSync(file, 'utf8');
  const synced = readme.replace(
    /<!-- (\S+\.ts) -->\n\n```ts\n[^]*?```/g,
    (_, path) => `<!-- ${path} -->\n\n\`\`\`ts\n${readFileSync(path, 'utf8')}\`\`\``,
  );
  if (!process.argv.includes('--check')) writeFileSync(file, synced);
  else if (synced !== readme) {
    process.stderr.write(`${file} differs from the examples it shows: run npm run readme.\n`);
    process.exitCode = 1;
  }
}
