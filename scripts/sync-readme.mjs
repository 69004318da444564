// Copies files into the README's code blocks that name them; `--check` only says whether they agree.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const readme = readFileSync('README.md', 'utf8');
const synced = readme.replace(
  /<!-- (\S+\.ts) -->\n\n```ts\n[^]*?```/g,
  (_, path) => `<!-- ${path} -->\n\n\`\`\`ts\n${readFileSync(path, 'utf8')}\`\`\``,
);
if (!process.argv.includes('--check')) writeFileSync('README.md', synced);
else if (synced !== readme) {
  process.stderr.write('README.md differs from the examples it shows: run npm run readme.\n');
  process.exitCode = 1;
}
