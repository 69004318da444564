import { readFile } from 'node:fs/promises';

/** Names one run of one process, so that a reused process id is not taken for the old process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, where the system tells it (Linux). */
  readonly startTicks?: string;
}

/** The identity of the process with this id, or `undefined` if there is none. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isRunning(pid)) return undefined;
  const startTicks = await readStartTicks(pid);
  return startTicks === undefined ? { pid } : { pid, startTicks };
}

/** Whether both name the same run; without start times the process id decides. */
export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  if (a.pid !== b.pid) return false;
  return a.startTicks === undefined || b.startTicks === undefined || a.startTicks === b.startTicks;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readStartTicks(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold spaces: count from behind it. Field 22 is the 20th there.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
