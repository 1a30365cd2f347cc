import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When the process began, in a form that is only good for comparing. Process ids are used again, after a reboot or in
 * the next container, and the two together are not. Undefined where the machine doesn't tell.
 */
export function startOf(pid: number): string | undefined {
  // The 22nd field of proc_pid_stat(5). The second one may hold spaces, and ends at the last parenthesis.
  return (
    fromProc(pid, 'stat', (stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) ??
    fromPs(pid, 'lstart')
  );
}

/** The name of the program that the process runs, without its folder. */
export function programOf(pid: number): string | undefined {
  return fromProc(pid, 'comm', (comm) => comm.trim()) ?? fromPs(pid, 'comm')?.split('/').pop();
}

function fromProc(pid: number, file: string, pick: (text: string) => string | undefined): string | undefined {
  try {
    return pick(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
  } catch {
    return undefined;
  }
}

function fromPs(pid: number, column: string): string | undefined {
  const answer = spawnSync('ps', ['-p', String(pid), '-o', `${column}=`], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  return answer.stdout?.trim() || undefined;
}
