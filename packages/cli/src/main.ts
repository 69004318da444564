#!/usr/bin/env node
import { once } from 'node:events';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CliError } from './cli-error.js';

const usage = `usage: stepscope start [--config FILE]

  start   runs the authorization server and the servers of the configuration
          --config FILE   default: stepscope.config.js

exit codes: 0 stopped as asked, 1 could not run, 2 wrong usage`;

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.exitCode = error instanceof CliError && error.code === 'USAGE' ? 2 : 1;
  process.stderr.write(`${describeError(error)}\n`);
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const [command, ...rest] = positionals;
  if (command !== 'start' || rest.length > 0) throw new CliError('USAGE', usage);
  // Only now: the servers take a while to load, and print warnings of their own.
  const { start } = await import('./commands/start.js');
  await start({
    config: values.config,
    env: process.env,
    print: (line) => process.stdout.write(`${line}\n`),
    printError: (line) => process.stderr.write(`${line}\n`),
    stopped: Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal))),
  });
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        config: { type: 'string', default: 'stepscope.config.js' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('USAGE', `${reason}\n\n${usage}`, { cause });
  }
}

/** The message alone where it is meant for people, else the stack of an unforeseen error. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string'
    ? error.message
    : (error.stack ?? error.message);
}
