// Runs the built core in the Node that runs this file.
import process from 'node:process';
import * as core from '../../packages/core/dist/index.js';
import { exerciseCore } from './exercise-core.js';

process.stdout.write(`${exerciseCore(core)} results in Node ${process.version}\n`);
