import { Worker } from 'node:worker_threads';
import { HttpProblem } from '../http/http-problem.js';

/** What running a piece of code came to. */
export interface Outcome {
  readonly status: 'completed' | 'failed' | 'timed-out' | 'out-of-memory';
  /** Value of the last expression as JSON can hold it; `null` unless completed. */
  readonly result: unknown;
  /** What was thrown, or which limit was met; `null` if completed. */
  readonly error: { readonly name: string; readonly message: string } | null;
  /** What the code wrote to its console, a line each. */
  readonly console: readonly string[];
}

/** The limits of one run. */
export interface SandboxLimits {
  /** @default 1000 */
  readonly timeoutMs: number;
  /** Memory of the WebAssembly instance, of which 16 MiB are in use from the start. @default 32 MiB */
  readonly memoryBytes: number;
  /** Characters of the result, and likewise of the console; the console is cut there. @default 16384 */
  readonly outputCharacters: number;
  /** Runs at the same time, of different users; the next one is refused. @default 2 */
  readonly concurrency: number;
}

/**
 * Runs JavaScript for a user, one piece at a time, and answers what came of it.
 * @throws {HttpProblem} 429 if a run of this user, or too many of others, are not over.
 */
export type RunJavaScript = (code: string, subject: string) => Promise<Outcome>;

/** How long a thread may take until it runs code. */
const startLimitMs = 10_000;
/** What code gets beyond its limit to end by itself: QuickJS does not look at the clock in every step. */
const graceMs = 250;

/**
 * A runner for code that nobody vouches for. Each run has a QuickJS of its own, compiled to
 * WebAssembly, in a thread of its own: the code sees a console and the language, and nothing of
 * Node.js, of this process or of other runs.
 */
export function createJavaScriptRunner(limits: Partial<SandboxLimits> = {}): RunJavaScript {
  const { concurrency = 2, timeoutMs = 1000 } = limits;
  const { memoryBytes = 32 * 1024 * 1024, outputCharacters = 16_384 } = limits;
  const running = new Set<string>();

  return async (code, subject) => {
    if (running.has(subject)) throw tooMuch('Your last run is not over: wait for it.');
    if (running.size >= concurrency) throw tooMuch('Kairo is busy: run this again in a moment.');
    running.add(subject);
    try {
      return await runInThread({ code, timeoutMs, memoryBytes, outputCharacters });
    } finally {
      running.delete(subject);
    }
  };
}

function tooMuch(detail: string): HttpProblem {
  return new HttpProblem('TOO_MANY_REQUESTS', detail, {
    status: 429,
    title: 'Too much is running',
    headers: { 'Retry-After': '1' },
  });
}

interface Run extends Omit<SandboxLimits, 'concurrency'> {
  readonly code: string;
}

async function runInThread(run: Run): Promise<Outcome> {
  const worker = new Worker(new URL('./sandbox-worker.js', import.meta.url), {
    workerData: run,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 },
  });
  const stop = (): void => void worker.terminate();
  let timer = setTimeout(stop, startLimitMs);
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      worker.on('message', (message: 'started' | Outcome) => {
        if (message !== 'started') {
          resolve(message);
          return;
        }
        clearTimeout(timer);
        timer = setTimeout(stop, run.timeoutMs + graceMs);
      });
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(stopped('out-of-memory', 'memory'));
        else reject(error);
      });
      worker.once('exit', () => resolve(stopped('timed-out', 'time')));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function stopped(status: Outcome['status'], limit: string): Outcome {
  const error = { name: 'InternalError', message: `the ${limit} limit was met` };
  return { status, result: null, error, console: [] };
}
