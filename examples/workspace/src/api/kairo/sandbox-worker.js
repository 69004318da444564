// Plain JavaScript, because Node.js itself loads a worker: in tests from here, else from the build.
import { parentPort, workerData } from 'node:worker_threads';
import quickJsBuild from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';

/**
 * @import { QuickJSContext, QuickJSHandle, QuickJSSyncVariant } from 'quickjs-emscripten-core'
 * @import { Outcome, SandboxLimits } from './run-java-script.js'
 */

/** Deep enough for honest recursion, and well below the stack of the WebAssembly instance. */
const maxStackBytes = 256 * 1024;
/** What the build of QuickJS begins with. */
const initialMemoryBytes = 16 * 1024 * 1024;
/** Deep enough for honest results, and well below what JSON can be made of out here. */
const maxNesting = 100;
/** A page of WebAssembly memory. */
const pageBytes = 64 * 1024;

/** @type {SandboxLimits & { code: string }} */
const { code, timeoutMs, memoryBytes, outputCharacters } = workerData;

// The package declares the types of its CommonJS form, also for this one.
const build = /** @type {QuickJSSyncVariant} */ (/** @type {unknown} */ (quickJsBuild));
// The instance itself is limited, because QuickJS does not count the memory of typed arrays.
const wasmMemory = new WebAssembly.Memory({
  initial: initialMemoryBytes / pageBytes,
  maximum: Math.ceil(memoryBytes / pageBytes),
});
const quickJs = await newQuickJSWASMModuleFromVariant(newVariant(build, { wasmMemory }));
const runtime = quickJs.newRuntime();
runtime.setMaxStackSize(maxStackBytes);
const context = runtime.newContext();
const lines = provideConsole(context);

post('started');
const deadline = Date.now() + timeoutMs;
runtime.setInterruptHandler(() => Date.now() > deadline);
post(run(context));

/** @param {'started' | Outcome} message */
function post(message) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
  parentPort?.postMessage(message);
}

/**
 * @param {QuickJSContext} context
 * @returns {Outcome}
 */
function run(context) {
  const evaluated = context.evalCode(code, 'kairo.js');
  if (evaluated.error) return failed(context.dump(evaluated.error));
  const jobs = runtime.executePendingJobs();
  if (jobs.error) return failed(jobs.error.context.dump(jobs.error));

  const state = context.getPromiseState(evaluated.value);
  if (state.type === 'rejected') return failed(context.dump(state.error));
  if (state.type === 'pending') {
    return failed({ name: 'Error', message: 'the promise is never settled' });
  }
  const value = context.dump(state.value);
  if (isTooDeep(value)) {
    return failed({ name: 'RangeError', message: 'the result is nested too deeply' });
  }
  const result = toJson(value);
  if (result.length > outputCharacters) {
    return failed({ name: 'RangeError', message: 'the result is too large' });
  }
  return { status: 'completed', result: JSON.parse(result), error: null, console: lines };
}

/**
 * @param {unknown} thrown
 * @returns {Outcome}
 */
function failed(thrown) {
  const error = describeError(thrown);
  // What is thrown when the time is over depends on where it caught the code.
  if (Date.now() > deadline) return stopped('timed-out', 'the time limit was met');
  if (error.message === 'out of memory' || (thrown === null && isMemoryFull())) {
    return stopped('out-of-memory', 'the memory limit was met');
  }
  return { status: 'failed', result: null, error, console: lines };
}

/** QuickJS throws null where not even its own error fits into the memory. */
function isMemoryFull() {
  return wasmMemory.buffer.byteLength > memoryBytes * 0.8;
}

/**
 * @param {Outcome['status']} status
 * @param {string} message
 * @returns {Outcome}
 */
function stopped(status, message) {
  return { status, result: null, error: { name: 'InternalError', message }, console: lines };
}

/**
 * Never by converting what the code made: a conversion can throw, and would do so out here.
 * @param {unknown} thrown
 */
function describeError(thrown) {
  if (typeof thrown !== 'object' || thrown === null) {
    return { name: 'Error', message: format(thrown).slice(0, outputCharacters) };
  }
  const { name, message } = /** @type {Record<string, unknown>} */ (thrown);
  return {
    name: typeof name === 'string' ? name.slice(0, 100) : 'Error',
    message: typeof message === 'string' ? message.slice(0, outputCharacters) : 'no message',
  };
}

/**
 * Gives the code a console, and returns the lines that it writes, up to the limit.
 * @param {QuickJSContext} context
 * @returns {string[]}
 */
function provideConsole(context) {
  /** @type {string[]} */
  const lines = [];
  let left = outputCharacters;
  const console = context.newObject();
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
    const write = context.newFunction(method, (/** @type {QuickJSHandle[]} */ ...values) => {
      if (left <= 0) return;
      const line = values.map((value) => format(context.dump(value))).join(' ');
      lines.push(line.length > left ? `${line.slice(0, left)}…` : line);
      left -= line.length + 1;
    });
    context.setProp(console, method, write);
    write.dispose();
  }
  context.setProp(context.global, 'console', console);
  console.dispose();
  return lines;
}

/** @param {unknown} value */
function format(value) {
  if (isTooDeep(value)) return '[nested too deeply]';
  return typeof value === 'string' || value === undefined ? String(value) : toJson(value);
}

/**
 * Whether JSON values are nested more deeply than allowed; level by level, since recursion is what would fail.
 * @param {unknown} value
 */
function isTooDeep(value) {
  let level = [value];
  for (let depth = 0; depth <= maxNesting; depth++) {
    level = level.flatMap((inner) =>
      typeof inner === 'object' && inner !== null ? Object.values(inner) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

/** @param {unknown} value */
function toJson(value) {
  const json = JSON.stringify(value, (_key, inner) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
  return json ?? 'null';
}
